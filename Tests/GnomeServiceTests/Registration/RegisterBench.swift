// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import TestSupport
import Testing

/// A store in a real database with the services that change the register.
struct RegisterBench {
    /// The databases that a store can be in.
    enum Database: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case sqlite, postgreSQL
        var testDescription: String { rawValue }

        /// Those that are there.
        static var there: [Database] { TestDatabase.isThere ? allCases : [.sqlite] }
    }

    static let serial = Serial(sensorgnome: "F28CRPI33503")
    static let other = Serial(sensorgnome: "5016BBBK15A4")
    static let noon = Timestamp(seconds: 1_777_636_800)
    static let author = Author(name: "ann", source: "192.0.2.1")

    let store: SQLStore
    let ingest: IngestService
    let registration: RegistrationService
    let identities: IdentityService
    let stations: StationService
    let project: ProjectID

    static func at(_ second: Int64) -> Timestamp { noon.advanced(by: .seconds(second)) }

    static func with(_ database: Database, _ body: (RegisterBench) async throws -> Void) async throws {
        switch database {
        case .sqlite:
            try await withTemporaryFolder { folder in
                try await with(try await SQLStore.sqlite(at: folder + "/gnome.db"), body)
            }
        case .postgreSQL:
            try await TestDatabase.withSchema { url in
                try await with(try await SQLStore.postgreSQL(PostgreSQLSettings(url: url)), body)
            }
        }
    }

    private static func with(_ store: SQLStore, _ body: (RegisterBench) async throws -> Void) async throws {
        do {
            let project = try await store.write { (store) throws(StoreError) in
                try store.add(ProjectDraft(ProjectDetails(name: "Lakes"), createdAt: noon))
            }
            try await body(
                RegisterBench(
                    store: store, ingest: IngestService(store: store),
                    registration: RegistrationService(store: store), identities: IdentityService(store: store),
                    stations: StationService(store: store), project: project.id))
            // Whatever happened to receivers and keys, the frames tell the same again.
            let rebuilt = try await StoreRebuild(of: store).run(isDryRun: true)
            #expect(rebuilt.differing.map(\.serial) == [])
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    /// A report of a V2 receiver with a key.
    static func report(_ serial: Serial = serial, key: String?, second: Int64) throws -> Intake {
        let proof = try key.map {
            IdentityProof.key(user: serial.text, digest: try #require(Secrets.digest(ofKey: $0)))
        }
        return Intake(
            Frame(
                way: .http, route: "/agent/info", receivedAt: at(second), proof: proof ?? .none,
                body: Array("sgid: \(serial)\ndate: \(second)\n".utf8)))
    }

    /// What becomes of one report.
    @discardableResult
    func take(_ serial: Serial = serial, key: String?, second: Int64) async throws -> IngestOutcome {
        let report = try await ingest.ingest([try Self.report(serial, key: key, second: second)])
        return try #require(report.outcomes.first)
    }

    func receiver(_ serial: Serial = serial) async throws -> Receiver {
        try await store.read { (store) throws(StoreError) in
            guard let receiver = try store.receivers([serial])[serial] else { throw StoreError(.notFound, "") }
            return receiver
        }
    }

    /// At which second each stored frame of a receiver came, in the order of storage.
    func stored(_ serial: Serial = serial) async throws -> [Int64] {
        let receiver = try await receiver(serial)
        return try await store.read { (store) throws(StoreError) in
            try store.history(of: receiver.id, after: nil, limit: 1000).map {
                ($0.stored.frame.receivedAt.microseconds - Self.noon.microseconds) / 1_000_000
            }
        }
    }

    func waiting() async throws -> [QuarantineReason] {
        try await store.read { (store) throws(StoreError) in
            try store.quarantine(matching: .all, after: nil, limit: 1000).map(\.reason)
        }
    }

    func dropped() async throws -> Int {
        try await store.read { (store) throws(StoreError) in
            try store.quarantineDrops().reduce(0) { $0 + $1.volume.entries }
        }
    }

    /// What was written down in the audit so far, the oldest first.
    func audit() async throws -> [AuditEntry] {
        try await store.read { (store) throws(StoreError) in
            try store.audit(after: 0, limit: 10_000).map(\.entry)
        }
    }

    func keys(_ serial: Serial = serial) async throws -> [ReceiverKey] {
        let receiver = try await receiver(serial)
        return try await store.read { (store) throws(StoreError) in try store.keys(of: receiver.id) }
    }

    func conflicts(isOpen: Bool? = nil) async throws -> [IdentityService.Explained] {
        try await identities.conflicts(matching: IdentityConflictFilter(isOpen: isOpen), before: nil, limit: 99)
    }

    /// Expects that something is refused with a code, and that nothing has changed in the audit.
    func refuses(_ code: StoreError.Code, _ body: () async throws -> some Any) async throws {
        let before = try await audit().count
        let error = await #expect(throws: StoreError.self) { _ = try await body() }
        #expect(error?.code == code, "\(error?.message ?? "")")
        #expect(try await audit().count == before)
    }
}

extension IngestOutcome {
    var isKept: Bool { if case .stored = self { true } else { false } }
}
