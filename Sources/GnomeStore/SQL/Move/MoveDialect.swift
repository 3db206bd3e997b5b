// SPDX-License-Identifier: Apache-2.0

/// What a move asks each database in words of its own.
struct MoveDialect: Sendable {
    /// Counts the tables that record the steps of a store.
    let ledger: StaticString
    /// Brings the last number that was given to a row of the table `$1`; nothing, or no row, where none was.
    let lastNumber: StaticString
    /// Makes `$2` the last number that was given to a row of the table `$1`, in order.
    let setLastNumber: [StaticString]
    /// Lets the database learn what it holds.
    let analyze: [StaticString]

    static let sqlite = MoveDialect(
        ledger: "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_steps'",
        lastNumber: "SELECT seq FROM sqlite_sequence WHERE name = $1",
        setLastNumber: [
            "DELETE FROM sqlite_sequence WHERE name = $1", "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)",
        ],
        analyze: [])

    static let postgreSQL = MoveDialect(
        ledger: "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_steps'",
        lastNumber: "SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(CAST($1 AS TEXT), 'id') AS REGCLASS))",
        setLastNumber: ["SELECT setval(CAST(pg_get_serial_sequence(CAST($1 AS TEXT), 'id') AS REGCLASS), $2)"],
        analyze: [
            "ANALYZE receivers, statuses, motus_deployments, frames, repetitions, jobs, forwards",
            "ANALYZE projects, people, memberships, motus_memberships, sessions, tokens, log_in_throttles",
            "ANALYZE audit, kept_answers",
            "ANALYZE quarantine, quarantine_counts, quarantine_drops",
            "ANALYZE series, receiver_series, observation_months, observations, observation_summaries, retention_marks",
        ])

    /// The last number that the database remembers having given to a row of a table; 0 where it remembers none.
    func recordedNumber(of table: MovedTable, in connection: any SQLConnection) throws(StoreError) -> Int64 {
        let numbers: [Int64?] = try connection.all(lastNumber, table.name.sql)
        return (numbers.first ?? nil) ?? 0
    }

    /// The highest number of a row of a table, be the row gone; 0 where there never was one.
    func lastNumber(of table: MovedTable, in connection: any SQLConnection) throws(StoreError) -> Int64 {
        try max(recordedNumber(of: table, in: connection), connection.highestKey(of: table) ?? 0)
    }
}

extension StoreAddress {
    /// The words of its database.
    var dialect: MoveDialect {
        switch self {
        case .sqlite: .sqlite
        case .postgreSQL: .postgreSQL
        }
    }
}
