// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import TestSupport
import Testing

/// How the walk through all pages, `scripts/pages`, knows which pages there are.
@Suite("What the walk through the pages misses", .timeLimit(.minutes(1)))
struct PageWalkTests {
    /// Lends what tells which pages were missed on a way, and the patterns of all pages.
    private func withServersPages(
        _ body: ((_ way: [String]) async throws -> [String], _ all: [String]) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let server = try RunningProgram(
                "gnome-server", ["--data-folder", folder + "/data", "--http-port", "0", "--log-level", "debug"])
            var log = ""
            while let line = await server.line(with: "") {
                log += line + "\n"
                if line.contains("\"message\":\"ready\"") { break }
            }
            server.signal(15)
            #expect(await server.end() == 0)
            try Data(log.utf8).write(to: URL(filePath: folder + "/log"))
            func missed(_ way: [String]) async throws -> [String] {
                let (status, output) = try await RunningProgram.run(
                    "/usr/bin/python3", [RunningProgram.packageRoot + "/Tests/Pages/routes.py", folder + "/log"] + way)
                #expect(status == 0, "\(output)")
                return output.split(separator: "\n").map(String.init)
            }
            try await body(missed, try await missed([]))
        }
    }

    @Test("where all pages were walked none is missed, and each form of a receiver is missed by itself")
    func all() async throws {
        try await withServersPages { missed, all in
            #expect(all.count > 40 && all.contains("/") && !all.contains { $0.hasPrefix("/api/") })
            let forms = all.filter { $0.hasPrefix("/receivers/{serial}/") && !$0.contains("series") }
            #expect(forms.count >= 6)
            func path(_ pattern: String) -> String { pattern.replacing(/\{.*?\}/, with: "1") }
            for pattern in forms {
                let left = try await missed(all.filter { $0 != pattern }.map(path))
                #expect(left == [pattern])
            }
            let none = try await missed(all.map(path))
            #expect(none == [])
        }
    }

    @Test(
        "who looked at a page with a name of its own has not looked at the one whose address would fit as well",
        arguments: [
            ("/people/invite", "/people/{person}"), ("/receivers/SG-1/series?x=1", "/receivers/{serial}/accept"),
            ("/projects/1/members/new", "/projects/{project}/members/{person}"),
        ])
    func ownWords(path: String, other: String) async throws {
        try await withServersPages { missed, all in
            #expect(all.contains(other))
            let left = try await missed([path])
            #expect(left.count == all.count - 1 && left.contains(other))
        }
    }
}
