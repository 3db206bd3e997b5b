// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A message of a receiver as it goes out: the same bytes under the same id, however often it is sent.
public struct UplinkMessage: Sendable, Hashable {
    /// How the body is written.
    public enum Form: UInt8, Sendable, Hashable, CaseIterable {
        /// JSON.
        case json
        /// The compact form of JSON.
        case compact

        /// The media type.
        public var contentType: String {
            switch self {
            case .json: "application/json"
            case .compact: CompactForm.contentType
            }
        }
    }

    /// The kind of its envelope, which is part of its address.
    public let kind: String
    /// What tells it from every other message of the receiver.
    public let id: String
    /// How the body is written.
    public let form: Form
    /// The bytes.
    public let body: [UInt8]

    /// The message of an envelope.
    ///
    /// - Precondition: The envelope has an id, or a boot and a sequence.
    init(_ envelope: Envelope, as form: Form) {
        kind = envelope.kind
        id = envelope.id ?? "\(envelope.boot ?? "")-\(envelope.sequence ?? 0)"
        let json = envelope.bytes
        // What an envelope writes is JSON; were it ever not, it is sent as it is.
        let packed = form == .compact ? try? CompactForm.pack(json) : nil
        self.form = packed == nil ? .json : .compact
        body = packed ?? json
    }
}

extension UplinkMessage {
    /// The message as it is kept: the form, the lengths of kind and id, both texts, and the body.
    var record: [UInt8] {
        [form.rawValue, UInt8(kind.utf8.count), UInt8(id.utf8.count)] + kind.utf8 + id.utf8 + body
    }

    /// Reads what was kept; nothing where another version kept it.
    init?(record: [UInt8]) {
        guard record.count >= 3, let form = Form(rawValue: record[0]) else { return nil }
        let (kindEnd, idEnd) = (3 + Int(record[1]), 3 + Int(record[1]) + Int(record[2]))
        guard record.count >= idEnd else { return nil }
        self.form = form
        kind = String(decoding: record[3..<kindEnd], as: UTF8.self)
        id = String(decoding: record[kindEnd..<idEnd], as: UTF8.self)
        body = Array(record[idEnd...])
    }
}
