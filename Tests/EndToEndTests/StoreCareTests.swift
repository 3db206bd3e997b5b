// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite(
    "gnomectl store and PostgreSQL", .enabled(if: TestDatabase.isThere, TestDatabase.skipped), .timeLimit(.minutes(5)))
struct StoreCareTests {
    @Test("check looks at the database of a running server, named by option or environment")
    func check() async throws {
        try await TestDatabase.withSchema { url in
            try await withTemporaryFolder { folder in
                let server = try await TestServer.start(in: folder, environment: ["GNOME_STORE_URL": url])
                for (words, environment) in [
                    (["store", "check", "--store", url], [:]), (["store", "check"], ["GNOME_STORE_URL": url]),
                ] {
                    let (status, output) = try await RunningProgram.run("gnomectl", words, environment: environment)
                    #expect(status == 0, "\(output)")
                    #expect(output.contains("Connections ") && output.contains("Nothing is wrong."))
                }
                await server.stop()
            }
        }
    }

    @Test(
        "what is SQLite's alone says so, names PostgreSQL's own way, and shows no password",
        arguments: [
            (["backup", "/nowhere/copy"], "pg_dump --format=custom --file='/nowhere/copy'"),
            (["restore", "/nowhere/copy"], "pg_restore"), (["migrate"], "when it starts"),
        ])
    func refusals(words: [String], hint: String) async throws {
        let (status, output) = try await RunningProgram.run(
            "gnomectl", ["store"] + words + ["--store", "postgres://gnome:hush@127.0.0.1:1/gnome"])
        #expect(status == 1)
        #expect(output.contains("is a PostgreSQL database") && output.contains(hint))
        #expect(!output.contains("hush"))
    }
}
