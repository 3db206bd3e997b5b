// SPDX-License-Identifier: Apache-2.0

/// A subscription to a queue of the in-process broker; letting it go cancels it.
final class InProcessSubscription: Subscription {
    private let broker: InProcessBroker
    /// What the broker knows it by.
    private let number: UInt64

    init(to queue: String, prefetch: Int, of broker: InProcessBroker, over connection: UInt64) {
        self.broker = broker
        number = broker.update { $0.subscribe(to: queue, prefetch: prefetch, over: connection) }
    }

    deinit { cancel() }

    func nextBatch(upTo limit: Int) async -> [Delivery] {
        precondition(limit > 0, "A batch must have room for at least one delivery.")
        let call = broker.update { $0.newNumber() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiter = InProcessBrokerState.Waiter(
                    number: call, consumer: number, limit: limit, continuation: continuation)
                broker.update { state in
                    state.wait(waiter)
                    // Asked under the lock: whoever cancels later finds the waiter in line.
                    if Task.isCancelled { state.dismiss(call, of: number) }
                }
            }
        } onCancel: {
            broker.update { $0.dismiss(call, of: number) }
        }
    }

    func acknowledge(_ deliveries: [DeliveryID]) {
        broker.update { $0.acknowledge(deliveries, of: number) }
    }

    func giveBack(_ deliveries: [DeliveryID]) {
        broker.update { $0.giveBack(deliveries, of: number) }
    }

    func cancel() {
        broker.update { $0.cancel(number) }
    }
}
