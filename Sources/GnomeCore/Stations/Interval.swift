// SPDX-License-Identifier: Apache-2.0

/// A span of time from its start up to its end, which is no part of it; without an end it goes on.
public struct Interval: Sendable, Hashable, Codable {
    /// When it begins.
    public let start: Timestamp
    /// When it is over; nothing while it goes on.
    public let end: Timestamp?

    /// A span; nothing where it would end before it began.
    public init?(start: Timestamp, end: Timestamp?) {
        if let end, end <= start { return nil }
        self.start = start
        self.end = end
    }

    /// A span that goes on.
    public init(since start: Timestamp) {
        self.start = start
        end = nil
    }

    /// Whether a moment lies in it.
    public func contains(_ moment: Timestamp) -> Bool {
        start <= moment && end.map { moment < $0 } ?? true
    }

    /// Whether all of another lies in it.
    public func contains(_ other: Interval) -> Bool {
        guard let end else { return start <= other.start }
        return start <= other.start && other.end.map { $0 <= end } ?? false
    }

    /// Whether some moment lies in both.
    public func overlaps(_ other: Interval) -> Bool {
        let beginsBeforeOtherEnds = other.end.map { start < $0 } ?? true
        let otherBeginsBeforeEnd = end.map { other.start < $0 } ?? true
        return beginsBeforeOtherEnds && otherBeginsBeforeEnd
    }

    /// The same span cut off at a moment; nothing where nothing of it would be left.
    public func ending(at moment: Timestamp) -> Interval? {
        if let end, end <= moment { return self }
        return Interval(start: start, end: moment)
    }

    /// Reads `start` and, where there is one, `end`.
    ///
    /// - Throws: `DecodingError.dataCorrupted` where it would end before it began.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let start = try container.decode(Timestamp.self, forKey: .start)
        let end = try container.decodeIfPresent(Timestamp.self, forKey: .end)
        guard let interval = Interval(start: start, end: end) else {
            throw DecodingError.dataCorruptedError(
                forKey: .end, in: container, debugDescription: "an interval ends after it began")
        }
        self = interval
    }

    private enum CodingKeys: String, CodingKey { case start, end }
}
