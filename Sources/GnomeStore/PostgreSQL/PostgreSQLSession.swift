// SPDX-License-Identifier: Apache-2.0

/// An open connection with the statements it has prepared so far.
final class PostgreSQLSession: SQLSession {
    let memory = SQLMemory()
    private let handle: PostgreSQLHandle
    private var prepared: [StatementIdentity: PostgreSQLStatement] = [:]
    private(set) var failure: StoreError?
    private(set) var isLost = false
    /// The transaction that is open and writes: its number, and the timeline on which that number means it.
    private var transaction: String?
    /// A transaction whose commit was asked for and never answered.
    private(set) var doubtful: String?

    /// Connects, and checks that the database keeps what it is given.
    ///
    /// - Throws: `unavailable` where it can't be reached, is no UTF-8 database, or does not flush to disk.
    init(_ settings: PostgreSQLSettings) throws(StoreError) {
        do throws(PostgreSQLHandle.Failure) {
            // The server ends a statement at its own limit, and says so; only a server that is gone says nothing.
            handle = try PostgreSQLHandle(settings.parameters, patience: settings.statementTimeout + .seconds(10))
        } catch {
            switch error {
            case .refused(let state, let text):
                let refusal = StoreError(postgreSQL: state, saying: text, in: "connect")
                throw state == nil
                    ? StoreError(
                        .unavailable, "The database can't be reached: look at its address and whether it runs.",
                        detail: refusal.detail) : refusal
            case .closure(let error): throw error
            }
        }
        try execute("SELECT set_config($1, $2, false)", rows: settings.session.map { [$0.name.sql, $0.value.sql] })
        let schema: String?? = try first("SELECT CAST(current_schema() AS TEXT)")
        guard schema != .some(.none) else {
            throw StoreError(
                .unavailable, "The database has no schema for the tables: make the first one of its search path.")
        }
        // Pinned, so that no schema that somebody puts before ours comes between.
        try execute("SELECT set_config('search_path', quote_ident(current_schema()), false)")
        let encoding: String? = try first("SELECT current_setting('server_encoding')")
        guard encoding == "UTF8" else {
            throw StoreError(
                .unavailable, "The database keeps text as \(encoding ?? "nothing known"): make one with encoding UTF8.")
        }
        let flushes: String? = try first("SELECT current_setting('fsync')")
        guard flushes == "on" || settings.allowsUnflushed else {
            throw StoreError(
                .unavailable,
                "The database does not flush to disk (fsync = off), so it would lose what was acknowledged. Turn it on."
            )
        }
    }

    func run(
        _ sql: StaticString, rows: [[SQLValue]], each: (_ index: Int, _ row: inout SQLRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard !rows.isEmpty else { return }
        try attempt(sql) { () throws(PostgreSQLHandle.Failure) in
            try prepare(sql).run(rows, on: handle, each: each)
        }
    }

    /// Does something with the connection, and keeps in mind how it failed.
    private func attempt(
        _ sql: StaticString, _ work: () throws(PostgreSQLHandle.Failure) -> Void
    ) throws(StoreError) {
        do throws(PostgreSQLHandle.Failure) {
            try work()
        } catch {
            let problem: StoreError
            switch error {
            case .refused(let state, let text):
                problem = StoreError(postgreSQL: state, saying: text, in: sql)
                // After silence the answer may still come, to whichever statement is next.
                isLost = isLost || handle.isBroken || state == nil || StoreError.spoilsConnection(state)
            case .closure(let error): problem = error
            }
            failure = failure ?? problem
            throw problem
        }
    }

    private func prepare(_ sql: StaticString) throws(PostgreSQLHandle.Failure) -> PostgreSQLStatement {
        let identity = StatementIdentity(sql)
        if let statement = prepared[identity] { return statement }
        let statement = try PostgreSQLStatement(sql, name: "s\(prepared.count)", on: handle)
        prepared[identity] = statement
        return statement
    }
}

extension PostgreSQLSession {
    var isInTransaction: Bool { !isLost && handle.isInTransaction }

    /// Begins a transaction.
    ///
    /// One that reads sees one moment. One that writes waits until no other does, on whichever server: what it reads then
    /// does not change before it ends, and rows are numbered in the order in which they become visible.
    func begin(writing: Bool) throws(StoreError) {
        failure = nil
        transaction = nil
        guard writing else { return try execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY") }
        do throws(StoreError) {
            transaction = try runInOneGo(
                "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE", PostgreSQLWritersLock.forTransaction,
                """
                SELECT CAST(pg_current_xact_id() AS TEXT) || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
                """)
        } catch {
            undo()
            throw error
        }
    }

    /// Runs statements one after the other without waiting in between.
    ///
    /// - Returns: The first column of the last row.
    private func runInOneGo(_ statements: StaticString...) throws(StoreError) -> String? {
        var last: String?
        try attempt(statements[statements.count - 1]) { () throws(PostgreSQLHandle.Failure) in
            var names: [String] = []
            for statement in statements { names.append(try prepare(statement).name) }
            try handle.run(names.count) { index, parameters in
                parameters.clear()
                return names[index]
            } each: { (_, values, _) throws(StoreError) in
                last = values.first.flatMap { String(sql: $0) }
            }
        }
        return last
    }

    func commit() throws(StoreError) {
        if handle.hasFailedTransaction {
            undo()
            throw failure ?? StoreError(.defect, "A transaction that had failed was to be kept.")
        }
        do throws(StoreError) {
            try execute("COMMIT")
        } catch {
            if isLost { doubtful = transaction }
            undo()
            throw error
        }
    }

    func undo() {
        guard isInTransaction else { return }
        let reason = failure
        do throws(StoreError) { try execute("ROLLBACK") } catch { isLost = true }
        failure = reason
    }

    func beginPart() throws(StoreError) {
        failure = nil
        try execute("SAVEPOINT part")
    }

    func endPart() throws(StoreError) { try execute("RELEASE SAVEPOINT part") }

    func undoPart() {
        guard isInTransaction else { return }
        do throws(StoreError) {
            try execute("ROLLBACK TO SAVEPOINT part")
            try execute("RELEASE SAVEPOINT part")
        } catch { undo() }
    }

    /// Whether a transaction of another connection was kept; nothing where no one can tell.
    ///
    /// It waits until that transaction has ended, since the lock of those who write is its own until then. After a standby
    /// took over, on a timeline of its own, the number may be that of another transaction.
    func wasKept(_ transaction: String) throws(StoreError) -> Bool? {
        try begin(writing: true)
        defer { undo() }
        let status: String?? = try first(
            """
            SELECT pg_xact_status(CAST(split_part($1, ' ', 1) AS XID8))
            WHERE split_part($1, ' ', 2) = left(pg_walfile_name(pg_current_wal_lsn()), 8)
            """,
            transaction.sql)
        guard case .some(.some(let known)) = status else { return nil }
        return known == "committed"
    }
}
