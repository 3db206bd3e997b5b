// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import GnomeStore

@Suite("Statements and rows", .timeLimit(.minutes(10)))
struct SQLConnectionTests {
    @Test("parameters are taken by their numbers, in whatever order and however often they appear")
    func parameters() async throws {
        try await withStore { store, _ in
            let texts = try await store.driver.read { (connection) throws(StoreError) -> [String] in
                try connection.all("SELECT $2 || $1 || $2", rows: [["a".sql, "b".sql], ["c".sql, "d".sql]])
            }
            #expect(texts == ["bab", "dcd"])
        }
    }

    @Test("each row of a result comes with the index of the parameters that brought it")
    func indices() async throws {
        try await withStore { store, _ in
            let found = try await store.driver.read { (connection) throws(StoreError) -> [[Int]] in
                var found: [[Int]] = []
                try connection.run(
                    "SELECT value FROM (SELECT 1 AS value UNION ALL SELECT 2) WHERE value <= $1",
                    rows: [[1.sql], [0.sql], [2.sql]]
                ) { (index, row) throws(StoreError) in found.append([index, try row.next()]) }
                return found
            }
            #expect(found == [[0, 1], [2, 1], [2, 2]])
        }
    }

    @Test(
        "a value comes back as it went in",
        arguments: [
            .null, .integer(.min), .integer(.max), .real(0.1), .real(.greatestFiniteMagnitude),
            .real(-.leastNonzeroMagnitude), .real(1), .text(""), .text("a\0b"), .text("é🐦"), .bytes([]),
            .bytes([0, 255]),
        ] as [SQLValue])
    func values(value: SQLValue) async throws {
        try await withStore { store, _ in
            let read = try await store.driver.read { (connection) throws(StoreError) -> Anything? in
                try connection.first("SELECT $1", value)
            }
            #expect(read?.sql == value)
        }
    }

    @Test("a value of another type than expected is an error that names the column and never shows the value")
    func wrongType() async throws {
        try await withStore { store, _ in
            let error = await #expect(throws: StoreError.self) {
                try await store.driver.read { (connection) throws(StoreError) -> Pair? in
                    try connection.first("SELECT 1 AS left_side, $1 AS right_side", "hush".sql)
                }
            }
            #expect(error?.code == .corrupt)
            let detail = try #require(error?.detail)
            #expect(detail.contains("column 2 “right_side”"))
            #expect(detail.contains("Int"))
            #expect(!detail.contains("hush"))
        }
    }

    @Test("fewer columns or parameters than needed are a defect, and so is SQL that is wrong")
    func defects() async throws {
        try await withStore { store, _ in
            let statements: [SQLMigratorTests.Statement] = ["SELECT 1", "SELECT 1, $1", "SELEC 1, 2", ""]
            for statement in statements {
                let error = await #expect(throws: StoreError.self) {
                    try await store.driver.read { (connection) throws(StoreError) -> Pair? in
                        try connection.first(statement.sql)
                    }
                }
                #expect(error?.code == .defect)
            }
        }
    }

    @Test("a unique key that is there is a conflict, any other constraint a defect")
    func constraints() async throws {
        try await withStore { store, _ in
            let receiver = try await store.register(1)
            let unique = await #expect(throws: StoreError.self) {
                try await store.execute(
                    "INSERT INTO receivers (serial, registration, registered_at) VALUES ($1, 'pending', 0)",
                    receiver.serial.sql)
            }
            #expect(unique?.code == .conflict)
            let null = await #expect(throws: StoreError.self) {
                try await store.execute("INSERT INTO receivers (serial) VALUES ('x')")
            }
            #expect(null?.code == .defect)
        }
    }

    private struct Pair: SQLRecord {
        let left: Int
        let right: Int
        init(row: inout SQLRow) throws(StoreError) {
            left = try row.next()
            right = try row.next()
        }
    }

    private struct Anything: SQLColumn {
        let sql: SQLValue
        init?(sql: SQLValue) { self.sql = sql }
    }
}
