// SPDX-License-Identifier: Apache-2.0

/// Keeps a target that fails from being asked without end.
///
/// After each failure nothing is tried for a random time below a bound that doubles (“full jitter”). After a number of
/// failures in a row the breaker is open: what is tried when the time is over is one single event, and only when that
/// arrives does all go on.
///
/// | state | when | what may be tried |
/// | --- | --- | --- |
/// | ``State/closed`` | fewer failures in a row than the policy allows | anything, after the pause of the last failure |
/// | ``State/open`` | that many or more, and the pause is not over | nothing |
/// | ``State/halfOpen`` | that many or more, and the pause is over | one event |
public struct CircuitBreaker: Sendable, Hashable {
    /// When a breaker opens, and how long its pauses are.
    public struct Policy: Sendable, Hashable {
        /// With how many failures in a row it opens.
        public var threshold: Int
        /// The waits after failures; how many attempts it allows counts for nothing here.
        public var waits: RetryPolicy

        /// A policy of these parts.
        public init(
            threshold: Int = 5,
            waits: RetryPolicy = RetryPolicy(attempts: .max, bounds: .seconds(1) ... .seconds(300))
        ) {
            self.threshold = max(1, threshold)
            self.waits = waits
        }
    }

    /// What may be tried.
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case closed, open
        case halfOpen = "half-open"
    }

    /// How many attempts in a row have failed.
    public var failures: Int
    /// Until when nothing is tried; nothing where nothing has failed.
    public var retryAt: Timestamp?

    /// A breaker after so many failures.
    public init(failures: Int = 0, retryAt: Timestamp? = nil) {
        self.failures = failures
        self.retryAt = retryAt
    }

    /// Whether something may be tried at a moment.
    public func mayTry(at now: Timestamp) -> Bool { (retryAt ?? now) <= now }

    /// Its state at a moment.
    public func state(at now: Timestamp, by policy: Policy) -> State {
        guard failures >= policy.threshold else { return .closed }
        return mayTry(at: now) ? .halfOpen : .open
    }

    /// Notes that something arrived.
    public mutating func succeed() { self = CircuitBreaker() }

    /// Notes a failure.
    ///
    /// - Parameters:
    ///   - now: When it failed.
    ///   - random: A random number from 0 to 1; one beyond is taken for the nearer end.
    ///   - policy: How long the pauses are.
    ///   - wanted: How long the target asked not to be asked, if it did; the pause is no shorter.
    public mutating func fail(at now: Timestamp, random: Double, by policy: Policy, wanted: Duration? = nil) {
        failures += 1
        let wait = policy.waits.longestWait(afterAttempt: failures) * min(max(0, random), 1)
        retryAt = now.advanced(by: max(wait, wanted ?? .zero))
    }
}
