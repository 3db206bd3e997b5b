// SPDX-License-Identifier: Apache-2.0

/// Identifies an entry of the quarantine.
public struct QuarantineID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The entry of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one came before another.
    public static func < (lhs: QuarantineID, rhs: QuarantineID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// A frame in quarantine.
public struct QuarantineEntry: Sendable, Hashable {
    /// Its place in the order of arrival.
    public var id: QuarantineID
    /// Why it waits.
    public var reason: QuarantineReason
    /// What exactly was found, for whoever mends it.
    public var detail: String
    /// The serial it claims, where it claims a readable one.
    public var claimedSerial: Serial?
    /// The frame as it came.
    public var frame: Frame

    /// An entry of these parts.
    public init(
        id: QuarantineID, reason: QuarantineReason, detail: String, claimedSerial: Serial?, frame: Frame
    ) {
        self.id = id
        self.reason = reason
        self.detail = detail
        self.claimedSerial = claimedSerial
        self.frame = frame
    }
}

/// What a list shows of an entry: all but its body and what came with it, which may be large.
public struct QuarantineSummary: Sendable, Hashable {
    /// Its place in the order of arrival.
    public var id: QuarantineID
    /// Why it waits.
    public var reason: QuarantineReason
    /// What exactly was found.
    public var detail: String
    /// The serial it claims, where it claims a readable one.
    public var claimedSerial: Serial?
    /// How it came.
    public var way: Way
    /// Where on that way.
    public var route: String
    /// When it came.
    public var receivedAt: Timestamp
    /// The media type that the sender named.
    public var contentType: String?
    /// The size of its body in bytes, as it came.
    public var size: Int

    /// A summary of these parts.
    public init(
        id: QuarantineID, reason: QuarantineReason, detail: String, claimedSerial: Serial?, way: Way, route: String,
        receivedAt: Timestamp, contentType: String?, size: Int
    ) {
        self.id = id
        self.reason = reason
        self.detail = detail
        self.claimedSerial = claimedSerial
        self.way = way
        self.route = route
        self.receivedAt = receivedAt
        self.contentType = contentType
        self.size = size
    }

    /// The summary of an entry.
    public init(_ entry: QuarantineEntry) {
        self.init(
            id: entry.id, reason: entry.reason, detail: entry.detail, claimedSerial: entry.claimedSerial,
            way: entry.frame.way, route: entry.frame.route, receivedAt: entry.frame.receivedAt,
            contentType: entry.frame.contentType, size: entry.frame.body.count)
    }
}
