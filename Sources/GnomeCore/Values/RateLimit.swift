// SPDX-License-Identifier: Apache-2.0

/// How often something may be done: so many times at once, and from then on once in each interval.
public struct RateLimit: Sendable, Hashable {
    /// How many times at once.
    public let burst: Int
    /// After how long one more.
    public let interval: Duration

    /// A limit of these numbers.
    public init(burst: Int, interval: Duration) {
        self.burst = max(1, burst)
        self.interval = interval
    }

    /// Lets one more pass and counts it, or says how long it must wait.
    ///
    /// - Parameters:
    ///   - due: When the next would be due if all came evenly: what is kept of each who is limited.
    ///   - now: When.
    /// - Returns: How long to wait; zero where it passed.
    public func pass(_ due: inout Timestamp, at now: Timestamp) -> Duration {
        // A clock that was set back must not lengthen the wait beyond the whole of it.
        let ahead = min(max(.zero, now.duration(to: due)), interval * burst)
        let room = interval * (burst - 1)
        guard ahead <= room else { return ahead - room }
        due = now.advanced(by: ahead + interval)
        return .zero
    }
}
