// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import TestSupport
import Testing

@testable import GnomeStore

@Suite("Bringing an SQLite store up to date without losing anything", .timeLimit(.minutes(10)))
struct SQLiteMigrationTests {
    private static let sound = SQLSchema.Step(
        name: "antennas",
        statements: [
            "CREATE TABLE antennas (id INTEGER PRIMARY KEY) STRICT", "INSERT INTO antennas VALUES (1), (2)",
        ])
    private static let losing = SQLSchema.Step(
        name: "spring cleaning",
        statements: ["CREATE TABLE brooms (id INTEGER PRIMARY KEY) STRICT", "DELETE FROM frames WHERE id <= 3"])

    private static func schema(with steps: SQLSchema.Step...) -> SQLSchema {
        SQLSchema(ledger: SQLSchema.sqlite.ledger, steps: SQLSchema.sqlite.steps + steps)
    }

    private static var next: Int { SQLSchema.sqlite.steps.count + 1 }

    @Test("a step that loses rows is refused, everything stays, and a copy from before is there")
    func losing() async throws {
        try await withFilledStore { path in
            let error = await #expect(throws: StoreError.self) {
                try await SQLiteStoreFile(path).migrate(to: Self.schema(with: Self.losing), keepsCopy: true)
            }
            #expect(error?.code == .schema)
            #expect(error?.message.contains("3 of 200 rows of “frames”") == true)
            for path in [path, path + ".before-step-\(Self.next)"] {
                let health = try await SQLiteStoreFile(path).verify()
                #expect(health.findings == [])
                #expect(health.counts?.frames == 200)
                #expect(health.appliedSteps == SQLSchema.sqlite.steps.count)
            }
            // The lock is free again, and this program goes on with it.
            let store = try await SQLStore.sqlite(at: path)
            let brooms = try await store.driver.read { (connection) throws(StoreError) -> Int? in
                try connection.first("SELECT count(*) FROM sqlite_schema WHERE name = 'brooms'")
            }
            #expect(brooms == 0)
            await store.close()
        }
    }

    @Test("a step that says that it takes rows away is let do so")
    func losingOnPurpose() async throws {
        try await withFilledStore { path in
            var step = Self.losing
            step.tablesLosingRows = ["frames"]
            let migration = try await SQLiteStoreFile(path).migrate(to: Self.schema(with: step), keepsCopy: true)
            #expect(
                migration.tables.first { $0.name == "frames" }
                    == StoreMigration.Table(name: "frames", rowsBefore: 200, rowsAfter: 197))
            #expect(step.digest == Self.losing.digest)
        }
    }

    @Test("a migration tells its steps and the rows of each table, and where the copy from before is")
    func migrating() async throws {
        try await withFilledStore { path in
            let schema = Self.schema(with: Self.sound)
            let migration = try await SQLiteStoreFile(path).migrate(to: schema, keepsCopy: true)
            #expect(migration.stepsBefore == SQLSchema.sqlite.steps.count)
            #expect(migration.stepsAfter == schema.steps.count)
            #expect(migration.steps == ["antennas"])
            #expect(migration.backup == path + ".before-step-\(Self.next)")
            let tables = Dictionary(uniqueKeysWithValues: migration.tables.map { ($0.name, $0) })
            #expect(tables["antennas"] == StoreMigration.Table(name: "antennas", rowsBefore: nil, rowsAfter: 2))
            #expect(tables["frames"] == StoreMigration.Table(name: "frames", rowsBefore: 200, rowsAfter: 200))
            #expect(tables["schema_steps"] == nil)

            // The way back.
            let restored = try await SQLiteStoreFile(path).restore(
                from: path + ".before-step-\(Self.next)", keepingFormerAs: "x")
            #expect(restored.health.isSound)
            let store = try await SQLStore.sqlite(at: path)
            #expect(try await store.frameCount() == 200)
            await store.close()

            let again = try await SQLiteStoreFile(path).migrate()
            #expect(again.steps == [])
            #expect(again.backup == nil)
        }
    }

    @Test(
        "a database of every earlier version, with something in each table, comes up to date with all of it",
        arguments: 1...SQLSchema.sqlite.steps.count)
    func earlier(steps: Int) async throws {
        try await withDatabasePath { path in
            let driver = try await SQLiteDriver.open(at: path, for: .readWrite)
            let schema = SQLSchema(
                ledger: SQLSchema.sqlite.ledger, steps: Array(SQLSchema.sqlite.steps.prefix(steps)))
            try await SQLMigrator(driver: driver, schema: schema).migrate()
            try await driver.write { (connection) throws(StoreError) in
                // As the first version wrote it; later steps must take it as it is.
                try connection.execute(
                    """
                    INSERT INTO receivers (serial, registration, name, registered_at)
                    VALUES ('SG-F28CRPI33503', 'accepted', 'Cabot Head', 1)
                    """)
                try connection.execute(
                    """
                    INSERT INTO frames (receiver_id, natural_key, kind, way, route, received_at, attributes, proof, body)
                    VALUES (1, 'id:1', 'info', 'http', '/', 1, '[]', 'none', x'00')
                    """)
                try connection.execute(
                    "INSERT INTO statuses (receiver_id, last_report_id, last_report_at, frames) VALUES (1, 1, 1, 1)")
                try connection.execute(
                    "INSERT INTO motus_deployments (receiver_id, motus_id, name, status) VALUES (1, 1, 'Old Harry', 'active')"
                )
                try connection.execute(
                    """
                    INSERT INTO quarantine (
                        reason, detail, claimed_serial, natural_key, way, route, received_at, attributes, proof, body)
                    VALUES ('undecodable', '', '', 'id:2', 'http', '/', 1, '[]', 'none', x'00')
                    """)
            }
            await driver.close()

            let migration = try await SQLiteStoreFile(path).migrate()
            #expect(migration.stepsBefore == steps)
            #expect(migration.stepsAfter == SQLSchema.sqlite.steps.count)
            for table in migration.tables where table.rowsBefore ?? 0 > 0 {
                #expect(table.rowsAfter == table.rowsBefore, "\(table.name)")
            }
            let health = try await SQLiteStoreFile(path).verify()
            #expect(health.findings == [])
            #expect(
                health.counts
                    == StoreHealth.Counts(receivers: 1, frames: 1, quarantined: 1, pendingJobs: 0, deadJobs: 0))
            // What is written behind the step that finds names is written with what finds it.
            guard steps < SQLSchema.sqlite.steps.count else { return }
            let store = try await SQLStore.sqlite(at: path)
            for (text, count) in [("cabot h", 1), ("OLD", 1), ("new", 0)] {
                let filter = ReceiverFilter(text: text, at: Timestamp(seconds: 1), policy: ContactPolicy())
                let found = try await store.read { (store) throws(StoreError) in
                    try store.overviews(matching: filter, by: .name, after: nil, limit: 9)
                }
                #expect(found.count == count, "\(text)")
            }
            await store.close()
        }
    }

    @Test(
        "where a receiver was last heard after its last frame, it sent something again, and a later step writes that down"
    )
    func lastContacts() async throws {
        try await withDatabasePath { path in
            let driver = try await SQLiteDriver.open(at: path, for: .readWrite)
            let steps = Array(SQLSchema.sqlite.steps.prefix { $0.name != "what is gone for good" })
            try await SQLMigrator(
                driver: driver, schema: SQLSchema(ledger: SQLSchema.sqlite.ledger, steps: steps)
            ).migrate()
            try await driver.write { (connection) throws(StoreError) in
                for id in Int64(1)...5 {
                    try connection.execute(
                        "INSERT INTO receivers (id, serial, registration, registered_at) VALUES ($1, $2, 'accepted', 1)",
                        id.sql, "SG-000\(id)RPI30001".sql)
                    for time in [10, id == 4 ? 30 : 20] as [Int64] {
                        try connection.execute(
                            """
                            INSERT INTO frames (receiver_id, natural_key, kind, way, route, received_at, attributes, proof, body)
                            VALUES ($1, $2, 'info', 'http', '/', $2, '[]', 'none', x'00')
                            """,
                            id.sql, time.sql)
                    }
                    // The third was last heard with its last frame, and the fourth since the server's clock was set back.
                    try connection.execute(
                        "INSERT INTO statuses (receiver_id, last_contact_at, last_contact_way, frames) VALUES ($1, $2, 'http', 2)",
                        id.sql, (id == 3 ? 20 : 25).sql)
                }
                try connection.execute(
                    "UPDATE statuses SET last_contact_at = NULL, last_contact_way = NULL WHERE receiver_id = 5")
                // What the second sent again was written down.
                try connection.execute("INSERT INTO repetitions VALUES (4, 25, 'amqp')")
            }
            await driver.close()
            let store = try await SQLStore.sqlite(at: path)
            let rows: [String] = try await store.driver.read { (connection) throws(StoreError) in
                try connection.all(
                    "SELECT frame_id || ' ' || received_at || ' ' || way FROM repetitions ORDER BY frame_id")
            }
            #expect(rows == ["2 25 http", "4 25 amqp", "8 25 http"])
            await store.close()
        }
    }

    @Test(
        "receivers that got names from an earlier version are listed and found by all their letters",
        arguments: [false, true])
    func names(isBehindFirst: Bool) async throws {
        try await withDatabasePath { path in
            let driver = try await SQLiteDriver.open(at: path, for: .readWrite)
            try await NamedLongAgo.write(to: driver, isBehindFirst: isBehindFirst)
            await driver.close()
            let store = try await SQLStore.sqlite(at: path)
            try await NamedLongAgo.check(store)
            await store.close()
        }
    }

    @Test("a receiver that had a key has it still, as the first of its history, and stands since it was registered")
    func keys() async throws {
        try await withDatabasePath { path in
            let driver = try await SQLiteDriver.open(at: path, for: .readWrite)
            let steps = Array(SQLSchema.sqlite.steps.prefix { !$0.name.hasPrefix("stations, ") })
            try await SQLMigrator(
                driver: driver, schema: SQLSchema(ledger: SQLSchema.sqlite.ledger, steps: steps)
            ).migrate()
            let digest = try #require(KeyDigest(bytes: [UInt8](repeating: 7, count: 32)))
            try await driver.write { (connection) throws(StoreError) in
                try connection.execute(
                    """
                    INSERT INTO receivers (serial, registration, key_digest, registered_at)
                    VALUES ('SG-0001RPI30001', 'pending', $1, 5), ('SG-0002RPI30001', 'accepted', NULL, 6)
                    """,
                    digest.sql)
            }
            await driver.close()
            let store = try await SQLStore.sqlite(at: path)
            try await store.read { (store) throws(StoreError) in
                let receivers = try store.overviews(after: nil, limit: 9).map(\.receiver)
                #expect(receivers.map(\.since.microseconds) == [5, 6])
                #expect(receivers.map(\.revision) == [1, 1])
                #expect(
                    try store.keys(of: receivers[0].id)
                        == [ReceiverKey(digest: digest, since: Timestamp(microseconds: 5))])
                #expect(try store.keys(of: receivers[1].id).isEmpty)
            }
            await store.close()
        }
    }

    @Test("a rehearsal tells the same, also beside an open store, and leaves nothing")
    func rehearsing() async throws {
        try await withStore { store, path in
            let receiver = try await store.register(1)
            try await store.insertFrames(0..<5, of: receiver.id)
            let before = try neighbours(of: path)
            let file = SQLiteStoreFile(path)
            let migration = try await file.rehearseMigration(to: Self.schema(with: Self.sound))
            #expect(migration.steps == ["antennas"])
            #expect(migration.backup == nil)
            #expect(migration.tables.contains(StoreMigration.Table(name: "frames", rowsBefore: 5, rowsAfter: 5)))
            let error = await #expect(throws: StoreError.self) {
                try await file.rehearseMigration(to: Self.schema(with: Self.losing))
            }
            #expect(error?.message.contains("3 of 5 rows of “frames”") == true)
            #expect(try neighbours(of: path) == before)
            #expect(try await file.verify().appliedSteps == SQLSchema.sqlite.steps.count)
            #expect(try await store.frameCount() == 5)
        }
    }

    @Test("no copy is made of a database that is new, empty or up to date")
    func noCopy() async throws {
        try await withStore { store, path in
            let file = SQLiteStoreFile(path)
            #expect(try await file.backUpBeforeSteps(of: Self.schema(with: Self.sound)) == nil)
            _ = try await store.register(1)
            #expect(try await file.backUpBeforeSteps(of: .sqlite) == nil)
            #expect(try neighbours(of: path).filter { $0.contains("before") } == [])
            #expect(try await file.backUpBeforeSteps(of: Self.schema(with: Self.sound)) != nil)
            // A second try replaces it.
            _ = try await store.register(2)
            let backup = try #require(try await file.backUpBeforeSteps(of: Self.schema(with: Self.sound)))
            #expect(try await SQLiteStoreFile(backup).verify().counts?.receivers == 2)
        }
    }

    @Test("a database that some server has open, or that is not there, is not migrated")
    func refused() async throws {
        try await withStore { store, path in
            _ = try await store.register(1)
            let error = await #expect(throws: StoreError.self) { try await SQLiteStoreFile(path).migrate() }
            #expect(error?.code == .locked)
            let missing = await #expect(throws: StoreError.self) { try await SQLiteStoreFile(path + "x").migrate() }
            #expect(missing?.code == .notFound)
            #expect(!FileManager.default.fileExists(atPath: path + "x"))
        }
    }

    @Test(
        "a census is held against the one before",
        arguments: [
            (rows: ["a": 2, "b": 0], dangling: 1, isLoss: false),
            (rows: ["a": 3, "b": 4, "c": 1], dangling: 0, isLoss: false),
            (rows: ["a": 1, "b": 0], dangling: 1, isLoss: true), (rows: ["b": 5], dangling: 1, isLoss: true),
            (rows: ["a": 2], dangling: 1, isLoss: false), (rows: ["a": 2, "b": 0], dangling: 2, isLoss: true),
        ])
    func census(rows: [String: Int], dangling: Int, isLoss: Bool) {
        let before = SQLCensus(rows: ["a": 2, "b": 0], dangling: 1)
        let after = SQLCensus(rows: rows, dangling: dangling)
        do throws(StoreError) {
            try before.check(after, of: Self.sound, number: 2)
            #expect(!isLoss)
        } catch {
            #expect(isLoss)
            #expect(error.code == .schema)
        }
    }
}
