// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps a connection of SQLite.

import CSQLite

/// An open connection, which closes itself.
///
/// SQLite is told not to lock it (`NOMUTEX`): whoever holds it sees to it that one thread at a time uses it.
@safe
struct SQLiteHandle: ~Copyable {
    let pointer: OpaquePointer
    /// How many pages the write-ahead log held after the last commit; SQLite writes it through the commit hook.
    private let logPages: UnsafeMutablePointer<CInt>

    /// Done once, before the first call of SQLite: counting memory, which nobody asks about, would take a lock that all
    /// connections share at each allocation.
    private static let countsNoMemory = gnome_sqlite_count_no_memory() == SQLITE_OK

    enum Mode {
        case readWrite, readOnly

        fileprivate var flags: CInt {
            switch self {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
            case .readOnly: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
            }
        }
    }

    /// Opens a database that is there already, and closes every door that this program doesn't use.
    ///
    /// The connection never checkpoints of itself; see `checkpoint(truncating:)`.
    init(path: String, mode: Mode) throws(StoreError) {
        _ = Self.countsNoMemory
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &opened, mode.flags, nil)
        // There is no handle only where there was no memory for one.
        guard let opened = unsafe opened else { throw StoreError(sqlite: code, saying: "out of memory", in: "open") }
        guard code == SQLITE_OK else {
            let error = unsafe StoreError(sqlite: code, saying: String(cString: sqlite3_errmsg(opened)), in: "open")
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe pointer = opened
        unsafe logPages = .allocate(capacity: 1)
        unsafe logPages.initialize(to: 0)

        unsafe sqlite3_extended_result_codes(opened, 1)
        unsafe sqlite3_busy_timeout(opened, 5000)
        for (option, value) in [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_ENABLE_FKEY, 1),
            (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0), (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_DQS_DDL, 0),
            (SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, mode == .readOnly ? 1 : 0),
        ] as [(CInt, CInt)] {
            _ = unsafe gnome_sqlite_configure(opened, option, value)
        }
        unsafe sqlite3_limit(opened, SQLITE_LIMIT_LENGTH, 256 << 20)
        unsafe sqlite3_limit(opened, SQLITE_LIMIT_ATTACHED, 0)
        unsafe sqlite3_limit(opened, SQLITE_LIMIT_VARIABLE_NUMBER, 100)
        // The hook takes the place of SQLite's own checkpointing. Its context lives until `deinit`, after the closing.
        unsafe sqlite3_wal_hook(
            opened,
            { context, _, _, pages in
                unsafe context?.storeBytes(of: pages, as: CInt.self)
                return SQLITE_OK
            }, logPages)
    }

    deinit {
        unsafe sqlite3_close_v2(pointer)
        unsafe logPages.deallocate()
    }

    /// Whether a transaction is open; after some errors SQLite ends it of itself.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(pointer) == 0 }

    /// How many pages the write-ahead log held after the last commit of this connection.
    var pagesInLog: Int { unsafe Int(logPages.pointee) }

    /// Copies the write-ahead log into the database.
    ///
    /// - Parameter truncating: Whether to wait for readers and then empty the log, in place of doing what can be done
    ///   beside them.
    /// - Throws: `busy` where readers did not leave in time; what was copied stays copied.
    func checkpoint(truncating: Bool) throws(StoreError) {
        let mode = truncating ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        let code = unsafe sqlite3_wal_checkpoint_v2(pointer, nil, mode, nil, nil)
        guard code == SQLITE_OK else { throw failure(in: "checkpoint") }
    }

    /// The error that the last call left behind.
    func failure(in statement: StaticString) -> StoreError {
        unsafe StoreError(
            sqlite: sqlite3_extended_errcode(pointer), saying: String(cString: sqlite3_errmsg(pointer)), in: statement)
    }

    /// Whether the last call failed because the disk did: such a connection is not to be trusted again.
    var hasLostItsDisk: Bool {
        let code = unsafe sqlite3_errcode(pointer)
        return code & 0xFF == SQLITE_IOERR
    }
}
