// SPDX-License-Identifier: Apache-2.0

/// Consumes the queues of all subscriptions of a transport over one connection, each on a channel of its own.
///
/// A channel that the broker closes thus takes one subscription with it and not the others.
struct ConsumingDuty: LinkDuty {
    /// What subscriptions ask for.
    enum Item: Sendable {
        case subscribe(Inbox)
        case settle(Inbox, [DeliveryID], byGivingBack: Bool)
        case cancel(Inbox)
    }

    /// How many frames are read before acknowledgements have their turn again.
    private static let framesInARow = 4096

    private let configuration: RabbitMQConfiguration
    private var consumers: [Consumer] = []
    private var channels = ChannelTable()

    init(_ configuration: RabbitMQConfiguration) {
        self.configuration = configuration
    }

    var wantsConnection: Bool { !consumers.isEmpty }

    mutating func take(_ items: [Item]) {
        for item in items {
            switch item {
            case .subscribe(let inbox):
                consumers.append(Consumer(inbox, retryDelay: configuration.retryDelay))
            case .settle(let inbox, let deliveries, let isGivenBack):
                consumer(of: inbox)?.session?.settle(deliveries, byGivingBack: isGivenBack)
            case .cancel(let inbox):
                consumer(of: inbox)?.isCancelled = true
            }
        }
    }

    mutating func rest() -> ContinuousClock.Instant? {
        consumers.removeAll(where: \.isCancelled)
        return nil
    }

    mutating func work(on connection: borrowing AMQPConnection) throws(AMQPFailure) -> LinkPause {
        for consumer in consumers { try consumer.session?.flush(to: connection) }
        let isDrained = try read(from: connection)
        for consumer in consumers { consumer.handOver() }
        try removeCancelled(on: connection)
        // The answer to a question comes behind all that the broker has sent before it, and the library keeps that meanwhile.
        if mayAsk {
            for consumer in consumers where consumer.session == nil && consumer.due <= .now {
                try open(consumer, on: connection)
            }
            try measure(on: connection)
        }
        guard !isFull else {
            // The library looks after heartbeats only where it finds nothing more to read.
            try connection.sendHeartbeat()
            return LinkPause(toRead: false)
        }
        guard isDrained else { return LinkPause(until: .now) }
        // What can't be asked now can be once something is settled, which wakes the thread.
        guard mayAsk else { return LinkPause() }
        let due = consumers.lazy.compactMap { [isMeasuring = configuration.measuring != nil] consumer in
            consumer.session == nil ? consumer.due : isMeasuring ? consumer.measurement : nil
        }.min()
        return LinkPause(until: due)
    }

    mutating func finish(on connection: borrowing AMQPConnection) throws(AMQPFailure) -> Bool {
        _ = try read(from: connection)
        for consumer in consumers {
            try consumer.session?.flush(to: connection)
            // Answered once the broker has dealt with the acknowledgements before it.
            if let channel = consumer.session?.channel { try connection.closeChannel(channel) }
        }
        return true
    }

    mutating func lose(because error: TransportError) {
        for consumer in consumers { consumer.disconnect() }
        channels = ChannelTable()
    }

    mutating func stop() {
        for consumer in consumers { consumer.inbox.finish() }
    }
}

extension ConsumingDuty {
    /// Whether as much memory is taken as may be: then the socket fills, and the broker keeps the rest.
    private var isFull: Bool {
        consumers.reduce(0) { $0 + ($1.session?.bytesOut ?? 0) } >= configuration.mostBytesOut
    }

    /// Whether what may be on the way, if it is as long as what is here, is at most a few times what may be held.
    private var mayAsk: Bool {
        consumers.reduce(0) { sum, consumer in
            sum + (consumer.session?.bytesOnTheWay(with: consumer.inbox.prefetch) ?? 0)
        } <= 4 * configuration.mostBytesOut
    }

