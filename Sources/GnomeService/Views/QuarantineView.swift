// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import GnomeCore

/// An entry of the quarantine as the API lists it.
public struct QuarantineView: Sendable, Hashable, Codable {
    /// Its place in the order of arrival.
    public var id: QuarantineID
    /// When it came.
    public var receivedAt: Timestamp
    /// Why it waits.
    public var reason: QuarantineReason
    /// What exactly was found.
    public var detail: String
    /// The serial it claims.
    public var serial: Serial?
    /// How it came.
    public var way: Way
    /// Where on that way.
    public var route: String
    /// The media type that the sender named.
    public var contentType: String?
    /// Its size in bytes, as it came.
    public var size: Int

    /// The view of an entry.
    public init(_ summary: QuarantineSummary) {
        id = summary.id
        receivedAt = summary.receivedAt
        reason = summary.reason
        detail = summary.detail
        serial = summary.claimedSerial
        way = summary.way
        route = summary.route
        contentType = summary.contentType
        size = summary.size
    }
}

/// A page of the quarantine as the API shows it.
public struct QuarantineListView: Sendable, Hashable, Codable {
    /// The entries, newest first.
    public var items: [QuarantineView]
    /// Where to go on; nothing where there is no more.
    public var next: QuarantineID?
    /// How many entries wait, by reason.
    public var counts: [String: Int]

    /// A page of these parts.
    public init(items: [QuarantineView], next: QuarantineID?, counts: [String: Int]) {
        self.items = items
        self.next = next
        self.counts = counts
    }
}

/// One entry of the quarantine with its bytes, as the API shows it.
public struct QuarantineEntryView: Sendable, Hashable, Codable {
    /// What the list shows of it.
    public var entry: QuarantineView
    /// What happened and what to do next, in one sentence.
    public var explanation: String
    /// What else came with it.
    public var attributes: [String: String]
    /// The body, where it is text.
    public var body: String?
    /// The body in Base64.
    public var bodyBase64: String
    /// What could be read of it, layer by layer.
    public var decoded: FrameInspection

    /// The view of an entry.
    public init(_ entry: QuarantineEntry) {
        self.entry = QuarantineView(QuarantineSummary(entry))
        explanation = entry.reason.explanation
        attributes = entry.frame.attributes
        body = String(validating: entry.frame.body, as: UTF8.self)
        bodyBase64 = Data(entry.frame.body).base64EncodedString()
        decoded = FrameInspection(entry.frame)
    }

    /// Reads one flat object: the keys of the list and its own.
    public init(from decoder: any Decoder) throws {
        entry = try QuarantineView(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        explanation = try container.decode(String.self, forKey: .explanation)
        attributes = try container.decode([String: String].self, forKey: .attributes)
        body = try container.decodeIfPresent(String.self, forKey: .body)
        bodyBase64 = try container.decode(String.self, forKey: .bodyBase64)
        decoded = try container.decode(FrameInspection.self, forKey: .decoded)
    }

    /// Writes one flat object.
    public func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(explanation, forKey: .explanation)
        try container.encode(attributes, forKey: .attributes)
        try container.encodeIfPresent(body, forKey: .body)
        try container.encode(bodyBase64, forKey: .bodyBase64)
        try container.encode(decoded, forKey: .decoded)
    }

    private enum CodingKeys: String, CodingKey { case explanation, attributes, body, bodyBase64, decoded }
}
