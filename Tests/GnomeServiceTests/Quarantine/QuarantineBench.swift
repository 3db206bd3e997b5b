// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import TestSupport
import Testing

/// A store on disk with the services that fill and empty its quarantine.
struct QuarantineBench {
    static let serial = Serial(sensorgnome: "F28CRPI33503")
    static let noon = Timestamp(seconds: 1_777_636_800)

    let store: SQLStore
    let ingest: IngestService
    let registration: RegistrationService
    let quarantine: QuarantineService

    static func with(
        room: QuarantinePolicy = QuarantinePolicy(), _ body: (QuarantineBench) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let store = try await SQLStore.sqlite(at: folder + "/gnome.db")
            try await body(
                QuarantineBench(
                    store: store, ingest: IngestService(store: store, room: room),
                    registration: RegistrationService(store: store), quarantine: QuarantineService(store: store)))
            await store.close()
        }
    }

    /// A note of a sender that nobody vouches for.
    static func note(_ text: String, from serial: String = serial.text, second: Int64 = 0) -> Frame {
        frame(Note(id: serial, text: text).bytes, second: second)
    }

    /// A body on the proof of concept's exchange.
    static func frame(_ body: [UInt8], second: Int64 = 0) -> Frame {
        Frame(
            way: .amqp, route: "sensorgnome-exchange/x", receivedAt: noon.advanced(by: .seconds(second)), body: body)
    }

    /// A report of a V2 receiver with a key.
    static func report(_ serial: String, key: String, second: Int64 = 0) throws -> Frame {
        Frame(
            way: .http, route: "/agent/info", receivedAt: noon.advanced(by: .seconds(second)),
            proof: .key(user: serial, digest: try #require(Secrets.digest(ofKey: key))),
            body: Array("sgid: \(serial)\ndate: \(second)\n".utf8))
    }

    /// Puts frames into quarantine as a version did that could not read them.
    func hold(_ frames: [Frame], _ reason: QuarantineReason = .undecodable) async throws -> [QuarantineID] {
        let drafts = frames.enumerated().map { index, frame in
            QuarantineDraft(
                reason: reason, detail: "not understood", claimedSerial: nil,
                key: .message(id: "held \(index)", content: []), frame: frame)
        }
        return try await store.write { (store) throws(StoreError) in try store.quarantine(drafts) }.compactMap(\.self)
    }

    func take(_ frames: Frame...) async throws -> [IngestOutcome] {
        try await ingest.ingest(frames.map { Intake($0) }).outcomes
    }

    var waiting: [QuarantineSummary] {
        get async throws {
            try await store.read { (store) throws(StoreError) in
                try store.quarantine(matching: .all, after: nil, limit: 100_000)
            }
        }
    }

    var drops: [QuarantineDrop] {
        get async throws { try await store.read { (store) throws(StoreError) in try store.quarantineDrops() } }
    }

    var summaries: [String] {
        get async throws {
            try await store.read { (store) throws(StoreError) in
                try store.frames(after: FrameID(rawValue: 0), limit: 1000)
            }
            .compactMap(\.message?.summary)
        }
    }

    func overview(_ serial: Serial = serial) async throws -> ReceiverOverview? {
        try await store.read { (store) throws(StoreError) in try store.overview(serial) }
    }
}