    /// Reads what is there, and says whether that was all that there is room for.
    ///
    /// Also needed before a channel is closed: a broker that has closed it from its side gives no answer. One frame is always
    /// read, so that the broker sees that something is taken.
    private mutating func read(from connection: borrowing AMQPConnection) throws(AMQPFailure) -> Bool {
        for _ in 0..<Self.framesInARow {
            guard let frame = try connection.nextFrame() else { return true }
            try take(frame, from: connection)
            if isFull { return true }
        }
        return false
    }

    private mutating func take(_ frame: AMQPFrame, from connection: borrowing AMQPConnection) throws(AMQPFailure) {
        // Frames of a channel that was closed meanwhile find no consumer and are passed over.
        switch frame {
        case .delivery(let channel, let head):
            try channels[channel]?.session?.begin(head)
        case .header(let channel, let bodySize, let properties, _):
            try channels[channel]?.session?.take(properties, bodySize: bodySize)
        case .body(let channel, let part):
            try channels[channel]?.session?.take(part)
        case .consumerCancelled(let channel):
            guard let consumer = channels[channel] else { return }
            try connection.closeChannel(channel)
            interrupt(consumer, TransportError(.notFound, "The broker ended the subscription: its queue is gone."))
        case .channelClosed(let channel, let error):
            guard channel != Link<Item>.controlChannel else { throw AMQPFailure(scope: .channel, error: error) }
            if let consumer = channels[channel] { interrupt(consumer, error) }
        case .confirm, .returned, .blocked, .unblocked, .other:
            return
        }
    }

    /// Consumes a queue; where the broker will not have it, there is another attempt later.
    private mutating func open(_ consumer: Consumer, on connection: borrowing AMQPConnection) throws(AMQPFailure) {
        if consumer.doubtsTopology {
            try connection.declare(configuration.topology, on: Link<Item>.controlChannel)
        }
        guard let channel = channels.next() else {
            let limit = AMQPConnection.highestChannel - Link<Item>.controlChannel
            return interrupt(consumer, TransportError(.invalid, "A transport has at most \(limit) subscriptions."))
        }
        try connection.openChannel(channel)
        do throws(AMQPFailure) {
            try connection.consume(consumer.queue, prefetch: consumer.inbox.prefetch, on: channel)
        } catch {
            guard error.scope == .channel else { throw error }
            return interrupt(consumer, error.error)
        }
        consumer.open(on: channel)
        channels[channel] = consumer
        configuration.onEvent(.subscribed(queue: consumer.queue))
    }

    /// Asks how many messages wait in the queues where that was not asked for long.
    private mutating func measure(on connection: borrowing AMQPConnection) throws(AMQPFailure) {
        guard let interval = configuration.measuring else { return }
        for consumer in consumers where consumer.measurement <= .now {
            guard let channel = consumer.session?.channel else { continue }
            do throws(AMQPFailure) {
                let waiting = try connection.waiting(in: consumer.queue, on: channel)
                configuration.onEvent(.measured(queue: consumer.queue, waiting: waiting))
            } catch {
                guard error.scope == .channel else { throw error }
                interrupt(consumer, error.error)
            }
            consumer.measurement = .now.advanced(by: interval)
        }
    }

    private mutating func interrupt(_ consumer: Consumer, _ error: TransportError) {
        if let channel = consumer.session?.channel { channels[channel] = nil }
        let wait = consumer.interrupt()
        configuration.onEvent(.interrupted(queue: consumer.queue, error, retryAfter: wait))
    }

    private mutating func removeCancelled(on connection: borrowing AMQPConnection) throws(AMQPFailure) {
        for consumer in consumers where consumer.isCancelled {
            guard let channel = consumer.session?.channel else { continue }
            try connection.closeChannel(channel)
            channels[channel] = nil
        }
        consumers.removeAll(where: \.isCancelled)
    }

    private func consumer(of inbox: Inbox) -> Consumer? { consumers.first { $0.inbox === inbox } }
}
