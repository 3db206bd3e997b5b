// SPDX-License-Identifier: Apache-2.0

/// One subscription, as the thread of the consuming connection knows it.
struct Consumer {
    /// A delivery that must be refused.
    struct TooLarge {
        let tag: UInt64
        let bytes: UInt64
    }

    let inbox: Inbox
    /// Whether it is to end.
    var isCancelled = false
    /// The channel that its deliveries come on; none while it is not consumed.
    private(set) var channel: UInt16?
    /// When to try to consume again, while it is not consumed.
    private(set) var due = ContinuousClock.now
    /// Whether its queue may be gone, so that the topology is declared again first.
    private(set) var doubtsTopology = false
    /// Counts the channels it had; part of the names of its deliveries.
    private var epoch: UInt64 = 0
    private var start = ContinuousClock.now
    private var backoff: Backoff

    private var assembler = DeliveryAssembler()
    private var ledger = AckLedger()
    private var arrivals: [Delivery] = []
    private var acknowledged: [UInt64] = []
    private var givenBack: [UInt64] = []

    init(_ inbox: Inbox, retryDelay: ClosedRange<Duration>) {
        self.inbox = inbox
        backoff = Backoff(retryDelay)
    }

    var queue: String { inbox.queue }

    /// Begins anew on a channel: names of earlier deliveries are void.
    mutating func open(on channel: UInt16) {
        self.channel = channel
        epoch += 1
        start = .now
        doubtsTopology = false
    }

    /// Forgets a channel that is gone.
    mutating func close() {
        channel = nil
        assembler = DeliveryAssembler()
        ledger = AckLedger()
        arrivals = []
        acknowledged = []
        givenBack = []
        inbox.clear()
    }

    /// Forgets a channel that is gone while the connection is not, and gives the wait until the next attempt.
    mutating func interrupt() -> Duration {
        let uptime = channel == nil ? Duration.zero : start.duration(to: .now)
        close()
        doubtsTopology = true
        var randomness = SystemRandomNumberGenerator()
        let wait = backoff.next(after: uptime, using: &randomness)
        due = .now.advanced(by: wait)
        return wait
    }

    /// The connection is gone: consume as soon as there is another.
    mutating func disconnect() {
        close()
        due = .now
    }
}

// MARK: - Deliveries

extension Consumer {
    mutating func begin(_ head: DeliveryHead) throws(AMQPFailure) { try assembler.begin(head) }

    /// Takes a header; gives a delivery that is too large to be taken.
    mutating func take(_ properties: MessageProperties, bodySize: UInt64) throws(AMQPFailure) -> TooLarge? {
        accept(try assembler.take(properties, bodySize: bodySize))
    }

    /// Takes a part of a body; gives a delivery that is too large to be taken.
    mutating func take(_ part: [UInt8]) throws(AMQPFailure) -> TooLarge? {
        accept(try assembler.take(part))
    }

    private mutating func accept(_ whole: DeliveryAssembler.Whole?) -> TooLarge? {
        switch whole {
        case nil: return nil
        case .tooLarge(let head, let bytes):
            ledger.delivered(head.tag)
            _ = ledger.giveBack([head.tag])
            return TooLarge(tag: head.tag, bytes: bytes)
        case .message(let head, let properties, let body):
            ledger.delivered(head.tag)
            arrivals.append(
                Delivery(
                    id: DeliveryID(epoch: epoch, tag: head.tag), exchange: head.exchange, routingKey: head.routingKey,
                    isRedelivered: head.isRedelivered, properties: properties, body: body))
            return nil
        }
    }

    /// Hands over what has arrived.
    mutating func handOver() {
        guard !arrivals.isEmpty else { return }
        inbox.put(arrivals)
        arrivals.removeAll(keepingCapacity: true)
    }
}

// MARK: - Settling

extension Consumer {
    /// Notes what is to be told to the broker; of an earlier epoch there is nothing to tell.
    mutating func settle(_ deliveries: [DeliveryID], byGivingBack isGivenBack: Bool) {
        guard channel != nil else { return }
        let tags = deliveries.lazy.filter { [epoch] in $0.epoch == epoch }.map(\.tag)
        if isGivenBack { givenBack += tags } else { acknowledged += tags }
    }

    /// Tells the broker what is settled, in as few frames as can be.
    mutating func flush(to connection: borrowing AMQPConnection) throws(AMQPFailure) {
        guard let channel else { return }
        if !acknowledged.isEmpty {
            for frame in ledger.acknowledge(acknowledged) { try connection.acknowledge(frame, on: channel) }
            acknowledged.removeAll(keepingCapacity: true)
        }
        if !givenBack.isEmpty {
            for tag in ledger.giveBack(givenBack) { try connection.reject(tag, requeue: true, on: channel) }
            givenBack.removeAll(keepingCapacity: true)
        }
    }
}
