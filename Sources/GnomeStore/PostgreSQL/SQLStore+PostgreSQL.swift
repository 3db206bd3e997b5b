// SPDX-License-Identifier: Apache-2.0

extension SQLStore {
    /// Opens a store in a PostgreSQL database (15 or newer), which any number of servers may share.
    ///
    /// To be written, its tables are made or brought up to date, in the first schema of the search path.
    ///
    /// - Parameters:
    ///   - settings: How the database is reached.
    ///   - access: What it is opened for.
    /// - Throws: `schema` where it is newer than this program, altered, or opened for reading and not up to date;
    ///   `unavailable` where it can't be reached, refuses the log-in, or does not flush to disk.
    public static func postgreSQL(
        _ settings: PostgreSQLSettings, access: Access = .readWrite
    ) async throws(StoreError) -> SQLStore {
        try await ready(try await PostgreSQLDriver.open(settings, for: access), access)
    }
}
