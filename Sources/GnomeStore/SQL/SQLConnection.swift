// SPDX-License-Identifier: Apache-2.0

/// One transaction's way to the database; it lives no longer than the closure that is given it.
protocol SQLConnection {
    /// What it has learnt in transactions that were kept, and in this one.
    var memory: SQLMemory { get }

    /// Runs one statement once for each row of parameters, in order.
    ///
    /// The statement is a literal of the program, so that no text of a run can become SQL. It is prepared once and kept.
    /// No run may read what another of them writes: a database away may do all of them at once.
    ///
    /// - Parameters:
    ///   - sql: One statement in the SQL that all databases here take, with parameters `$1`, `$2`…
    ///   - rows: The parameters of each run; each row has as many as the statement.
    ///   - each: Gets the rows of the results, in order, each with the index of the parameters that brought it. It must
    ///     not use the connection: a database away may answer many runs at once.
    /// - Throws: What the database says, or `each`. After an error of the database the transaction is lost, whether or not
    ///   the error is caught.
    func run(
        _ sql: StaticString, rows: [[SQLValue]], each: (_ index: Int, _ row: inout SQLRow) throws(StoreError) -> Void
    ) throws(StoreError)

    /// Counts what the database holds, as the transaction sees it.
    func census() throws(StoreError) -> SQLCensus
}

extension SQLConnection {
    /// Runs one statement once for each row of parameters, for its effect.
    func execute(_ sql: StaticString, rows: [[SQLValue]]) throws(StoreError) {
        try run(sql, rows: rows) { (_, _) throws(StoreError) in }
    }

    /// Runs one statement for its effect.
    func execute(_ sql: StaticString, _ parameters: SQLValue...) throws(StoreError) {
        try execute(sql, rows: [parameters])
    }

    /// All rows that one statement brings.
    func all<Record: SQLRecord>(
        _ sql: StaticString, _ parameters: SQLValue...
    ) throws(StoreError) -> [Record] {
        try all(sql, rows: [parameters])
    }

    /// All rows that one statement brings, run once for each row of parameters.
    func all<Record: SQLRecord>(
        _ sql: StaticString, rows: [[SQLValue]]
    ) throws(StoreError) -> [Record] {
        var records: [Record] = []
        try run(sql, rows: rows) { (_, row) throws(StoreError) in records.append(try Record(row: &row)) }
        return records
    }

    /// The first row that one statement brings, if any.
    func first<Record: SQLRecord>(
        _ sql: StaticString, _ parameters: SQLValue...
    ) throws(StoreError) -> Record? {
        let records: [Record] = try all(sql, rows: [parameters])
        return records.first
    }

    /// What each run brought: the first row of its result, or nothing.
    func firstOfEach<Record: SQLRecord>(
        _ sql: StaticString, rows: [[SQLValue]]
    ) throws(StoreError) -> [Record?] {
        var records = [Record?](repeating: nil, count: rows.count)
        try run(sql, rows: rows) { (index, row) throws(StoreError) in
            if records[index] == nil { records[index] = try Record(row: &row) }
        }
        return records
    }
}
