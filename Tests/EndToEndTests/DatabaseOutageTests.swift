// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeStore
import TestSupport
import Testing

@Suite(
    "A server whose database goes away", .enabled(if: TestDatabase.isThere, TestDatabase.skipped),
    .timeLimit(.minutes(5)))
struct DatabaseOutageTests {
    @Test("it asks its clients to come back, goes on as soon as the database is there, and loses and doubles nothing")
    func outages() async throws {
        try await withTemporaryFolder { folder in
            try await withCluster(in: folder + "/database") { cluster in
                let server = try await TestServer.start(in: folder, environment: ["GNOME_STORE_URL": cluster.url])
                let load = PostingLoad(on: server)
                try await load.run {
                    for _ in 0..<2 {
                        try await load.progress(50)
                        try await cluster.control("stop")
                        #expect(try await server.becomes(ready: 503))
                        let refusals = load.refusals
                        #expect(try await server.eventually { load.refusals > refusals })
                        try await cluster.control("start")
                        #expect(try await server.becomes(ready: 200))
                    }
                    for _ in 0..<10 {
                        try await load.progress(50)
                        try await cluster.endConnections()
                    }
                    try await load.progress(50)
                }
                #expect(load.oddAnswers.isEmpty)
                #expect(try await server.becomes(ready: 200))

                var ledger = CrashLedger(batch: 1)
                ledger.acknowledged = load.taken
                let store = try await SQLStore.postgreSQL(PostgreSQLSettings(url: cluster.url), access: .readOnly)
                try await ledger.compare(with: store, "after the outages")
                await store.close()
                await server.stop()
            }
        }
    }

    /// Lends a PostgreSQL of the test's own, which may be stopped.
    private func withCluster(in folder: String, _ body: (Cluster) async throws -> Void) async throws {
        let start = try await Cluster.control(folder, "start")
        let line = try #require(start.split(separator: "\n").first { $0.hasPrefix("DATABASE_URL=") }, "\(start)")
        let cluster = Cluster(folder: folder, url: String(line.dropFirst("DATABASE_URL=".count)))
        do {
            try await body(cluster)
        } catch {
            _ = try? await Cluster.control(folder, "stop")
            throw error
        }
        try await cluster.control("stop")
    }

    /// A PostgreSQL in a folder of its own.
    private struct Cluster {
        let folder: String
        let url: String

        static func control(_ folder: String, _ arguments: String...) async throws -> String {
            let (status, output) = try await RunningProgram.run(
                "\(RunningProgram.packageRoot)/scripts/services/postgresql", [folder] + arguments)
            try #require(status == 0, "\(output)")
            return output
        }

        func control(_ verb: String) async throws { _ = try await Self.control(folder, verb) }

        /// Ends every connection of the server that is tested.
        func endConnections() async throws {
            _ = try await Self.control(
                folder, "psql", "-c",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gnome'")
        }
    }
}
