// SPDX-License-Identifier: Apache-2.0

/// An open connection with the statements it has prepared so far.
///
/// It is not `Sendable`: each is owned by the one queue that works with it.
final class SQLiteConnection: SQLSession {
    let handle: SQLiteHandle
    let memory = SQLMemory()
    private var statements: [StatementIdentity: Prepared] = [:]
    /// The first error since the transaction began: it is lost then, whatever its closure makes of the error.
    private(set) var failure: StoreError?
    /// Whether the disk failed under it: it must be closed then, because a failed flush can't be repeated.
    private(set) var isLost = false

    /// Opens a database that is there already, be it an empty file.
    init(path: String, mode: SQLiteHandle.Mode) throws(StoreError) {
        handle = try SQLiteHandle(path: path, mode: mode)
        try checkOwner()
        switch mode {
        case .readWrite:
            let journal: String? = try first("PRAGMA journal_mode = WAL")
            guard journal == "wal" else {
                throw StoreError(
                    .unavailable, "The database can't keep a write-ahead log where it lies: move it to a local disk.")
            }
            try execute("PRAGMA synchronous = FULL")
            // 16 MB that are only taken as they are used.
            try execute("PRAGMA cache_size = -16000")
            // Debian's SQLite overwrites what is deleted, at a price; nothing here needs more than a best effort.
            let _: Int? = try first("PRAGMA secure_delete = FAST")
        case .readOnly:
            try execute("PRAGMA query_only = ON")
        }
    }

    /// Refuses the database of another program, before anything of it is changed.
    private func checkOwner() throws(StoreError) {
        let owner: Int? = try first("PRAGMA application_id")
        let objects: Int? = try first("SELECT count(*) FROM sqlite_schema")
        guard owner == SQLSchema.sqliteOwner || (owner == 0 && objects == 0) else {
            throw StoreError(.corrupt, "The file is the database of another program.")
        }
    }

    // Statements go before their connection.
    deinit { statements = [:] }

    func run(
        _ sql: StaticString, rows: [[SQLValue]], each: (_ index: Int, _ row: inout SQLRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        do throws(StoreError) {
            let prepared = try prepare(sql)
            for (index, parameters) in rows.enumerated() {
                try prepared.statement.run(parameters, on: handle) { (row) throws(StoreError) in try each(index, &row) }
            }
        } catch {
            failure = failure ?? error
            isLost = isLost || handle.hasLostItsDisk
            throw error
        }
    }

    private func prepare(_ sql: StaticString) throws(StoreError) -> Prepared {
        let identity = StatementIdentity(sql)
        if let prepared = statements[identity] { return prepared }
        let prepared = Prepared(try SQLiteStatement(sql, on: handle))
        statements[identity] = prepared
        return prepared
    }

    /// A statement that lies in a dictionary, which takes no noncopyable values.
    private final class Prepared {
        let statement: SQLiteStatement
        init(_ statement: consuming SQLiteStatement) { self.statement = statement }
    }
}

extension SQLiteConnection {
    /// Whether a transaction is open; after some errors SQLite ends it of itself.
    var isInTransaction: Bool { handle.isInTransaction }

    /// Begins a transaction; one that writes at once takes the lock for it.
    func begin(writing: Bool) throws(StoreError) {
        failure = nil
        if writing { try execute("BEGIN IMMEDIATE") } else { try execute("BEGIN") }
    }

    /// Begins a part of a transaction that can be undone alone.
    func beginPart() throws(StoreError) {
        failure = nil
        try execute("SAVEPOINT part")
    }

    /// Ends a part and keeps what it did, as far as the transaction is kept.
    func endPart() throws(StoreError) { try execute("RELEASE part") }

    /// Undoes a part, or the whole transaction where that can't be done.
    func undoPart() {
        guard isInTransaction else { return }
        do throws(StoreError) {
            try execute("ROLLBACK TO part")
            try execute("RELEASE part")
        } catch { undo() }
    }

    /// Makes the transaction durable; where that fails, it is undone.
    func commit() throws(StoreError) {
        do throws(StoreError) {
            try execute("COMMIT")
        } catch {
            undo()
            throw error
        }
    }

    /// How many pages the write-ahead log held after the last commit.
    var pagesInLog: Int { handle.pagesInLog }

    /// Copies the write-ahead log into the database.
    ///
    /// - Throws: `busy` where readers kept it from being emptied; what was copied stays copied.
    func checkpoint(truncating: Bool) throws(StoreError) {
        FailPoint.beforeCheckpoint.pass()
        do throws(StoreError) {
            try handle.checkpoint(truncating: truncating)
            FailPoint.afterCheckpoint.pass()
        } catch {
            isLost = isLost || handle.hasLostItsDisk
            throw error
        }
    }

    /// Undoes the transaction, if there still is one.
    func undo() {
        guard isInTransaction else { return }
        // A rollback that fails leaves a connection that nobody can use.
        do throws(StoreError) { try execute("ROLLBACK") } catch { isLost = true }
    }
}
