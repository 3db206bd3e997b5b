// SPDX-License-Identifier: Apache-2.0

/// Everything that the in-process broker knows, as a value.
struct InProcessBrokerState {
    /// Consumers here have but one connection.
    private static let epoch: UInt64 = 1

    /// A task that waits for deliveries.
    struct Waiter {
        let number: UInt64
        let consumer: UInt64
        let limit: Int
        let continuation: CheckedContinuation<[Delivery], Never>
    }

    private struct Consumer {
        let connection: UInt64
        let queue: String
        let prefetch: Int
        var nextTag: UInt64 = 1
        var unsettled: [UInt64: InProcessQueue.Held] = [:]
    }

    private var routing = InProcessRouting()
    private var queues: [String: InProcessQueue] = [:]
    /// The transports that have not ended, and whether they run; before that their consumers are given nothing.
    private var connections: [UInt64: Bool] = [:]
    private var consumers: [UInt64: Consumer] = [:]
    private var waiters: [String: [Waiter]] = [:]
    private var woken: [(Waiter, [Delivery])] = []
    private var lastNumber: UInt64 = 0

    /// A number that nothing else has.
    mutating func newNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// The tasks for which there is something since this was last asked.
    mutating func takeWoken() -> [(Waiter, [Delivery])] {
        defer { woken = [] }
        return woken
    }

    // MARK: Topology and publishing

    /// Adds a topology to what is there.
    ///
    /// - Throws: `mismatch` where something is there and differs, `notFound` where a binding is from or to nothing.
    mutating func declare(_ topology: Topology) throws(TransportError) {
        for queue in topology.queues {
            guard queues[queue.name, default: InProcessQueue(queue)].declaration == queue else {
                throw TransportError(.mismatch, "The queue \(queue.name) exists and has other arguments.")
            }
            queues[queue.name] = queues[queue.name] ?? InProcessQueue(queue)
        }
        for binding in topology.bindings where queues[binding.queue] == nil {
            throw TransportError(.notFound, "There is no queue \(binding.queue) to bind.")
        }
        try routing.declare(topology)
    }

    /// Puts a message into the queues that are bound for it.
    mutating func publish(_ message: OutboundMessage) throws(TransportError) {
        let names = try routes(of: message)
        guard !names.isEmpty else { throw TransportError(.unroutable, "No queue is bound for the message.") }
        guard names.allSatisfy({ queues[$0]?.refuses == false }) else {
            throw TransportError(.rejected, "A queue refused the message.")
        }
        for name in names { put(message, into: name, keepsDropped: true) }
    }

    private func routes(of message: OutboundMessage) throws(TransportError) -> Set<String> {
        guard message.exchange.isEmpty else { return try routing.queues(for: message) }
        return queues[message.routingKey] == nil ? [] : [message.routingKey]
    }

    private mutating func put(_ message: OutboundMessage, into name: String, keepsDropped: Bool) {
        let dropped = queues[name]?.append(message) ?? []
        if keepsDropped { bury(dropped, from: name) }
        serve(name)
    }

    /// Moves messages to where their queue sends its dead letters.
    ///
    /// One that finds no place there either is gone: dead letters that made dead letters might go on for ever.
    private mutating func bury(_ dead: [InProcessQueue.Held], from name: String) {
        guard let queue = queues[name], let exchange = queue.deadLetterExchange else { return }
        for held in dead {
            var message = held.message
            message.exchange = exchange
            message.routingKey = queue.deadLetterRoutingKey ?? message.routingKey
            for name in (try? routes(of: message)) ?? [] where queues[name]?.refuses == false {
                put(message, into: name, keepsDropped: false)
            }
        }
    }

    // MARK: Consuming

    /// Adds a transport that does not run yet, and gives its number.
    mutating func connect() -> UInt64 {
        let number = newNumber()
        connections[number] = false
        return number
    }

    /// Lets the consumers of a transport be given something.
    mutating func activate(_ connection: UInt64) {
        guard connections[connection] != nil else { return }
        connections[connection] = true
        for queue in Array(waiters.keys) { serve(queue) }
    }

