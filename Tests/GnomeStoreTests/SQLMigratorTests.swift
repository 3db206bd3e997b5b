// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import GnomeStore

@Suite("Bringing a database up to date", .timeLimit(.minutes(10)))
struct SQLMigratorTests {
    @Test("a database of a newer version is refused, and the error says what to do", arguments: [true, false])
    func newer(readOnly: Bool) async throws {
        try await withStore { store, path in
            try await store.execute(
                "INSERT INTO schema_steps (number, name, digest, applied_at) VALUES ($1, 'alerts', 'x', 'then')",
                (SQLSchema.sqlite.steps.count + 1).sql)
            await store.close()
            let error = await #expect(throws: StoreError.self) {
                try await SQLStore.sqlite(at: path, access: readOnly ? .readOnly : .readWrite)
            }
            #expect(error?.code == .schema)
            #expect(error?.message.contains("newer version") == true)
            #expect(error?.message.contains("alerts") == true)
        }
    }

    @Test(
        "a database whose steps are not those of the program is refused",
        arguments: [
            "UPDATE schema_steps SET digest = '0' WHERE number = 1",
            "UPDATE schema_steps SET name = 'other' WHERE number = 1",
            "UPDATE schema_steps SET number = 1000 WHERE number = 1",
        ])
    func altered(statement: Statement) async throws {
        try await withStore { store, path in
            try await store.execute(statement.sql)
            await store.close()
            let error = await #expect(throws: StoreError.self) { try await SQLStore.sqlite(at: path) }
            #expect(error?.code == .schema)
            // The lock is free again.
            let second = await #expect(throws: StoreError.self) { try await SQLStore.sqlite(at: path) }
            #expect(second?.code == .schema)
        }
    }

    @Test("a new step is applied once, keeps what is there, and leaves nothing where it fails")
    func newStep() async throws {
        try await withStore { store, _ in
            let receiver = try await store.register(1)
            let broken = SQLSchema.Step(
                name: "antennas",
                statements: [
                    "CREATE TABLE antennas (id INTEGER PRIMARY KEY) STRICT", "INSERT INTO antennas VALUES (1)",
                    "INSERT INTO antennas VALUES (1)",
                ])
            await #expect(throws: StoreError.self) {
                try await SQLMigrator(driver: WithStep(step: broken, driver: store.driver)).migrate()
            }
            try await SQLMigrator(driver: store.driver).check()

            let sound = SQLSchema.Step(name: "antennas", statements: Array(broken.statements.dropLast()))
            let migrator = SQLMigrator(driver: WithStep(step: sound, driver: store.driver))
            try await migrator.migrate()
            try await migrator.migrate()
            try await migrator.check()
            let count = try await store.driver.read { (connection) throws(StoreError) -> Int? in
                try connection.first("SELECT count(*) FROM antennas")
            }
            #expect(count == 1)
            let read = try await store.read { (store) throws(StoreError) in try store.receivers([receiver.serial]) }
            #expect(read == [receiver.serial: receiver])
        }
    }

    @Test("a database that lacks a step is not read by a newer program that must not change it")
    func older() async throws {
        try await withStore { store, _ in
            let step = SQLSchema.Step(name: "later", statements: ["SELECT 1"])
            let error = await #expect(throws: StoreError.self) {
                try await SQLMigrator(driver: WithStep(step: step, driver: store.driver)).check()
            }
            #expect(error?.code == .schema)
        }
    }

    @Test("the digest of a step changes with each of its statements")
    func digest() {
        let steps = [["SELECT 1"], ["SELECT 2"], ["SELECT 1", "SELECT 2"], ["SELECT 2", "SELECT 1"], []]
            .map { SQLSchema.Step(name: "x", statements: $0) }
        #expect(Set(steps.map(\.digest)).count == steps.count)
        #expect(steps.map(\.digest) == steps.map(\.digest))
    }

    /// A statement as a test argument.
    struct Statement: Sendable, ExpressibleByStringLiteral, CustomTestStringConvertible {
        let sql: StaticString
        init(stringLiteral sql: StaticString) { self.sql = sql }
        var testDescription: String { "\(sql)" }
    }
}

/// A database whose program knows one step more.
private struct WithStep: SQLDriver {
    let step: SQLSchema.Step
    let driver: any SQLDriver

    var schema: SQLSchema {
        SQLSchema(ledger: driver.schema.ledger, steps: driver.schema.steps + [step])
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value { try await driver.read(body) }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value { try await driver.write(body) }

    func close() async { await driver.close() }
}
