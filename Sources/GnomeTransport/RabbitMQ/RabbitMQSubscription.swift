// SPDX-License-Identifier: Apache-2.0

/// A subscription to a queue of a RabbitMQ broker; letting it go cancels it.
final class RabbitMQSubscription: Subscription {
    private let inbox: Inbox
    private let mailbox: Mailbox<ConsumingDuty.Item>

    init(to queue: String, prefetch: Int, by mailbox: Mailbox<ConsumingDuty.Item>) {
        inbox = Inbox(queue: queue, prefetch: prefetch)
        self.mailbox = mailbox
        if !mailbox.post(.subscribe(inbox)) { inbox.finish() }
    }

    deinit { cancel() }

    func nextBatch(upTo limit: Int) async -> [Delivery] {
        precondition(limit > 0, "A batch must have room for at least one delivery.")
        return await inbox.next(upTo: limit)
    }

    func acknowledge(_ deliveries: [DeliveryID]) {
        settle(deliveries, byGivingBack: false)
    }

    func giveBack(_ deliveries: [DeliveryID]) {
        settle(deliveries, byGivingBack: true)
    }

    func cancel() {
        inbox.finish()
        _ = mailbox.post(.cancel(inbox))
    }

    private func settle(_ deliveries: [DeliveryID], byGivingBack isGivenBack: Bool) {
        // Where the transport has ended, what was not settled comes again.
        _ = mailbox.post(.settle(inbox, deliveries, byGivingBack: isGivenBack))
    }
}
