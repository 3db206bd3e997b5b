// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// A PostgreSQL of one test's own, which it may stop.
struct TestCluster: Sendable {
    private let folder: String
    /// The URL of its database.
    let url: String

    /// Lends a fresh one in a folder, and ends it afterwards, whatever happens.
    static func with(in folder: String, _ body: (TestCluster) async throws -> Void) async throws {
        let start = try await control(folder, "start")
        let line = try #require(start.split(separator: "\n").first { $0.hasPrefix("DATABASE_URL=") }, "\(start)")
        let cluster = TestCluster(folder: folder, url: String(line.dropFirst("DATABASE_URL=".count)))
        do {
            try await body(cluster)
        } catch {
            _ = try? await control(folder, "stop")
            throw error
        }
        try await cluster.control("stop")
    }

    private static func control(_ folder: String, _ arguments: String...) async throws -> String {
        let (status, output) = try await RunningProgram.run(
            "\(RunningProgram.packageRoot)/scripts/services/postgresql", [folder] + arguments)
        try #require(status == 0, "\(output)")
        return output
    }

    /// Starts or stops it.
    func control(_ verb: String) async throws { _ = try await Self.control(folder, verb) }

    /// Ends every connection of the server that is tested.
    func endConnections() async throws {
        _ = try await Self.control(
            folder, "psql", "-c",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gnome'")
    }
}
