// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import GnomeStore

/// The database that `scripts/test` starts.
enum TestDatabase {
    static let url = ProcessInfo.processInfo.environment["GNOME_TEST_POSTGRES_URL"]
    /// With `CI=true` it must be there; elsewhere tests that want it say so and are skipped.
    static let isThere = url != nil || ProcessInfo.processInfo.environment["CI"] == "true"
    static let skipped: Comment = "GNOME_TEST_POSTGRES_URL is not set; scripts/test starts a PostgreSQL and sets it"

    /// Lends the settings of a fresh schema, whose name the sessions carry as that of their program.
    static func withSchema(_ body: (PostgreSQLSettings, String) async throws -> Void) async throws {
        let url = try #require(url, "with CI=true there must be a PostgreSQL")
        let name = "test_" + UUID().uuidString.filter { $0 != "-" }.lowercased()
        try await administer(url) { (connection) throws(StoreError) in
            try connection.execute(Self.function)
            try connection.execute("SELECT gnome_test_schema($1, true)", name.sql)
        }
        var settings = PostgreSQLSettings(
            url: "\(url)\(url.contains("?") ? "&" : "?")options=-csearch_path%3D\(name)&application_name=\(name)")
        settings.readers = 2
        let outcome: Result<Void, any Error>
        do {
            try await body(settings, name)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try await administer(url) { (connection) throws(StoreError) in
            try connection.execute("SELECT gnome_test_schema($1, false)", name.sql)
        }
        try outcome.get()
    }

    /// Does something on a connection of its own, which is given back at once: tests run side by side.
    private static func administer(
        _ url: String, _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Void
    ) async throws {
        var settings = PostgreSQLSettings(url: url)
        // Schemas are made and dropped one after the other, each with dozens of tables, by a hundred tests at a time.
        (settings.lockTimeout, settings.statementTimeout) = (.seconds(300), .seconds(300))
        let driver = try await PostgreSQLDriver.open(settings, for: .readWrite)
        try await driver.write(body)
        await driver.close()
    }

    /// Makes or drops a schema: names can't be parameters of a statement.
    private static let function: StaticString = """
        CREATE OR REPLACE FUNCTION gnome_test_schema(name TEXT, is_wanted BOOLEAN) RETURNS BIGINT LANGUAGE plpgsql AS
        $$ BEGIN
            IF is_wanted THEN EXECUTE format('CREATE SCHEMA %I', name);
            ELSE EXECUTE format('DROP SCHEMA %I CASCADE', name); END IF;
            RETURN 1;
        END $$
        """

    /// Lends a fresh store, and closes it afterwards.
    static func withStore(_ body: (SQLStore, String) async throws -> Void) async throws {
        try await withSchema { settings, name in
            let store = try await SQLStore.postgreSQL(settings)
            do {
                try await body(store, name)
            } catch {
                await store.close()
                throw error
            }
            await store.close()
        }
    }
}