    /// Ends a transport and its consumers.
    mutating func disconnect(_ connection: UInt64) {
        connections[connection] = nil
        for (number, consumer) in consumers where consumer.connection == connection { cancel(number) }
    }

    /// Adds a consumer and gives its number; a transport that has ended gets one that is given nothing.
    mutating func subscribe(to queue: String, prefetch: Int, over connection: UInt64) -> UInt64 {
        let number = newNumber()
        guard connections[connection] != nil else { return number }
        consumers[number] = Consumer(connection: connection, queue: queue, prefetch: prefetch)
        return number
    }

    /// Ends a consumer: those who wait for it get nothing, and what was not settled goes back.
    mutating func cancel(_ number: UInt64) {
        guard let consumer = consumers.removeValue(forKey: number) else { return }
        sendAway(from: consumer.queue) { $0.consumer == number }
        giveBack(Array(consumer.unsettled.values), to: consumer.queue)
    }

    /// Puts a task in line for deliveries.
    mutating func wait(_ waiter: Waiter) {
        guard let queue = consumers[waiter.consumer]?.queue else { return woken.append((waiter, [])) }
        waiters[queue, default: []].append(waiter)
        serve(queue)
    }

    /// Takes a task out of the line again.
    mutating func dismiss(_ number: UInt64, of consumer: UInt64) {
        guard let queue = consumers[consumer]?.queue else { return }
        sendAway(from: queue) { $0.number == number }
    }

    /// Wakes tasks with nothing.
    private mutating func sendAway(from queue: String, where isMeant: (Waiter) -> Bool) {
        for waiter in waiters[queue, default: []] where isMeant(waiter) { woken.append((waiter, [])) }
        waiters[queue]?.removeAll(where: isMeant)
    }

    /// Forgets what is settled.
    mutating func acknowledge(_ deliveries: [DeliveryID], of number: UInt64) {
        _ = takeUnsettled(deliveries, of: number)
        if let queue = consumers[number]?.queue { serve(queue) }
    }

    /// Takes back what comes again.
    mutating func giveBack(_ deliveries: [DeliveryID], of number: UInt64) {
        let held = takeUnsettled(deliveries, of: number)
        if let queue = consumers[number]?.queue { giveBack(held, to: queue) }
    }

    private mutating func takeUnsettled(_ deliveries: [DeliveryID], of number: UInt64) -> [InProcessQueue.Held] {
        deliveries.filter { $0.epoch == Self.epoch }.compactMap {
            consumers[number]?.unsettled.removeValue(forKey: $0.tag)
        }
    }

    private mutating func giveBack(_ held: [InProcessQueue.Held], to name: String) {
        let dead = queues[name]?.giveBack(held) ?? []
        bury(dead, from: name)
        serve(name)
    }

    /// Gives what is in a queue to those in line, first come, first served.
    private mutating func serve(_ name: String) {
        var waiting: [Waiter] = []
        for waiter in waiters[name, default: []] {
            let deliveries = handOut(name, to: waiter)
            if deliveries.isEmpty { waiting.append(waiter) } else { woken.append((waiter, deliveries)) }
        }
        waiters[name] = waiting.isEmpty ? nil : waiting
    }

    private mutating func handOut(_ name: String, to waiter: Waiter) -> [Delivery] {
        guard var consumer = consumers[waiter.consumer], connections[consumer.connection] == true else { return [] }
        let room = consumer.prefetch - consumer.unsettled.count
        let taken = queues[name]?.take(upTo: min(waiter.limit, room)) ?? []
        let deliveries = taken.map { held in
            defer { consumer.nextTag += 1 }
            consumer.unsettled[consumer.nextTag] = held
            return Delivery(
                id: DeliveryID(epoch: Self.epoch, tag: consumer.nextTag), exchange: held.message.exchange,
                routingKey: held.message.routingKey, isRedelivered: held.deliveries > 1,
                properties: held.message.properties, body: held.message.body)
        }
        consumers[waiter.consumer] = consumer
        return deliveries
    }
}
