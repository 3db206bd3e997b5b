// SPDX-License-Identifier: Apache-2.0

/// How often a wrong password, or a wrong enrolment token, may be tried against one account, or from one place: a few times at
/// once, then with waits that double, and never locked for good.
///
/// A lock for good would let anybody shut out anybody. The right password works as soon as the wait is over. A count that
/// is written down survives a restart.
public struct LogInThrottle: Sendable, Hashable, Codable {
    /// How many are free against one account.
    public static let freeTries = 5
    /// How many are free from one place: behind one address there may be a whole office.
    public static let freeTriesOfSource = 20
    /// The first wait.
    public static let firstWait = Duration.seconds(2)
    /// The longest wait.
    public static let longestWait = Duration.seconds(900)
    /// After so long without a wrong try all is forgotten.
    public static let memory = Duration.seconds(86_400)

    /// How many wrong tries there were in a row.
    public private(set) var failures: Int
    /// When the last of them was.
    public private(set) var lastFailure: Timestamp

    /// A throttle that has seen nothing.
    public init() { self.init(failures: 0, lastFailure: Timestamp(microseconds: 0)) }

    /// A throttle as it was written down.
    public init(failures: Int, lastFailure: Timestamp) {
        self.failures = failures
        self.lastFailure = lastFailure
    }

    /// How long to wait before the next try; zero where it may be made now.
    public func wait(at now: Timestamp, free: Int = freeTries) -> Duration {
        let excess = failures - free
        let since = lastFailure.duration(to: now)
        // A clock that was set back must not lengthen the wait beyond what it was.
        guard excess >= 0, since < Self.memory else { return .zero }
        let wait = excess >= 9 ? Self.longestWait : min(Self.firstWait * (1 << excess), Self.longestWait)
        return since < .zero ? wait : max(.zero, wait - since)
    }

    /// Counts a wrong try.
    public mutating func fail(at now: Timestamp) {
        if lastFailure.duration(to: now) >= Self.memory { failures = 0 }
        failures += 1
        lastFailure = max(lastFailure, now)
    }

    /// Forgets all after a right one.
    public mutating func succeed() { self = LogInThrottle() }

    /// Takes back one try that was counted before it turned out to be right; what else was wrong stays.
    public mutating func forgive() { failures = max(0, failures - 1) }
}
