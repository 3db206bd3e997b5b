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
    private var lastChannel = Link<Item>.controlChannel

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
                guard let place = place(of: inbox) else { continue }
                consumers[place].settle(deliveries, byGivingBack: isGivenBack)
            case .cancel(let inbox):
                guard let place = place(of: inbox) else { continue }
                consumers[place].isCancelled = true
            }
        }
    }

    mutating func rest() -> ContinuousClock.Instant? {
        consumers.removeAll(where: \.isCancelled)
        return nil
    }

    mutating func work(on connection: borrowing AMQPConnection) throws(AMQPFailure) -> LinkPause {
        for place in consumers.indices { try consumers[place].flush(to: connection) }
        try removeCancelled(on: connection)
        for place in consumers.indices where consumers[place].channel == nil && consumers[place].due <= .now {
            try open(place, on: connection)
        }
        var frames = 0
        while frames < Self.framesInARow, let frame = try connection.nextFrame() {
            frames += 1
            try take(frame, from: connection)
        }
        for place in consumers.indices { consumers[place].handOver() }
        return LinkPause(until: consumers.lazy.filter { $0.channel == nil }.map(\.due).min())
    }

    mutating func finish(on connection: borrowing AMQPConnection) throws(AMQPFailure) -> Bool {
        for place in consumers.indices {
            try consumers[place].flush(to: connection)
            // Answered once the broker has dealt with the acknowledgements before it.
            if let channel = consumers[place].channel { try connection.closeChannel(channel) }
        }
        return true
    }

    mutating func lose(because error: TransportError) {
        for place in consumers.indices { consumers[place].disconnect() }
    }

    mutating func stop() {
        for consumer in consumers { consumer.inbox.finish() }
    }
}

extension ConsumingDuty {
    private mutating func take(_ frame: AMQPFrame, from connection: borrowing AMQPConnection) throws(AMQPFailure) {
        // Frames of a channel that was closed meanwhile find no consumer and are passed over.
        switch frame {
        case .delivery(let channel, let head):
            guard let place = place(of: channel) else { return }
            try consumers[place].begin(head)
        case .header(let channel, let bodySize, let properties, _):
            guard let place = place(of: channel) else { return }
            let refused = try consumers[place].take(properties, bodySize: bodySize)
            try refuse(refused, of: place, on: channel, connection)
        case .body(let channel, let part):
            guard let place = place(of: channel) else { return }
            let refused = try consumers[place].take(part)
            try refuse(refused, of: place, on: channel, connection)
        case .consumerCancelled(let channel):
            guard let place = place(of: channel) else { return }
            try connection.closeChannel(channel)
            interrupt(place, TransportError(.notFound, "The broker ended the subscription: its queue is gone."))
        case .channelClosed(let channel, let error):
            guard channel != Link<Item>.controlChannel else { throw AMQPFailure(scope: .channel, error: error) }
            guard let place = place(of: channel) else { return }
            interrupt(place, error)
        case .confirm, .returned, .blocked, .unblocked, .other:
            return
        }
    }

    private func refuse(
        _ refused: Consumer.TooLarge?, of place: Int, on channel: UInt16, _ connection: borrowing AMQPConnection
    ) throws(AMQPFailure) {
        guard let refused else { return }
        try connection.reject(refused.tag, requeue: false, on: channel)
        configuration.onEvent(.refused(queue: consumers[place].queue, bytes: refused.bytes))
    }

    /// Consumes a queue; where the broker will not have it, there is another attempt later.
    private mutating func open(_ place: Int, on connection: borrowing AMQPConnection) throws(AMQPFailure) {
        if consumers[place].doubtsTopology {
            try connection.declare(configuration.topology, on: Link<Item>.controlChannel)
        }
        guard let channel = nextChannel() else {
            let limit = AMQPConnection.highestChannel
            return interrupt(place, TransportError(.invalid, "A transport has at most \(limit - 1) subscriptions."))
        }
        try connection.openChannel(channel)
        do throws(AMQPFailure) {
            try connection.consume(consumers[place].queue, prefetch: consumers[place].inbox.prefetch, on: channel)
            consumers[place].open(on: channel)
            configuration.onEvent(.subscribed(queue: consumers[place].queue))
        } catch {
            guard error.scope == .channel else { throw error }
            interrupt(place, error.error)
        }
    }

    private mutating func interrupt(_ place: Int, _ error: TransportError) {
        let wait = consumers[place].interrupt()
        configuration.onEvent(.interrupted(queue: consumers[place].queue, error, retryAfter: wait))
    }

    private mutating func removeCancelled(on connection: borrowing AMQPConnection) throws(AMQPFailure) {
        for consumer in consumers where consumer.isCancelled {
            if let channel = consumer.channel { try connection.closeChannel(channel) }
        }
        consumers.removeAll(where: \.isCancelled)
    }

    /// The next free channel after the one given last.
    ///
    /// A number is used again as late as can be: frames of the channel that had it before may still be in the library.
    private mutating func nextChannel() -> UInt16? {
        let taken = Set(consumers.compactMap(\.channel))
        let first = Link<Item>.controlChannel + 1
        let numbers = first...AMQPConnection.highestChannel
        let later = numbers.first { $0 > lastChannel && !taken.contains($0) }
        guard let next = later ?? numbers.first(where: { !taken.contains($0) }) else { return nil }
        lastChannel = next
        return next
    }

    private func place(of channel: UInt16) -> Int? { consumers.firstIndex { $0.channel == channel } }
    private func place(of inbox: Inbox) -> Int? { consumers.firstIndex { $0.inbox === inbox } }
}
