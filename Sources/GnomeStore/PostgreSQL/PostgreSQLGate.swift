// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where connections are made: after failures not at once again, so that a server that comes back is not overrun.
final class PostgreSQLGate: Sendable {
    private struct State {
        var failures = 0
        var closedUntil: ContinuousClock.Instant?
    }

    /// The longest pause between two attempts.
    private static let longest = Duration.seconds(5)

    private let settings: PostgreSQLSettings
    private let state = Mutex(State())

    init(_ settings: PostgreSQLSettings) { self.settings = settings }

    /// Makes a connection.
    ///
    /// - Throws: `unavailable` where that fails, or failed a moment ago.
    func connect() throws(StoreError) -> PostgreSQLSession {
        if let until = state.withLock({ $0.closedUntil }), until > .now {
            throw StoreError(.unavailable, "The database can't be reached; it is tried again within seconds.")
        }
        do throws(StoreError) {
            let session = try PostgreSQLSession(settings)
            state.withLock { $0 = State() }
            return session
        } catch {
            state.withLock { state in
                state.failures += 1
                let bound = min(Self.longest, .milliseconds(50) * (1 << min(state.failures, 10)))
                // Anything up to the bound, so that many servers do not come back in step.
                state.closedUntil = .now + bound * Double.random(in: 0...1)
            }
            throw error
        }
    }
}
