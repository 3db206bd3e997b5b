// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

/// Text that careless code damages: quotes, an escape, a NUL, line ends, two scalars that make one character, an emoji.
let oddText = "a'b\"c\\d\u{0}e\r\n\t%_;--$1 é e\u{301} \u{202E}🐦"

/// Microseconds that are not whole milliseconds, in 2026.
func moment(_ microseconds: Int64) -> Timestamp { Timestamp(microseconds: 1_777_777_777_000_001 + microseconds) }

func serial(_ number: Int) throws -> Serial {
    try #require(Serial("SG-\(String(10_000 + number).suffix(4))RPI3\(String(20_000 + number).suffix(4))"))
}

func digest(_ byte: UInt8) throws -> KeyDigest {
    try #require(KeyDigest(bytes: [UInt8](repeating: byte, count: 32)))
}

func frame(_ text: String = "", at time: Timestamp = moment(0)) -> Frame {
    Frame(way: .http, route: "/agent/info", receivedAt: time, body: Array(text.utf8))
}

func draft(_ receiver: ReceiverID, _ key: String, at time: Timestamp = moment(0)) -> FrameDraft {
    FrameDraft(receiver: receiver, key: .message(id: key), kind: .note, deviceTime: nil, frame: frame(key, at: time))
}

func quarantineDraft(
    _ serial: Serial?, _ key: String, _ reason: QuarantineReason = .receiverPending, at time: Timestamp = moment(0)
) -> QuarantineDraft {
    QuarantineDraft(
        reason: reason, detail: "why", claimedSerial: serial, key: .message(id: key), frame: frame(key, at: time))
}

/// Frames that differ from each other in everything that a frame can hold.
func oddFrames() throws -> [Frame] {
    [
        Frame(way: .http, route: "", receivedAt: moment(0), body: []),
        Frame(
            way: .amqp, route: oddText, receivedAt: moment(-1), contentType: oddText, contentEncoding: oddText,
            attributes: [oddText: oddText, "": "", "message-id": "1"], proof: .brokerUser(oddText),
            body: Array(0...255)),
        Frame(
            way: .inProcess, route: "queue", receivedAt: Timestamp(microseconds: .min), contentType: "",
            contentEncoding: "", attributes: ["": oddText], proof: .key(user: oddText, digest: try digest(0)),
            body: [0, 0, 0]),
        Frame(
            way: .file, route: "/a", receivedAt: Timestamp(microseconds: .max), proof: .brokerUser(""),
            body: [UInt8](repeating: 0x7F, count: 1_000_000)),
    ]
}

extension Store {
    /// Registers accepted receivers of these numbers.
    func register(_ numbers: Int...) async throws -> [Receiver] {
        let serials = try numbers.map { try serial($0) }
        return try await write { (store) throws(StoreError) in
            var receivers: [Receiver] = []
            for serial in serials {
                receivers.append(
                    try store.register(
                        ReceiverDraft(serial: serial, registration: .accepted, registeredAt: moment(0))))
            }
            return receivers
        }
    }

    /// Registers one accepted receiver.
    func registerOne() async throws -> Receiver { try await #require(register(1).first) }
}

extension FrameKey {
    /// A key by an id, whatever the content.
    static func message(id: String) -> FrameKey { .message(id: id, content: []) }
}

extension QuarantineReading {
    /// The newest entries with their frames, newest first.
    func newestQuarantined(_ limit: Int) throws(StoreError) -> [QuarantineEntry] {
        try quarantineEntries(quarantine(matching: .all, before: nil, limit: limit).map(\.id))
    }
}
