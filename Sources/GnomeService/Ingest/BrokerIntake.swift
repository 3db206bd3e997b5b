// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore
public import GnomeTransport
import Synchronization

/// Takes the messages of a queue in, and acknowledges them once they are durable.
///
/// A batch is whatever has come while the one before was being written, so batches grow with the load and a lone message
/// waits for nothing. While the store can't be written nothing is acknowledged and nothing more is taken: the broker keeps
/// the messages, and the prefetch bounds the memory.
public final class BrokerIntake: Sendable {
    /// What happened, for logs and metrics.
    public enum Event: Sendable {
        /// A batch was kept.
        case ingested(IngestReport)
        /// The store could not keep a batch; it is tried again after a pause.
        case waiting(StoreError, pause: Duration)
        /// A message can't be kept even alone; it goes back to the broker, whose delivery limit sets it aside.
        case givenBack(Delivery, StoreError)
    }

    /// Where the loop stands, for whoever stops it.
    private enum Phase: Sendable {
        case taking, waiting, stopping
    }

    private let phase = Mutex(Phase.taking)
    /// Ends when waiting for a batch is to end.
    private let interruptions: AsyncStream<Never>
    private let interruption: AsyncStream<Never>.Continuation
    private let subscription: any Subscription
    private let service: IngestService
    private let batchLimit: Int
    private let reading: @Sendable (Delivery, Timestamp) -> Intake
    private let now: @Sendable () -> Timestamp
    private let pause: @Sendable (Duration) async throws(CancellationError) -> Void
    private let observe: @Sendable (Event) -> Void

    /// An intake from a subscription into a service.
    ///
    /// - Parameters:
    ///   - subscription: The messages.
    ///   - service: What keeps them.
    ///   - batchLimit: The largest batch.
    ///   - reading: What a delivery is to the service: a message, or a dead letter.
    ///   - now: The server's clock.
    ///   - pause: Waits, or throws when cancelled.
    ///   - observe: Told of every event.
    public init(
        from subscription: any Subscription, into service: IngestService, batchLimit: Int = 500,
        reading: @escaping @Sendable (Delivery, Timestamp) -> Intake = { Intake($0, receivedAt: $1) },
        now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async throws(CancellationError) -> Void,
        observe: @escaping @Sendable (Event) -> Void
    ) {
        self.subscription = subscription
        self.service = service
        self.batchLimit = batchLimit
        self.reading = reading
        self.now = now
        self.pause = pause
        self.observe = observe
        (interruptions, interruption) = AsyncStream.makeStream()
    }

    /// Takes messages until it is stopped, the subscription ends, or the task is cancelled.
    public func run() async {
        defer { subscription.cancel() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.takeBatches() }
            group.addTask { for await _ in self.interruptions {} }
            // Either the batches end, or their waiting is to end.
            await group.next()
            group.cancelAll()
        }
    }

    private func takeBatches() async {
        while enter(.waiting), !Task.isCancelled {
            let batch = await subscription.nextBatch(upTo: batchLimit)
            // What came is taken in even where stopping has begun: it was handed over.
            _ = enter(.taking)
            guard !batch.isEmpty, (try? await take(batch)) != nil else { return }
        }
    }

    /// Takes no further batch: `run()` returns once the one at hand is kept and acknowledged.
    ///
    /// Only the waiting is ended, not the subscription: a batch that comes at this very moment can still be acknowledged.
    public func stop() {
        let before = phase.withLock { phase in
            defer { phase = .stopping }
            return phase
        }
        if before == .waiting { interruption.finish() }
    }

    /// Goes on to a phase, unless stopping has begun.
    private func enter(_ next: Phase) -> Bool {
        phase.withLock { phase in
            guard phase != .stopping else { return false }
            phase = next
            return true
        }
    }

    /// Keeps a batch, however long it takes.
    private func take(_ batch: [Delivery]) async throws(CancellationError) {
        // Far inside the broker's ack timeout.
        var pauses = DoublingPause()
        while true {
            do throws(StoreError) {
                let received = now()
                let report = try await service.ingest(batch.map { reading($0, received) })
                subscription.acknowledge(batch.map(\.id))
                observe(.ingested(report))
                return
            } catch {
                switch error.code {
                // No message is at fault: taken apart, all of them would be set aside.
                case .busy, .unavailable, .locked, .schema, .corrupt:
                    let wait = pauses.next()
                    observe(.waiting(error, pause: wait))
                    try await pause(wait)
                default:
                    try await takeApart(batch, after: error)
                    return
                }
            }
        }
    }

    /// Keeps each message alone, so that the one that can't be kept holds up no other.
    private func takeApart(_ batch: [Delivery], after error: StoreError) async throws(CancellationError) {
        guard batch.count > 1 else {
            for delivery in batch { observe(.givenBack(delivery, error)) }
            // Without a pause, a queue without delivery limit would spin.
            try await pause(.seconds(1))
            subscription.giveBack(batch.map(\.id))
            return
        }
        for delivery in batch { try await take([delivery]) }
    }
}
