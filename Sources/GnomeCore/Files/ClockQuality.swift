// SPDX-License-Identifier: Apache-2.0

/// How good the clock of a receiver was when it began a data file: the letter behind the time in the file's name.
///
/// V2 receivers write only `P` and `Z` (`receivers.md` §2.2).
public enum ClockQuality: Character, Sendable, Hashable, CaseIterable {
    /// Never set since the start: the time in the name may be any.
    case unsynchronised = "P"
    /// Right to 1 s.
    case second = "Z"
    /// Right to 0.1 s.
    case tenthOfSecond = "Y"
    /// Right to 10 ms.
    case hundredthOfSecond = "X"
    /// Right to 1 ms.
    case millisecond = "W"
    /// Right to 0.1 ms.
    case tenthOfMillisecond = "V"
    /// Right to 10 µs.
    case hundredthOfMillisecond = "U"
    /// Right to 1 µs.
    case microsecond = "T"

    /// By how much the clock may have been wrong; nothing where it may have been by anything.
    public var largestError: Duration? {
        switch self {
        case .unsynchronised: nil
        case .second: .seconds(1)
        case .tenthOfSecond: .milliseconds(100)
        case .hundredthOfSecond: .milliseconds(10)
        case .millisecond: .milliseconds(1)
        case .tenthOfMillisecond: .microseconds(100)
        case .hundredthOfMillisecond: .microseconds(10)
        case .microsecond: .microseconds(1)
        }
    }
}
