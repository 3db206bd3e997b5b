// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import GnomeStore

@Suite("The tables that are moved", .timeLimit(.minutes(10)))
struct MovedTableTests {
    private func check(_ store: SQLStore, tables: StaticString, columns: StaticString) async throws {
        let names: [String] = try await store.driver.read { (connection) throws(StoreError) in
            try connection.all(tables)
        }
        #expect(names.sorted() == MovedTable.all.map(\.name).sorted())
        for table in MovedTable.all {
            let found: [String] = try await store.driver.read { (connection) throws(StoreError) in
                try connection.all(columns, table.name.sql)
            }
            // Whether a month has a place of its own is a matter of the database it is in.
            let moved = found.filter { table.name != "observation_months" || $0 != "is_apart" }
            #expect(moved.sorted() == table.columns.sorted(), "\(table.name)")
        }
    }

    @Test("are all that an SQLite store has, with all their columns")
    func sqlite() async throws {
        try await withStore { store, _ in
            try await check(
                store,
                tables: """
                    SELECT name FROM sqlite_schema
                    WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_steps'
                    """,
                columns: "SELECT name FROM pragma_table_info($1)")
            let numbered: [String] = try await store.driver.read { (connection) throws(StoreError) in
                try connection.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
            }
            #expect(numbered.sorted() == MovedTable.all.filter(\.isNumbered).map(\.name).sorted())
        }
    }

    @Test(
        "are all that a PostgreSQL store has, with all their columns",
        .enabled(if: TestDatabase.isThere, TestDatabase.skipped))
    func postgreSQL() async throws {
        try await TestDatabase.withStore { store, _ in
            try await check(
                store,
                tables: """
                    SELECT CAST(relname AS TEXT) FROM pg_class
                    WHERE relnamespace = CAST(current_schema() AS REGNAMESPACE) AND relkind IN ('r', 'p')
                        AND NOT relispartition AND relname <> 'schema_steps'
                    """,
                columns: """
                    SELECT CAST(column_name AS TEXT) FROM information_schema.columns
                    WHERE table_schema = current_schema() AND table_name = $1
                    """)
            let numbered: [String] = try await store.driver.read { (connection) throws(StoreError) in
                try connection.all(
                    """
                    SELECT CAST(table_name AS TEXT) FROM information_schema.columns
                    WHERE table_schema = current_schema() AND is_identity = 'YES'
                    """)
            }
            #expect(numbered.sorted() == MovedTable.all.filter(\.isNumbered).map(\.name).sorted())
        }
    }

    @Test("have statements that name just these columns", arguments: MovedTable.all.indices)
    func statements(index: Int) throws {
        let table = MovedTable.all[index]
        let list = table.columns.joined(separator: ", ")
        let key = try #require(table.columns.first)
        func words(_ statement: StaticString) -> String {
            "\(statement)".split { $0 == " " || $0 == "\n" }.joined(separator: " ")
        }
        #expect(
            words(table.page) == "SELECT \(list) FROM \(table.name) WHERE \(key) > $1 AND \(key) <= $2 ORDER BY \(key)")
        let parameters = (1...table.columns.count).map { "$\($0)" }.joined(separator: ", ")
        #expect(words(table.insert) == "INSERT INTO \(table.name) (\(list)) VALUES (\(parameters))")
        #expect(words(table.count) == "SELECT count(*) FROM \(table.name)")
        #expect(words(table.highest) == "SELECT max(\(key)) FROM \(table.name)")
        #expect(
            words(table.sizes).hasSuffix(
                " FROM \(table.name) WHERE \(key) > $1 AND \(key) <= $2 ORDER BY \(key) LIMIT $3"))
    }

    @Test("have each column filled somewhere in the store that the tests move")
    func filled() async throws {
        try await withPopulated { path, _ in
            try await opened(StoreAddress(path)) { store in
                for table in MovedTable.all {
                    let page = try await store.driver.read { (connection) throws(StoreError) in
                        try connection.page(of: table, after: .min)
                    }
                    for (index, column) in table.columns.enumerated() {
                        #expect(page?.rows.contains { $0[index] != .null } == true, "\(table.name).\(column)")
                    }
                }
            }
        }
    }

    @Test("rows that differ in a type, a length, an order or one bit have different fingerprints")
    func fingerprints() {
        let rows: [[SQLValue]] = [
            [], [.null], [.null, .null], [.integer(0)], [.integer(1)], [.integer(-1)], [.text("")], [.bytes([])],
            [.text("a")], [.bytes([97])], [.bytes([97, 0])], [.text("ab"), .text("c")], [.text("a"), .text("bc")],
            [.text("\u{0}")], [.text(storedMark + "0")], [.text("é")], [.text("e\u{301}")], [.integer(1), .integer(2)],
            [.integer(2), .integer(1)], [.bytes([UInt8](repeating: 0, count: 8))],
            [.bytes([UInt8](repeating: 0, count: 16))], [.bytes([1, 2, 3, 4, 5, 6, 7, 8, 9])],
            [.bytes([1, 2, 3, 4, 5, 6, 7, 8, 8])],
            [.real(0)], [.real(1)], [.real(-1)], [.real(1.0.nextUp)],
        ]
        #expect(Set(rows.map { RowDigest($0) }).count == rows.count)
        #expect(Set(rows.map { RowDigest($0).first }).count == rows.count)
        #expect(Set(rows.map { RowDigest($0).second }).count == rows.count)
        var (forth, back) = (StoreDigest.Table("t"), StoreDigest.Table("t"))
        for row in rows { forth.add(row) }
        for row in rows.reversed() { back.add(row) }
        #expect(forth == back)
        #expect(forth.digest.count == 32)
    }

    @Test(
        "the address of a database is shown without its password",
        arguments: [
            ("postgres://gnome:hush@db.example.org:5432/gnome?sslmode=require", "postgres://db.example.org:5432/gnome"),
            ("postgresql:///gnome?password=hush", "postgresql:///gnome"),
            ("postgres://h/d?password=hu@sh", "postgres://…"),
            ("postgres://gnome:hu?sh@h/d", "postgres://…"), ("postgres://gnome:h@sh@h/d", "postgres://h/d"),
            ("/data/gnome.db", "/data/gnome.db"),
        ])
    func address(text: String, shown: String) { #expect("\(StoreAddress(text))" == shown) }
}
