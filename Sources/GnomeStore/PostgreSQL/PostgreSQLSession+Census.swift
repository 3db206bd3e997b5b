// SPDX-License-Identifier: Apache-2.0

extension PostgreSQLSession {
    /// Counts the rows of each table of the schema; the record of the steps is left out.
    ///
    /// Nothing can dangle: PostgreSQL holds every reference at each statement, also while tables change.
    func census() throws(StoreError) -> SQLCensus {
        // A name can't be a parameter of a statement, but that of a query which the server makes of it.
        let counts: [TableCount] = try all(
            """
            SELECT CAST(tablename AS TEXT),
                CAST((xpath('/row/n/text()', query_to_xml(
                    format('SELECT count(*) AS n FROM %I.%I', schemaname, tablename), false, true, '')))[1]
                    AS TEXT)
            FROM pg_tables
            WHERE schemaname = current_schema() AND tablename <> 'schema_steps'
            """)
        var rows: [String: Int] = [:]
        for count in counts { rows[count.table] = Int(count.rows) }
        return SQLCensus(rows: rows, dangling: 0)
    }

    private struct TableCount: SQLRecord {
        let table: String
        let rows: String

        init(row: inout SQLRow) throws(StoreError) {
            table = try row.next()
            rows = try row.next()
        }
    }
}
