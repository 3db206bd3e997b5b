// SPDX-License-Identifier: Apache-2.0

/// Two tables, one of which refers to the other.
struct SQLReference: Hashable, Comparable {
    let table: String
    let parent: String

    static func < (lhs: SQLReference, rhs: SQLReference) -> Bool {
        (lhs.table, lhs.parent) < (rhs.table, rhs.parent)
    }
}

extension SQLiteConnection {
    func census() throws(StoreError) -> SQLCensus {
        SQLCensus(rows: try rowCounts(), dangling: try danglingReferences().values.reduce(0, +))
    }
}

extension SQLiteConnection {
    /// Whether the steps of a store are recorded in the database.
    var hasLedger: Bool {
        get throws(StoreError) {
            let ledger: Int? = try first("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_steps'")
            return ledger == 1
        }
    }

    /// How many steps of a schema the database has, all of them checked.
    ///
    /// - Throws: `corrupt` where there is no store in it; `schema` where it is newer than this program, or altered.
    func applied(of schema: SQLSchema) throws(StoreError) -> Int {
        guard try hasLedger else { throw StoreError(.corrupt, "The file holds no store.") }
        return try schema.applied(in: self)
    }

    /// How many rows refer to rows that are not there.
    func danglingReferences() throws(StoreError) -> [SQLReference: Int] {
        var counts: [SQLReference: Int] = [:]
        try run("PRAGMA foreign_key_check", rows: [[]]) { (_, row) throws(StoreError) in
            let table: String = try row.next()
            let _: Int? = try row.next()
            counts[SQLReference(table: table, parent: try row.next()), default: 0] += 1
        }
        return counts
    }

    /// How many rows each table has; the tables of SQLite itself and the record of the steps are left out.
    func rowCounts() throws(StoreError) -> [String: Int] {
        let tables: [String] = try all(
            """
            SELECT name FROM sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'schema_steps'
            """)
        var counts: [String: Int] = [:]
        for table in tables { counts[table] = try handle.rowCount(of: table) }
        return counts
    }
}
