// SPDX-License-Identifier: Apache-2.0

/// One subscription, as the thread of the consuming connection knows it; no other thread sees it.
final class Consumer {
    let inbox: Inbox
    /// Whether it is to end.
    var isCancelled = false
    /// What belongs to the channel that its deliveries come on; nothing while it is not consumed.
    var session: ConsumerSession?
    /// When to try to consume again, while it is not consumed.
    private(set) var due = ContinuousClock.now
    /// When to ask how many messages wait, while it is consumed.
    var measurement = ContinuousClock.now
    /// Whether its queue may be gone, so that the topology is declared again first.
    private(set) var doubtsTopology = false
    private var epoch: UInt64 = 0
    private var backoff: Backoff

    init(_ inbox: Inbox, retryDelay: ClosedRange<Duration>) {
        self.inbox = inbox
        backoff = Backoff(retryDelay)
    }

    var queue: String { inbox.queue }

    /// Begins anew on a channel: names of earlier deliveries are void.
    func open(on channel: UInt16) {
        epoch += 1
        session = ConsumerSession(on: channel, epoch: epoch)
        doubtsTopology = false
        measurement = .now
    }

    /// Forgets a channel that is gone while the connection is not, and gives the wait until the next attempt.
    func interrupt() -> Duration {
        let uptime = session.map { $0.start.duration(to: .now) } ?? .zero
        close()
        doubtsTopology = true
        var randomness = SystemRandomNumberGenerator()
        let wait = backoff.next(after: uptime, using: &randomness)
        due = .now.advanced(by: wait)
        return wait
    }

    /// The connection is gone: consume as soon as there is another.
    func disconnect() {
        close()
        due = .now
    }

    /// Hands over what has arrived.
    func handOver() {
        guard let arrivals = session?.takeArrivals(), !arrivals.isEmpty else { return }
        inbox.put(arrivals)
    }

    private func close() {
        session = nil
        inbox.clear()
    }
}
