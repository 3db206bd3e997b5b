// SPDX-License-Identifier: Apache-2.0

/// What a time says about the clock that gave it.
///
/// A time within reason may be wrong all the same: receivers of today start from a date that they saved. The bounds
/// are those of Motus' tag finder (`receivers.md` §2.12).
public enum ClockEra: String, Sendable, Hashable, Codable, CaseIterable {
    /// Before 1970: the clock ran wild.
    case negative
    /// 1970 to 1999: seconds since the receiver started.
    case sinceBoot = "since-boot"
    /// 2000 to 2009: a clock that began at 2000 and was not set yet.
    case unset
    /// From 2010 on, when the first receivers were built.
    case valid
    /// More than five minutes after it was received.
    case future

    /// The era of a time.
    ///
    /// - Parameters:
    ///   - timestamp: A time by the clock of a receiver.
    ///   - now: What time it is, or was when the time was received.
    public init(of timestamp: Timestamp, now: Timestamp) {
        self =
            switch timestamp {
            case ..<Timestamp(seconds: 0): .negative
            case ..<Timestamp(seconds: 946_684_800): .sinceBoot
            case ..<Timestamp(seconds: 1_262_304_000): .unset
            case ...now.advanced(by: .seconds(300)): .valid
            default: .future
            }
    }
}
