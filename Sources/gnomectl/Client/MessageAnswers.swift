// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A stored message as the API shows it.
struct MessageAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let serial: Serial
    let kind: String
    let way: String
    let route: String
    let receivedAt: Timestamp
    @Nullable var deviceTime: Timestamp?
    let size: Int
    let proof: String
    let summary: String
}

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

    private enum Key: CodingKey {
        case explanation, attributes, body, bodyBase64
    }

    init(from decoder: any Decoder) throws {
        entry = try QuarantineAnswer(from: decoder)
        let container = try decoder.container(keyedBy: Key.self)
        explanation = try container.decode(String.self, forKey: .explanation)
        attributes = try container.decode([String: String].self, forKey: .attributes)
        body = try container.decodeIfPresent(String.self, forKey: .body)
        bodyBase64 = try container.decode(String.self, forKey: .bodyBase64)
    }

    func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(explanation, forKey: .explanation)
        try container.encode(attributes, forKey: .attributes)
        try container.encode(body, forKey: .body)
        try container.encode(bodyBase64, forKey: .bodyBase64)
    }
}

/// The newest entries of the quarantine, and how many wait for which reason.
struct QuarantineListing: Codable, Sendable, Equatable {
    var items: [QuarantineAnswer]
    var counts: [String: Int]
}
