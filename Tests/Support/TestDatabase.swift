// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import Testing

/// The database that `scripts/test` starts, with a schema for each test.
public enum TestDatabase {
    private static let environment = ProcessInfo.processInfo.environment
    private static let url = environment["GNOME_TEST_POSTGRES_URL"]
    /// With `CI=true` it must be there; elsewhere tests that want it say so and are skipped.
    public static let isThere = url != nil || environment["CI"] == "true"
    /// Why they are skipped.
    public static let skipped: Comment =
        "GNOME_TEST_POSTGRES_URL is not set; scripts/test starts a PostgreSQL and sets it"

    /// Lends the URL of a fresh schema, and drops it afterwards.
    public static func withSchema(_ body: (String) async throws -> Void) async throws {
        let url = try #require(url, "with CI=true there must be a PostgreSQL")
        let name = "test_" + UUID().uuidString.filter { $0 != "-" }.lowercased()
        try await run("CREATE SCHEMA \(name)", on: url)
        do {
            try await body("\(url)\(url.contains("?") ? "&" : "?")options=-csearch_path%3D\(name)")
        } catch {
            try? await run("DROP SCHEMA \(name) CASCADE", on: url)
            throw error
        }
        try await run("DROP SCHEMA \(name) CASCADE", on: url)
    }

    /// Runs SQL on a database of a URL.
    public static func run(_ sql: String, on url: String) async throws {
        let (status, output) = try await RunningProgram.run(
            "/usr/bin/psql", ["-Xqd", url, "-v", "ON_ERROR_STOP=1", "-c", sql])
        try #require(status == 0, "\(output)")
    }
}
