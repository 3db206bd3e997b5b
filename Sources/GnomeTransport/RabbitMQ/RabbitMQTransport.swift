// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Moves messages through a RabbitMQ broker (AMQP 0-9-1).
///
/// One connection consumes and one publishes, each owned by a thread of its own. Both declare the topology whenever they
/// connect, and come back by themselves. The article <doc:messaging> tells how, and what is promised.
///
/// ```swift
/// let transport = try RabbitMQTransport(configuration)
/// async let running: Void = transport.run()
/// let subscription = transport.subscribe(to: "gnome.ingest", prefetch: 500)
/// while case let batch = await subscription.nextBatch(upTo: 100), !batch.isEmpty {
///     try await store(batch)
///     subscription.acknowledge(batch.map(\.id))
/// }
/// ```
public final class RabbitMQTransport: MessageTransport {
    private let configuration: RabbitMQConfiguration
    private let consuming: Link<ConsumingDuty.Item>
    private let publishing: Link<PendingPublish>
    private let hasRun = Atomic(false)

    /// A transport that does nothing before `run()`.
    ///
    /// - Throws: `invalid` where a setting can't be used, `unreachable` where the process may open no more files.
    public init(_ configuration: RabbitMQConfiguration) throws(TransportError) {
        try configuration.check()
        self.configuration = configuration
        consuming = try Link(.consuming, configuration)
        publishing = try Link(.publishing, configuration)
    }

    /// How its connections fare: the worse of the two, where the one for consuming counts while there are subscriptions.
    public var state: ConnectionState {
        guard let publishing = publishing.state else { return .stopped }
        return consuming.state.map { publishing.worse(than: $0) } ?? publishing
    }

    /// Connects, declares the topology, and keeps the connections alive until shut down, reconnecting as often as it takes.
    ///
    /// Returning may take as long as an attempt to connect that is under way, and after a graceful shutdown also as long as
    /// published messages may wait for their confirms.
    ///
    /// - Throws: `invalid` where it runs already, or has run: a transport runs once.
    public func run() async throws(TransportError) {
        guard !hasRun.exchange(true, ordering: .relaxed) else {
            throw TransportError(.invalid, "A transport runs once; make another.")
        }
        await withTaskCancellationHandler {
            async let consumed: Void = OwnedThread.run(named: "amqp-consume") { [configuration, consuming] in
                consuming.run(ConsumingDuty(configuration))
            }
            await OwnedThread.run(named: "amqp-publish") { [configuration, publishing] in
                publishing.run(PublishingDuty(configuration) { publishing.enter($0) })
            }
            await consumed
        } onCancel: {
            end(.abrupt)
        }
    }

    /// Lets `run()` return once acknowledgements have reached the broker, and published messages have their confirms or have
    /// run out of time.
    ///
    /// What is acknowledged after the call comes again.
    public func beginGracefulShutdown() { end(.graceful) }

    private func end(_ ending: Ending) {
        consuming.mailbox.end(ending)
        publishing.mailbox.end(ending)
    }

    /// Sends a message, persistent and mandatory, and returns when the broker has taken responsibility for it.
    ///
    /// A message that is published while there is no connection, or before `run()`, waits for it.
    ///
    /// - Throws: `unroutable` where no queue is bound for it; `notFound` where there is no such exchange; `rejected` where a
    ///   queue refused it; `denied` where the user may not send there; `invalid` where it is too large or in the name of
    ///   another user. `unreachable`, `timeout` or `stopped` where it may have arrived: send it again with the same id.
    public func publish(_ message: OutboundMessage) async throws(TransportError) {
        try await post(message).outcome()
    }

    /// Sends messages without waiting for the confirm of one before the next is sent.
    ///
    /// Messages enter each queue in their order, except behind one whose fate is unknown: what is sent again comes later.
    public func publish(_ messages: [OutboundMessage]) async -> [Result<Void, TransportError>] {
        let sent = messages.map { message -> Result<PendingPublish, TransportError> in
            do throws(TransportError) { return .success(try post(message)) } catch { return .failure(error) }
        }
        var results: [Result<Void, TransportError>] = []
        for pending in sent {
            do throws(TransportError) {
                try await pending.get().outcome()
                results.append(.success(()))
            } catch { results.append(.failure(error)) }
        }
        return results
    }

    /// Hands a message to the thread that sends.
    private func post(_ message: OutboundMessage) throws(TransportError) -> PendingPublish {
        try message.checkLimits()
        guard message.properties.userID == nil || message.properties.userID == configuration.address.user else {
            throw TransportError(.invalid, "The broker takes no message in the name of another user.")
        }
        let pending = PendingPublish(message, deadline: .now.advanced(by: configuration.publishTimeout))
        guard publishing.mailbox.post(pending) else {
            throw TransportError(.stopped, "The transport has stopped.")
        }
        return pending
    }

    /// Takes the messages of a queue.
    ///
    /// - Parameters:
    ///   - queue: The queue. Where it is not of the topology and does not exist, there are attempts until it does.
    ///   - prefetch: How many deliveries may be out and not settled; 1 to 65,535, for quorum queues at most 2,000. It bounds the
    ///     memory of the subscription, together with ``OutboundMessage/largestBody``.
    public func subscribe(to queue: String, prefetch: Int) -> any Subscription {
        precondition((1...65_535).contains(prefetch), "A prefetch must be from 1 to 65535.")
        return RabbitMQSubscription(to: queue, prefetch: prefetch, by: consuming.mailbox)
    }
}
