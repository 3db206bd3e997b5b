// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the online backup of SQLite.

import CSQLite

extension SQLiteHandle {
    /// How many pages are copied between two reports.
    private static var pagesAtOnce: CInt { 1024 }

    /// Replaces all that is in this database by what is in another.
    ///
    /// - Parameters:
    ///   - source: A connection within a transaction, so that the copy is of one moment, whoever writes meanwhile.
    ///   - progress: Told how many pages of how many are copied.
    /// - Throws: What SQLite says; the database is not to be used then.
    func copy(
        from source: borrowing SQLiteHandle, progress: (_ done: Int, _ total: Int) -> Void
    ) throws(StoreError) {
        guard let backup = unsafe sqlite3_backup_init(pointer, "main", source.pointer, "main") else {
            throw failure(in: "backup")
        }
        var code: CInt
        repeat {
            code = unsafe sqlite3_backup_step(backup, Self.pagesAtOnce)
            let (left, total) = unsafe (sqlite3_backup_remaining(backup), sqlite3_backup_pagecount(backup))
            progress(Int(total - left), Int(total))
        } while code == SQLITE_OK
        unsafe sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else {
            throw StoreError(sqlite: code, saying: unsafe String(cString: sqlite3_errstr(code)), in: "backup")
        }
    }

    /// Makes the database one file that needs no write-ahead log, so that it can be copied and read anywhere.
    func leaveLog() throws(StoreError) {
        var mode = ""
        try SQLiteStatement("PRAGMA journal_mode = DELETE", on: self).run([], on: self) { (row) throws(StoreError) in
            mode = try row.next()
        }
        guard mode == "delete" else {
            throw StoreError(.unavailable, "The copy can't be taken off its write-ahead log.")
        }
    }

    /// How many rows a table has that the database itself has named.
    func rowCount(of table: String) throws(StoreError) -> Int {
        let quoted = table.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        var statement: OpaquePointer?
        guard
            unsafe sqlite3_prepare_v2(pointer, "SELECT count(*) FROM main.\"\(quoted)\"", -1, &statement, nil)
                == SQLITE_OK
        else { throw failure(in: "count") }
        defer { unsafe sqlite3_finalize(statement) }
        guard unsafe sqlite3_step(statement) == SQLITE_ROW else { throw failure(in: "count") }
        return unsafe Int(sqlite3_column_int64(statement, 0))
    }
}
