// SPDX-License-Identifier: Apache-2.0

/// A moment in UTC, in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Every time in this package is one of these, whoever measured it. Whether the clock behind it was right is another
/// question: times of receivers and times of the server are stored side by side, never mixed.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative before.
    public var microseconds: Int64

    /// A moment so many microseconds after 1970-01-01T00:00:00Z.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A moment so many whole seconds after 1970-01-01T00:00:00Z.
    public init(seconds: Int64) {
        self.init(microseconds: seconds * 1_000_000)
    }

    /// Whether one moment is before another.
    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.microseconds < rhs.microseconds
    }

    /// The moment a duration later; the ends of time where it would not fit.
    public func advanced(by duration: Duration) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(duration.microseconds)
        guard overflow else { return Timestamp(microseconds: sum) }
        return Timestamp(microseconds: duration < .zero ? .min : .max)
    }

    /// The time from this moment to another; negative when the other is earlier.
    public func duration(to other: Timestamp) -> Duration {
        let (difference, overflow) = other.microseconds.subtractingReportingOverflow(microseconds)
        return .microseconds(overflow ? (other < self ? Int64.min : Int64.max) : difference)
    }
}

extension Duration {
    /// The duration in whole microseconds, rounded toward zero; the ends of `Int64` where it would not fit.
    public var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, overflowed) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return overflowed ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in seconds, as near as a `Double` comes.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// A duration from a count of seconds that came from outside; nothing where it is no number or beyond reason.
    ///
    /// - Parameter seconds: 0 to 10 years.
    public init?(reasonableSeconds seconds: Double) {
        guard seconds.isFinite, seconds >= 0, seconds <= 315_576_000 else { return nil }
        self = .microseconds(Int64((seconds * 1_000_000).rounded()))
    }
}
