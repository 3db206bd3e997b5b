// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Synchronization

/// Remembers which waits were written down in the audit, so that whoever goes on trying all the while fills no disk.
final class DenialMemory: Sendable {
    private static let limit = 1000
    private let failures = Mutex<[String: LogInThrottle]>([:])

    /// Whether this is the first time that a subject is told of this wait.
    func isNew(_ throttle: LogInThrottle, of subject: String) -> Bool {
        failures.withLock { failures in
            guard failures[subject] != throttle else { return false }
            if failures.count >= Self.limit { failures.removeAll() }
            failures[subject] = throttle
            return true
        }
    }
}
