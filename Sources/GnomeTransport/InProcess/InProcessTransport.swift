// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Moves messages through a broker inside this process, by the same rules as a real one.
///
/// For tests, and for programs that want queues and no service beside them. Queues honour `x-max-length`, `x-overflow`,
/// `x-delivery-limit` and `x-dead-letter-exchange`; other arguments are compared and otherwise passed over. Nothing survives
/// the process.
public final class InProcessTransport: MessageTransport {
    private let topology: Topology
    private let broker: InProcessBroker
    private let started = Latch()
    private let stopped = Latch()
    private let hasRun = Atomic(false)
    /// What the broker knows it by.
    private let number: UInt64

    /// A transport that does nothing before `run()`.
    ///
    /// - Parameters:
    ///   - topology: What is declared when it runs.
    ///   - broker: Which broker, where several transports share one.
    public init(_ topology: Topology, broker: InProcessBroker = InProcessBroker()) {
        self.topology = topology
        self.broker = broker
        number = broker.update { $0.connect() }
    }

    /// Declares the topology, and lets messages through until shut down.
    ///
    /// - Throws: `invalid` where it runs already, or has run; `mismatch` or `notFound` where the topology does not fit what the
    ///   broker has, as nobody else will change that.
    public func run() async throws(TransportError) {
        guard !hasRun.exchange(true, ordering: .relaxed) else {
            throw TransportError(.invalid, "A transport runs once; make another.")
        }
        defer { end() }
        if stopped.isClosed { return }
        try broker.update { state throws(TransportError) in try state.declare(topology) }
        broker.update { $0.activate(number) }
        started.close()
        await stopped.wait()
    }

    /// Whoever waits for something hears that it will not come.
    private func end() {
        stopped.close()
        started.close()
        broker.update { $0.disconnect(number) }
    }

    /// Lets `run()` return; acknowledgements have reached the broker at once.
    public func beginGracefulShutdown() { stopped.close() }

    /// Puts a message into the queues that are bound for it.
    ///
    /// - Throws: `unroutable` where there are none; `notFound` where there is no such exchange; `rejected` where a queue is
    ///   full, and then none has it; `invalid` where it is too large; `stopped` after the end, or when the task is cancelled.
    public func publish(_ message: OutboundMessage) async throws(TransportError) {
        try message.checkLimits()
        await started.wait()
        guard started.isClosed, !stopped.isClosed else {
            throw TransportError(.stopped, "The transport has stopped.")
        }
        try broker.update { state throws(TransportError) in try state.publish(message) }
    }

    /// Takes the messages of a queue.
    ///
    /// - Parameters:
    ///   - queue: The queue. Where there is none of this name, nothing comes until there is.
    ///   - prefetch: How many deliveries may be out and not settled; at least 1.
    public func subscribe(to queue: String, prefetch: Int) -> any Subscription {
        precondition(prefetch > 0, "A prefetch must be at least 1.")
        return InProcessSubscription(to: queue, prefetch: prefetch, of: broker, over: number)
    }
}
