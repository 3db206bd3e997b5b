// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import GnomeStore

@Suite(
    "Checking a PostgreSQL store", .enabled(if: TestDatabase.isThere, TestDatabase.skipped), .timeLimit(.minutes(10)))
struct PostgreSQLCheckTests {
    /// No limits that the tests beside could pass.
    private static let limits = StoreHealth.Limits(connections: 0, standbyLagBytes: .max)

    /// Lends a store with a receiver, a frame and an observation, and the settings of its database.
    private func withFilledStore(_ body: (SQLStore, PostgreSQLSettings) async throws -> Void) async throws {
        try await TestDatabase.withSchema { settings, _ in
            let store = try await SQLStore.postgreSQL(settings)
            let receiver = try await store.register(1)
            let observation = try #require(
                Observation(Series(.metric, "a"), 1, receivedAt: Timestamp(seconds: 1_777_777_777)))
            _ = try await store.write { (store) throws(StoreError) in
                let ids = try store.insert([frameDraft(receiver.id, "a")])
                try store.add(
                    ids.compactMap(\.self).map {
                        ObservationDraft(receiver: receiver.id, frame: $0, observation: observation)
                    })
                _ = try store.enqueue([
                    JobDraft(kind: JobKind(rawValue: "mail"), payload: [], createdAt: Timestamp(seconds: 1))
                ])
            }
            do {
                try await body(store, settings)
            } catch {
                await store.close()
                throw error
            }
            await store.close()
        }
    }

    @Test("a store that is open and well is found well, and is counted; its address shows no password")
    func sound() async throws {
        try await withFilledStore { _, settings in
            let health = try await StoreAddress.postgreSQL(settings).check(limits: Self.limits)
            #expect(health.findings == [])
            #expect(health.appliedSteps == health.knownSteps)
            #expect(
                health.counts
                    == StoreHealth.Counts(receivers: 1, frames: 1, quarantined: 0, pendingJobs: 1, deadJobs: 0))
            #expect(health.databaseBytes > 0 && health.logBytes == nil)
            #expect((health.connections?.used ?? 0) > 0)
            #expect(health.path.hasPrefix("postgres") && !health.path.contains("@"))
        }
    }

    @Test(
        "rows that refer to nothing are found",
        arguments: [
            ("UPDATE receiver_series SET series_id = 77", "observations"),
            ("DELETE FROM receiver_series", "observation_summaries"),
            ("DROP TABLE observations_2026_05", "observation_months"),
        ] as [(Statement, String)])
    func orphans(statement: Statement, table: String) async throws {
        try await withFilledStore { store, settings in
            try await store.execute("ALTER TABLE receiver_series DROP CONSTRAINT receiver_series_series_id_fkey")
            try await store.execute(statement.sql)
            let health = try await settings.check(limits: Self.limits)
            #expect(!health.findings.isEmpty && health.findings.allSatisfy { $0.kind == .orphans })
            #expect(health.findings.contains { $0.message.contains("“\(table)”") })
            #expect(!health.isSound && health.isUsable)
        }
    }

    @Test("a last report that is not among the frames is found")
    func lostReport() async throws {
        try await withFilledStore { store, settings in
            try await store.execute("INSERT INTO statuses (receiver_id, last_report_id, frames) VALUES (1, 99999, 0)")
            let health = try await settings.check(limits: Self.limits)
            #expect(health.findings.map(\.kind) == [.lostReports])
        }
    }

    @Test(
        "a schema that is not this program's is found, and nothing more is asked",
        arguments: [
            ("UPDATE schema_steps SET digest = 'x' WHERE number = 1", .schema), ("DROP TABLE quarantine", .schema),
            ("INSERT INTO schema_steps VALUES (1000, 'later', 'x', 'then')", .schema),
            ("DELETE FROM schema_steps WHERE number > 1", .outdated), ("DELETE FROM schema_steps", .foreign),
            ("DROP TABLE schema_steps", .foreign),
        ] as [(Statement, StoreHealth.Kind)])
    func schema(statement: Statement, kind: StoreHealth.Kind) async throws {
        try await withFilledStore { store, settings in
            try await store.execute(statement.sql)
            let health = try await settings.check(limits: Self.limits)
            #expect(health.findings.map(\.kind) == [kind])
            #expect(health.findings.allSatisfy { !$0.remedy.isEmpty })
            #expect(health.counts == nil)
        }
    }

    @Test("a server with few connections left is told of")
    func connections() async throws {
        try await withFilledStore { _, settings in
            let limits = StoreHealth.Limits(connections: .max, standbyLagBytes: .max)
            let health = try await settings.check(limits: limits)
            #expect(health.findings.map(\.kind) == [.fewConnections])
        }
    }

    @Test("a database that can't be reached is an error, and not a finding")
    func unreachable() async throws {
        let error = await #expect(throws: StoreError.self) {
            _ = try await PostgreSQLSettings(url: "postgres://gnome:hush@127.0.0.1:1/gnome").check()
        }
        #expect(error?.code == .unavailable)
    }

    /// A statement as a test argument.
    struct Statement: Sendable, ExpressibleByStringLiteral, CustomTestStringConvertible {
        let sql: StaticString
        init(stringLiteral sql: StaticString) { self.sql = sql }
        var testDescription: String { "\(sql)" }
    }
}
