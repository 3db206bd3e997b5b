// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import GnomeStore

@Suite(
    "Steps of the schema in PostgreSQL", .enabled(if: TestDatabase.isThere, TestDatabase.skipped),
    .timeLimit(.minutes(10)))
struct PostgreSQLMigrationTests {
    @Test("a step that would lose rows is refused, and nothing of it stays")
    func lossy() async throws {
        try await TestDatabase.withStore { store, _ in
            let receiver = try await store.register(1)
            let known = SQLSchema.postgreSQL
            let lossy = SQLSchema(
                ledger: known.ledger,
                steps: known.steps + [.init(name: "lossy", statements: ["DELETE FROM receivers"])])
            let error = await #expect(throws: StoreError.self) {
                try await SQLMigrator(driver: store.driver, schema: lossy).migrate()
            }
            #expect(error?.code == .schema)
            #expect(error?.message.contains("1 of 1 rows of “receivers”") == true)
            let read = try await store.read { (store) throws(StoreError) in try store.receivers([receiver.serial]) }
            #expect(read == [receiver.serial: receiver])
        }
    }

    @Test(
        "receivers that got names from an earlier version are listed and found by all their letters",
        arguments: [false, true])
    func names(isBehindFirst: Bool) async throws {
        try await TestDatabase.withSchema { settings, _ in
            let driver = try await PostgreSQLDriver.open(settings, for: .readWrite)
            try await NamedLongAgo.write(to: driver, isBehindFirst: isBehindFirst)
            await driver.close()
            let store = try await SQLStore.postgreSQL(settings)
            try await NamedLongAgo.check(store)
            await store.close()
        }
    }

    @Test("two servers that start at the same time on an empty database both come up")
    func together() async throws {
        try await TestDatabase.withSchema { settings, _ in
            let stores = try await withThrowingTaskGroup(of: SQLStore.self) { group in
                for _ in 0..<2 { group.addTask { try await SQLStore.postgreSQL(settings) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for store in stores {
                #expect(try await store.receiverCount() == 0)
                await store.close()
            }
        }
    }
}
