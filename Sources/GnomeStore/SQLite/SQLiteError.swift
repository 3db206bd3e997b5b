// SPDX-License-Identifier: Apache-2.0

import CSQLite

extension StoreError {
    /// The error for a result code of SQLite, the extended kind.
    ///
    /// - Parameters:
    ///   - saying: What SQLite says about it.
    ///   - statement: What was being done.
    init(sqlite code: CInt, saying text: String, in statement: StaticString) {
        let (kind, message) = Self.meaning(of: code)
        self.init(kind, message, detail: "SQLite \(code): \(text); in \(statement)")
    }

    private static func meaning(of code: CInt) -> (Code, String) {
        // The lowest byte is the primary code, the rest tells more: https://www.sqlite.org/rescode.html
        switch code & 0xFF {
        case SQLITE_FULL:
            (.unavailable, "The disk is full: nothing can be stored until there is room again.")
        case SQLITE_IOERR:
            (.unavailable, "The disk failed while the database was read or written.")
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
            (.unavailable, "The database can't be opened: look at its path and at who may read and write it.")
        case SQLITE_READONLY:
            (.unavailable, "The database can be read, but not written: look at who may write its file and its folder.")
        case SQLITE_NOMEM:
            (.unavailable, "There is not enough memory for the database.")
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL, SQLITE_INTERRUPT, SQLITE_SCHEMA:
            (.busy, "The database is busy.")
        case SQLITE_CORRUPT:
            (.corrupt, "The database is damaged. Restore it from a backup.")
        case SQLITE_NOTADB:
            (.corrupt, "The file is no database of this program, or its beginning is damaged.")
        case SQLITE_CONSTRAINT where [uniqueViolated, primaryKeyViolated].contains(code):
            (.conflict, "It is there already.")
        default:
            (.defect, "The database refused a statement: a defect of this program.")
        }
    }

    // Swift does not import macros that are computed.
    private static let uniqueViolated = SQLITE_CONSTRAINT | 8 << 8
    private static let primaryKeyViolated = SQLITE_CONSTRAINT | 6 << 8
}
