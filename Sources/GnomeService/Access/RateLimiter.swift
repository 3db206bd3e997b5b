// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Synchronization

/// Holds many to one limit, each for itself, as far as this process sees them.
final class RateLimiter: Sendable {
    private static let mostSubjects = 10_000
    private let limit: RateLimit
    private let dues = Mutex<[String: Timestamp]>([:])

    init(_ limit: RateLimit) { self.limit = limit }

    /// Lets one more of a subject pass, or says how long it must wait.
    func pass(_ subject: String, at now: Timestamp) -> Duration {
        dues.withLock { dues in
            // Who is due again would be let pass anyhow; were all of them pressing, forgetting costs less than memory.
            if dues.count >= Self.mostSubjects { dues = dues.filter { $0.value > now } }
            if dues.count >= Self.mostSubjects { dues.removeAll() }
            return limit.pass(&dues[subject, default: now], at: now)
        }
    }
}
