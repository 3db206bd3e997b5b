// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeTransport

@Suite("The inbox of a subscription", .timeLimit(.minutes(10)))
struct InboxTests {
    private let inbox = Inbox(queue: "q", prefetch: 10)

    private func delivery(_ tag: UInt64) -> Delivery {
        Delivery(
            id: DeliveryID(epoch: 1, tag: tag), exchange: "", routingKey: "q", isRedelivered: false,
            properties: .init(),
            body: [])
    }

    @Test("What comes later wakes who waits, with no more than asked for")
    func wakes() async {
        async let batch = inbox.next(upTo: 2)
        inbox.put((1...3).map(delivery))
        let first = await batch
        let second = await inbox.next(upTo: 2)
        #expect(first.map(\.id.tag) == [1, 2])
        #expect(second.map(\.id.tag) == [3])
    }

    @Test("What is cleared is gone, and waiting goes on")
    func clears() async {
        inbox.put([delivery(1)])
        inbox.clear()
        async let batch = inbox.next(upTo: 5)
        inbox.put([delivery(2)])
        #expect(await batch.map(\.id.tag) == [2])
    }

    @Test("Once finished, there is nothing for anybody, neither waiting nor coming later")
    func finishes() async {
        async let waiting = inbox.next(upTo: 5)
        inbox.finish()
        inbox.put([delivery(1)])
        #expect(await waiting.isEmpty)
        #expect(await inbox.next(upTo: 5).isEmpty)
    }

    @Test("A task that is cancelled while waiting does not take what another could have")
    func cancels() async {
        let cancelled = Task { [inbox] in await inbox.next(upTo: 5) }
        cancelled.cancel()
        #expect(await cancelled.value.isEmpty)
        async let other = inbox.next(upTo: 5)
        inbox.put([delivery(1)])
        #expect(await other.map(\.id.tag) == [1])
    }
}
