// SPDX-License-Identifier: Apache-2.0

/// What is known of a subscription on one channel, and void with it.
struct ConsumerSession {
    let channel: UInt16
    /// Which channel of the subscription this is, counted up; part of the names of its deliveries.
    let epoch: UInt64
    let start = ContinuousClock.now

    private var assembler = DeliveryAssembler()
    private var ledger = AckLedger()
    private var arrivals: [Delivery] = []
    private var acknowledged: [UInt64] = []
    private var givenBack: [UInt64] = []

    init(on channel: UInt16, epoch: UInt64) {
        self.channel = channel
        self.epoch = epoch
    }

    mutating func begin(_ head: DeliveryHead) throws(AMQPFailure) { try assembler.begin(head) }

    mutating func take(_ properties: MessageProperties, bodySize: UInt64) throws(AMQPFailure) {
        accept(try assembler.take(properties, bodySize: bodySize))
    }

    mutating func take(_ part: [UInt8]) throws(AMQPFailure) { accept(try assembler.take(part)) }

    private mutating func accept(_ whole: DeliveryAssembler.Whole?) {
        guard let whole else { return }
        ledger.delivered(whole.head.tag, bytes: whole.size)
        arrivals.append(
            Delivery(
                id: DeliveryID(epoch: epoch, tag: whole.head.tag), exchange: whole.head.exchange,
                routingKey: whole.head.routingKey, isRedelivered: whole.head.isRedelivered,
                properties: whole.properties, body: whole.body, bodySize: whole.bodySize))
    }

    /// How many bytes the deliveries take that are not settled.
    var bytesOut: Int { ledger.bytes }

    /// How many bytes the broker may have sent besides, going by those that are here.
    func bytesOnTheWay(with prefetch: Int) -> Int {
        ledger.count == 0 ? 0 : max(0, prefetch - ledger.count) * (ledger.bytes / ledger.count)
    }

    /// Gives what has arrived since this was last asked.
    mutating func takeArrivals() -> [Delivery] {
        defer { arrivals = [] }
        return arrivals
    }

    /// Notes what is to be told to the broker; of an earlier epoch there is nothing to tell.
    mutating func settle(_ deliveries: [DeliveryID], byGivingBack isGivenBack: Bool) {
        let tags = deliveries.lazy.filter { [epoch] in $0.epoch == epoch }.map(\.tag)
        if isGivenBack { givenBack += tags } else { acknowledged += tags }
    }

    /// Tells the broker what is settled, in as few frames as can be.
    mutating func flush(to connection: borrowing AMQPConnection) throws(AMQPFailure) {
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
