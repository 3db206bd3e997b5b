// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore
public import GnomeTransport

/// Takes the messages of a queue in, and acknowledges them once they are durable.
///
/// Messages are read while those before them are being written, and a batch is whatever was read meanwhile: so batches grow
/// with the load, and a lone message waits for nothing. While the store can't be written nothing is acknowledged: the broker
/// keeps the messages, and prefetch and transport bound the memory.
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

    /// Ends when no further message is to be taken.
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
    ///   - batchLimit: The largest batch: half of the prefetch, so that the other half is read meanwhile.
    ///   - reading: What a delivery is to the service: a message, or a dead letter.
    ///   - now: The server's clock.
    ///   - pause: Waits, or throws when cancelled.
    ///   - observe: Told of every event.
    public init(
        from subscription: any Subscription, into service: IngestService, batchLimit: Int = 6000,
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
        let read = ReadDeliveries()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await self.readMessages(into: read)
                read.finish()
            }
            await read.handOut(upTo: batchLimit) { batch in (try? await take(batch)) != nil }
            group.cancelAll()
        }
    }

    /// Takes no further message: `run()` returns once those that were handed over are kept and acknowledged.
    public func stop() { interruption.finish() }

    /// Reads messages until it is stopped.
    private func readMessages(into read: ReadDeliveries) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    // A few at a time, so that those who write need not wait for many.
                    let deliveries = await self.subscription.nextBatch(upTo: 100)
                    guard !deliveries.isEmpty else { return }
                    let received = self.now()
                    // Also where stopping has begun: they were handed over.
                    var batch = ReadBatch()
                    for delivery in deliveries { batch.append(delivery, ReadFrame(self.reading(delivery, received))) }
                    read.add(batch)
                }
            }
            group.addTask { for await _ in self.interruptions {} }
            // Either the messages end, or the waiting for them is to end: not the subscription, so that a message which comes
            // at this very moment can still be acknowledged.
            await group.next()
            group.cancelAll()
        }
    }

    /// Keeps a batch, however long it takes.
    private func take(_ batch: ReadBatch) async throws(CancellationError) {
        var atFault: [DeliveryID] = []
        try await take(batch, leaving: &atFault)
        guard !atFault.isEmpty else { return }
        // Without a pause, a queue without delivery limit would spin.
        try await pause(.seconds(1))
        subscription.giveBack(atFault)
    }

    /// Keeps what of a batch can be kept.
    private func take(_ batch: ReadBatch, leaving atFault: inout [DeliveryID]) async throws(CancellationError) {
        // Far inside the broker's ack timeout.
        var pauses = DoublingPause()
        while true {
            do throws(StoreError) {
                let report = try await service.ingest(batch.frames)
                subscription.acknowledge(batch.deliveries.map(\.id))
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
                    try await takeApart(batch, after: error, leaving: &atFault)
                    return
                }
            }
        }
    }

    /// Keeps the halves of a batch apart, and so on, until the message that can't be kept is alone and holds up no other.
    private func takeApart(
        _ batch: ReadBatch, after error: StoreError, leaving atFault: inout [DeliveryID]
    ) async throws(CancellationError) {
        guard batch.count > 1 else {
            for delivery in batch.deliveries { observe(.givenBack(delivery, error)) }
            atFault += batch.deliveries.map(\.id)
            return
        }
        let (first, second) = batch.halves
        try await take(first, leaving: &atFault)
        try await take(second, leaving: &atFault)
    }
}
