// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// An entry of the quarantine as a list shows it.
struct QuarantineAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let receivedAt: Timestamp
    let reason: String
    let detail: String
    @Nullable var serial: String?
    let way: String
    let route: String
    @Nullable var contentType: String?
    let size: Int
}

/// An entry of the quarantine with all that was kept of it.
struct QuarantineDetail: Codable, Sendable, Equatable {
    let entry: QuarantineAnswer
    let explanation: String
    let attributes: [String: String]
    /// The body where it is UTF-8.
    let body: String?
    let bodyBase64: String
    /// What could be read of it.
    let decoded: QuarantineDecoded?

    private enum Key: CodingKey {
        case explanation, attributes, body, bodyBase64, decoded
    }

    init(from decoder: any Decoder) throws {
        entry = try QuarantineAnswer(from: decoder)
        let container = try decoder.container(keyedBy: Key.self)
        explanation = try container.decode(String.self, forKey: .explanation)
        attributes = try container.decode([String: String].self, forKey: .attributes)
        body = try container.decodeIfPresent(String.self, forKey: .body)
        bodyBase64 = try container.decode(String.self, forKey: .bodyBase64)
        decoded = try container.decodeIfPresent(QuarantineDecoded.self, forKey: .decoded)
    }

    func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(explanation, forKey: .explanation)
        try container.encode(attributes, forKey: .attributes)
        try container.encode(body, forKey: .body)
        try container.encode(bodyBase64, forKey: .bodyBase64)
        try container.encode(decoded, forKey: .decoded)
    }
}

/// A frame read layer by layer, as far as that went.
struct QuarantineDecoded: Codable, Sendable, Equatable {
    /// One layer, from the outside in.
    struct Layer: Codable, Sendable, Equatable {
        let name: String
        let isUnderstood: Bool
        let note: String
        @Nullable var offset: Int?
    }

    let layers: [Layer]
    let form: String
    let content: String
    let isShortened: Bool
    let size: Int
}

/// The newest entries of the quarantine, and how many wait for which reason.
struct QuarantineListing: Codable, Sendable, Equatable {
    var items: [QuarantineAnswer]
    var counts: [String: Int]
}
