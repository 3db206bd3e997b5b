// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A message of a receiver as it goes out: the same bytes under the same id, however often it is sent.
public struct UplinkMessage: Sendable, Hashable {
    /// How the body of an envelope is written.
    public enum Form: Sendable, Hashable, CaseIterable {
        /// JSON.
        case json
        /// The compact form of JSON.
        case compact
    }

    /// What it is; the kind of an envelope is part of its address.
    public let kind: String
    /// What tells it from every other message of the receiver.
    public let id: String
    /// The media type of the body.
    public let contentType: String
    /// The bytes.
    public let body: [UInt8]

    /// A message of these parts, for links that speak another language than ours.
    ///
    /// - Precondition: The texts have at most 255 bytes each.
    public init(kind: String, id: String, contentType: String, body: [UInt8]) {
        precondition(
            [kind, id, contentType].allSatisfy { $0.utf8.count <= 255 },
            "The texts of a message have at most 255 bytes.")
        self.kind = kind
        self.id = id
        self.contentType = contentType
        self.body = body
    }

    /// The message of an envelope, which has an id, or a boot and a sequence.
    init(_ envelope: Envelope, as form: Form) {
        let json = envelope.bytes
        // What an envelope writes is JSON; were it ever not, it is sent as it is.
        let packed = form == .compact ? try? CompactForm.pack(json) : nil
        self.init(
            kind: envelope.kind, id: envelope.id ?? "\(envelope.boot ?? "")-\(envelope.sequence ?? 0)",
            contentType: packed == nil ? "application/json" : CompactForm.contentType, body: packed ?? json)
    }
}

extension UplinkMessage {
    /// The message as it is kept: the lengths of the three texts, these, and the body.
    var record: [UInt8] {
        let texts = [kind, id, contentType].map { Array($0.utf8) }
        return texts.map { UInt8($0.count) } + texts.joined() + body
    }

    /// Reads what was kept; nothing where that is no message.
    init?(record: [UInt8]) {
        guard record.count >= 3 else { return nil }
        var rest = record[3...]
        var texts: [String] = []
        for length in record.prefix(3) {
            guard rest.count >= Int(length) else { return nil }
            texts.append(String(decoding: rest.prefix(Int(length)), as: UTF8.self))
            rest = rest.dropFirst(Int(length))
        }
        self.init(kind: texts[0], id: texts[1], contentType: texts[2], body: Array(rest))
    }
}
