// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import TestSupport
import Testing

@testable import GnomeStore

@Suite("Checking an SQLite store", .timeLimit(.minutes(10)))
struct SQLiteCheckTests {
    private static let noLimits = StoreHealth.Limits(logBytes: .max, freeBytes: 0)

    @Test("a store that is open and well is found well, and is counted")
    func sound() async throws {
        try await withStore { store, path in
            let receiver = try await store.register(1)
            try await store.insertFrames(0..<5, of: receiver.id)
            try await store.write { (store) throws(StoreError) in
                var status = ReceiverStatus()
                status.frames = 5
                try store.setStatuses([receiver.id: status])
            }
            let health = try await SQLiteStoreFile(path).check(limits: Self.noLimits)
            #expect(health.findings == [])
            #expect(health.isSound && health.isUsable)
            #expect(health.appliedSteps == SQLSchema.sqlite.steps.count)
            #expect(health.knownSteps == SQLSchema.sqlite.steps.count)
            #expect(
                health.counts
                    == StoreHealth.Counts(receivers: 1, frames: 5, quarantined: 0, pendingJobs: 0, deadJobs: 0))
            // Asked for, not read: closing a database that is open would drop SQLite's locks.
            for (suffix, bytes) in [("", health.databaseBytes), ("-wal", health.logBytes)] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.size] as? Int == bytes)
            }
            #expect((health.freeBytes ?? 0) > 0)
            try await store.insertFrames(5..<6, of: receiver.id)
        }
    }

    @Test(
        "rows without their receiver are found",
        arguments: [
            ("DELETE FROM receivers", "frames"),
            ("INSERT INTO statuses (receiver_id, frames) VALUES (77, 0)", "statuses"),
            (
                "INSERT INTO motus_deployments (receiver_id, motus_id, status) VALUES (77, 1, 'active')",
                "motus_deployments"
            ),
        ] as [(Statement, String)])
    func orphans(statement: Statement, table: String) async throws {
        try await withFilledStore { path in
            try tamper(path, statement.sql)
            let health = try await SQLiteStoreFile(path).check(limits: Self.noLimits)
            #expect(health.findings.map(\.kind) == [.orphans])
            #expect(health.findings.first?.message.contains("“\(table)”") == true)
            #expect(health.findings.first?.remedy.isEmpty == false)
            #expect(!health.isSound && health.isUsable)
            // A backup is made all the same: it is better than none.
            let copy = try await SQLiteStoreFile(path).backUp(to: path + ".backup")
            #expect(copy.findings.map(\.kind) == [.orphans])
        }
    }

    @Test("a last report that is not among the frames is found")
    func lostReport() async throws {
        try await withFilledStore { path in
            try tamper(path, "INSERT INTO statuses (receiver_id, last_report_id, frames) VALUES (1, 99999, 0)")
            let health = try await SQLiteStoreFile(path).check(limits: Self.noLimits)
            #expect(health.findings.map(\.kind) == [.lostReports])
        }
    }

    @Test("a log that has grown and a disk with little room are found, and are no fault of a backup")
    func room() async throws {
        try await withStore { store, path in
            _ = try await store.register(1)
            let file = SQLiteStoreFile(path)
            let health = try await file.check(limits: StoreHealth.Limits(logBytes: 0, freeBytes: .max))
            #expect(health.findings.map(\.kind) == [.largeLog, .littleRoom])
            #expect(try await file.verify().findings == [])
        }
    }

    @Test("a database that lacks a step is worth a note, and nothing is wrong with it")
    func outdated() async throws {
        try await withFilledStore { path in
            let step = SQLSchema.Step(name: "later", statements: ["SELECT 1"])
            let schema = SQLSchema(ledger: SQLSchema.sqlite.ledger, steps: SQLSchema.sqlite.steps + [step])
            let health = try SQLiteStoreFile(path).examine(for: schema)
            #expect(health.findings.map(\.kind) == [.outdated])
            #expect(health.isSound)
        }
    }

    @Test("damage is a finding and no error", arguments: Damage.allCases)
    func damaged(damage: Damage) async throws {
        try await withFilledStore { path in
            try damage.befall(path)
            let health = try await SQLiteStoreFile(path).check(limits: Self.noLimits)
            #expect(!health.isUsable)
            #expect(health.findings.allSatisfy { !$0.message.isEmpty && !$0.remedy.isEmpty })
        }
    }

    @Test("a store that is not there is an error, and is not made")
    func missing() async throws {
        try await withTemporaryFolder { folder in
            let file = SQLiteStoreFile(folder + "/gnome.sqlite")
            let error = await #expect(throws: StoreError.self) { try await file.check() }
            #expect(error?.code == .notFound)
            let names = try neighbours(of: file.path)
            #expect(names == [])
        }
    }

    /// A statement as a test argument.
    struct Statement: Sendable, ExpressibleByStringLiteral, CustomTestStringConvertible {
        let sql: StaticString
        init(stringLiteral sql: StaticString) { self.sql = sql }
        var testDescription: String { "\(sql)" }
    }
}
