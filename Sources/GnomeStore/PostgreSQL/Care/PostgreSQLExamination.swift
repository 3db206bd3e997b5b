// SPDX-License-Identifier: Apache-2.0

/// The questions that are asked of a PostgreSQL database, in one transaction.
struct PostgreSQLExamination {
    /// How many numbers of transactions may be in use, of the two thousand million that there are.
    private static let oldestTransaction = 1_500_000_000
    /// How many rows that are gone are worth a note, and which share of all.
    private static let bloat = (rows: 100_000, share: 0.25)

    let connection: any SQLConnection
    let limits: StoreHealth.Limits

    func run(_ health: inout StoreHealth) throws(StoreError) {
        try examineServer(&health)
        try examineReplication(&health)
        guard try examineSchema(&health) else { return }
        try examineRows(&health)
        try examineTables(&health)
    }

    /// Looks at the steps and the tables; false where there is nothing more to look at.
    private func examineSchema(_ health: inout StoreHealth) throws(StoreError) -> Bool {
        let schema = SQLSchema.postgreSQL
        let ledger: Int? = try connection.first(MoveDialect.postgreSQL.ledger)
        guard ledger == 1 else {
            health.add(.foreign, "The database holds no store in its first schema.")
            return false
        }
        let applied: Int
        do throws(StoreError) { applied = try schema.applied(in: connection) } catch {
            guard error.code == .schema else { throw error }
            health.add(.schema, error.message)
            return false
        }
        health.appliedSteps = applied
        guard applied > 0 else {
            health.add(.foreign, "The database holds no store in its first schema.")
            return false
        }
        guard applied == schema.steps.count else {
            health.add(.outdated, "The database has \(applied) of \(schema.steps.count) steps of the schema.")
            return false
        }
        let there: [String] = try connection.all(
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()")
        let missing = Set(MovedTable.all.map { "\($0.name)" }).subtracting(there)
        if !missing.isEmpty {
            health.add(
                .schema, "The tables are not those of its schema: \(missing.sorted().joined(separator: ", ")) missing.")
        }
        return missing.isEmpty
    }

    private func examineRows(_ health: inout StoreHealth) throws(StoreError) {
        let orphans: [Orphans] = try connection.all(
            """
            SELECT 'frames', 'receivers', count(*) FROM frames c
                WHERE NOT EXISTS (SELECT 1 FROM receivers p WHERE p.id = c.receiver_id)
            UNION ALL SELECT 'statuses', 'receivers', count(*) FROM statuses c
                WHERE NOT EXISTS (SELECT 1 FROM receivers p WHERE p.id = c.receiver_id)
            UNION ALL SELECT 'motus_deployments', 'receivers', count(*) FROM motus_deployments c
                WHERE NOT EXISTS (SELECT 1 FROM receivers p WHERE p.id = c.receiver_id)
            UNION ALL SELECT 'receiver_series', 'receivers', count(*) FROM receiver_series c
                WHERE NOT EXISTS (SELECT 1 FROM receivers p WHERE p.id = c.receiver_id)
            UNION ALL SELECT 'receiver_series', 'series', count(*) FROM receiver_series c
                WHERE NOT EXISTS (SELECT 1 FROM series p WHERE p.id = c.series_id)
            UNION ALL SELECT 'observations', 'receiver_series', count(*) FROM observations c
                WHERE NOT EXISTS (SELECT 1 FROM receiver_series p
                    WHERE p.receiver_id = c.receiver_id AND p.series_id = c.series_id)
            UNION ALL SELECT 'observation_summaries', 'receiver_series', count(*) FROM observation_summaries c
                WHERE NOT EXISTS (SELECT 1 FROM receiver_series p
                    WHERE p.receiver_id = c.receiver_id AND p.series_id = c.series_id)
            """)
        for orphans in orphans where orphans.count > 0 {
            health.add(
                .orphans,
                "\(orphans.count) rows of “\(orphans.table)” refer to rows of “\(orphans.parent)” that are not there.")
        }
        let months: Int? = try connection.first(
            """
            SELECT count(*) FROM observation_months WHERE is_apart = 1 AND to_regclass('observations_' || to_char(
                to_timestamp(begins_at / 1000000) AT TIME ZONE 'UTC', 'YYYY_MM')) IS NULL
            """)
        if let months, months > 0 {
            health.add(.orphans, "\(months) rows of “observation_months” stand for partitions that are not there.")
        }
        try health.lookForLostReports(in: connection)
        health.counts = try StoreHealth.Counts(of: connection, steps: SQLSchema.postgreSQL.steps)
    }

    private func examineTables(_ health: inout StoreHealth) throws(StoreError) {
        health.databaseBytes =
            try connection.first(
                """
                SELECT CAST(coalesce(sum(pg_total_relation_size(c.oid)), 0) AS BIGINT)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = current_schema() AND c.relkind = 'r'
                """) ?? 0
        let rows: Pair? = try connection.first(
            """
            SELECT CAST(coalesce(sum(n_dead_tup), 0) AS BIGINT), CAST(coalesce(sum(n_live_tup), 0) AS BIGINT)
            FROM pg_stat_user_tables WHERE schemaname = current_schema()
            """)
        if let rows, rows.first > Self.bloat.rows, Double(rows.first) > Double(rows.second) * Self.bloat.share {
            health.add(
                .bloat, "\(rows.first) rows that are gone still take room, beside \(rows.second) that are there.")
        }
    }

    private func examineServer(_ health: inout StoreHealth) throws(StoreError) {
        // What the sessions of this program set themselves is read as it is in force.
        let off: [String] = try connection.all(
            """
            SELECT name FROM pg_settings
            WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name
            """)
        for name in off {
            health.add(.lossySettings, "\(name) is off, so a crash can lose what was acknowledged.")
        }
        // The list of sessions hides those of other roles; the numbers of each database hide none.
        let connections: Pair? = try connection.first(
            """
            SELECT (SELECT CAST(coalesce(sum(numbackends), 0) AS BIGINT) FROM pg_stat_database),
                CAST(current_setting('max_connections') AS BIGINT)
                - CAST(current_setting('superuser_reserved_connections') AS BIGINT)
            """)
        if let connections {
            health.connections = StoreHealth.Connections(used: connections.first, limit: connections.second)
            let free = connections.second - connections.first
            if free < limits.connections {
                health.add(.fewConnections, "\(free) of \(connections.second) connections are free.")
            }
        }
        let age: Int? = try connection.first(
            "SELECT CAST(age(datfrozenxid) AS BIGINT) FROM pg_database WHERE datname = current_database()")
        if let age, age > Self.oldestTransaction {
            health.add(.wraparound, "\(age) numbers of transactions are in use, of about 2000000000.")
        }
    }

    private func examineReplication(_ health: inout StoreHealth) throws(StoreError) {
        let lag: Int?? = try connection.first(
            "SELECT CAST(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)) AS BIGINT) FROM pg_stat_replication")
        health.standbyLagBytes = lag ?? nil
        if let lag = health.standbyLagBytes, lag > limits.standbyLagBytes {
            health.add(.standbyLag, "The slowest standby is \(lag) bytes behind.")
        }
        let kept: Int?? = try connection.first(
            """
            SELECT CAST(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) AS BIGINT) FROM pg_replication_slots
            WHERE NOT active
            """)
        if let kept = kept ?? nil, kept > limits.standbyLagBytes {
            health.add(.standbyLag, "\(kept) bytes of the log are kept for a standby that is away, and fill the disk.")
        }
    }

    /// Rows that refer to nothing.
    private struct Orphans: SQLRecord {
        let table: String
        let parent: String
        let count: Int

        init(row: inout SQLRow) throws(StoreError) {
            table = try row.next()
            parent = try row.next()
            count = try row.next()
        }
    }

    /// Two numbers.
    private struct Pair: SQLRecord {
        let first: Int
        let second: Int

        init(row: inout SQLRow) throws(StoreError) {
            first = try row.next()
            second = try row.next()
        }
    }
}
