// SPDX-License-Identifier: Apache-2.0

/// When a job that failed is tried again, and when it has failed often enough.
///
/// The wait is random between nothing and a bound that doubles with each failure (“full jitter”): jobs that failed in the
/// same moment, because what they need was away, don't all come back in the same moment.
public struct RetryPolicy: Sendable, Hashable {
    /// What becomes of a job that failed.
    public enum Decision: Sendable, Hashable {
        /// It is tried again at this moment.
        case retry(at: Timestamp)
        /// It is not tried again by itself.
        case dead
    }

    /// How often a job is begun at most.
    public let attempts: Int
    /// The bound of the wait after the first failure, and the bound that is never passed.
    public let bounds: ClosedRange<Duration>

    /// A policy of these limits.
    ///
    /// By default a job is given up after 20 attempts, which take a little more than a day on average and never more than
    /// 54 hours of waiting: what is away over night is back before that.
    ///
    /// - Parameters:
    ///   - attempts: How often a job is begun at most; at least once.
    ///   - bounds: The bound of the first wait and that of the longest; nothing below zero.
    public init(attempts: Int = 20, bounds: ClosedRange<Duration> = .seconds(10) ... .seconds(6 * 3600)) {
        self.attempts = max(1, attempts)
        self.bounds = max(.zero, bounds.lowerBound)...max(.zero, bounds.upperBound)
    }

    /// How long the wait after a failed attempt can be.
    ///
    /// - Parameter attempt: Which attempt failed, from one on.
    public func longestWait(afterAttempt attempt: Int) -> Duration {
        // 2^20 times the first bound is the longest one already, unless they are further apart than ten seconds and four
        // months; and the product always fits.
        min(bounds.lowerBound * (1 << min(max(1, attempt) - 1, 20)), bounds.upperBound)
    }

    /// What becomes of a job whose attempt failed.
    ///
    /// - Parameters:
    ///   - attempt: Which attempt failed, from one on.
    ///   - now: When it failed.
    ///   - random: A random number from 0 to 1; one beyond is taken for the nearer end.
    public func decision(afterAttempt attempt: Int, failedAt now: Timestamp, random: Double) -> Decision {
        guard attempt < attempts else { return .dead }
        let share = min(max(0, random), 1)
        return .retry(at: now.advanced(by: longestWait(afterAttempt: attempt) * share))
    }
}
