// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeTransport
import Synchronization

/// The accounts at Motus.
///
/// A password is passed on in one request and kept nowhere. While Motus is away it is left alone for a while, so that nobody
/// waits for what won't come; the accounts of this server never wait for it.
public final class MotusAccounts: LogInBackend {
    /// When Motus is left alone, and for how long.
    static let policy = CircuitBreaker.Policy(
        waits: RetryPolicy(attempts: .max, bounds: .seconds(5) ... .seconds(60)))

    private let client: MotusClient
    private let random: @Sendable () -> Double
    private let onTrouble: @Sendable (TransportError) -> Void
    private let breaker = Mutex(CircuitBreaker())

    /// The accounts behind a client.
    ///
    /// - Parameters:
    ///   - client: What asks Motus.
    ///   - random: Where random numbers from 0 to 1 come from.
    ///   - onTrouble: Told why Motus could not be asked; nothing of who wanted to log in is in it.
    public init(
        _ client: MotusClient, random: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        onTrouble: @escaping @Sendable (TransportError) -> Void = { _ in }
    ) {
        self.client = client
        self.random = random
        self.onTrouble = onTrouble
    }

    /// Asks Motus.
    public func proof(
        of login: String, password: String, at now: Timestamp
    ) async throws(AccessError) -> LogInProof? {
        guard !login.isEmpty, !password.isEmpty else { return nil }
        guard mayAsk(at: now) else { throw .motusIsAway }
        do throws(TransportError) {
            let account = try await client.account(login, password: password)
            breaker.withLock { $0.succeed() }
            return .motus(account)
        } catch {
            guard error.code != .denied else {
                breaker.withLock { $0.succeed() }
                return nil
            }
            onTrouble(error)
            guard [.unreachable, .timeout].contains(error.code) else { throw .motusIsOdd }
            breaker.withLock { $0.fail(at: now, random: random(), by: Self.policy) }
            throw .motusIsAway
        }
    }

    private func mayAsk(at now: Timestamp) -> Bool {
        breaker.withLock { breaker in
            switch breaker.state(at: now, by: Self.policy) {
            case .closed: return true
            case .open: return false
            case .halfOpen:
                // One goes to see, and the others wait for what comes of it.
                breaker.retryAt = now.advanced(by: MotusClient.timeout)
                return true
            }
        }
    }
}

extension AccessError {
    fileprivate static let motusIsOdd = AccessError.misunderstood(
        "Motus answers, but does not say who you are, so you can't log in with a Motus account now. Try again in a few minutes."
    )
    fileprivate static let motusIsAway = AccessError.unanswered(
        "Motus does not answer, so nobody can log in with a Motus account now. Try again in a few minutes.")
}
