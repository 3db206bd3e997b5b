// SPDX-License-Identifier: Apache-2.0

extension SQLStore {
    /// What a store is opened for.
    public enum Access: Sendable, Hashable {
        /// Everything. One process at a time.
        case readWrite
        /// Looking at it, beside whoever writes it.
        case readOnly
    }

    /// Opens a store in an SQLite database.
    ///
    /// To be written, its folder and its file are made where they are missing, readable for nobody else, and its tables
    /// are brought up to date; before that, a database with something in it is copied to `….before-step-` and the number of
    /// the step. A lock file beside it (`….lock`) keeps other processes from writing it until the store is
    /// closed or the process ends.
    ///
    /// - Parameters:
    ///   - path: The file of the database, on a local disk.
    ///   - access: What it is opened for.
    /// - Throws: `locked` where another process writes it; `schema` where it is newer than this program, altered, or
    ///   opened for reading and not up to date; `corrupt` where it is damaged or none of ours; `unavailable` where it
    ///   can't be opened.
    public static func sqlite(at path: String, access: Access = .readWrite) async throws(StoreError) -> SQLStore {
        let driver = try await SQLiteDriver.open(at: path, for: access)
        return try await ready(driver, access) { () async throws(StoreError) in
            try await SQLiteStoreFile(path).backUpBeforeSteps(of: driver.schema)
        }
    }
}
