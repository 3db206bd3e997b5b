// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

extension TransportPromise {
    /// What becomes of deliveries that are acknowledged, given back, or neither.
    public static let settling = [
        TransportPromise("What was acknowledged does not come again, not even to the next transport") { backend in
            let topology = Topology.oneQueue()
            try await backend.run(topology) { transport in
                try await transport.publish(["1", "2", "3"], to: topology.queue)
                let subscription = transport.subscribe(to: topology.queue, prefetch: 10)
                subscription.acknowledge(await subscription.collect(3).ids)
            }
            try await backend.run(topology) { transport in
                try await transport.publish(["next"], to: topology.queue)
                #expect(await transport.subscribe(to: topology.queue, prefetch: 10).collect(1).texts == ["next"])
            }
        },
        TransportPromise("Deliveries may be acknowledged in any order, and more than once") { backend in
            let topology = Topology.oneQueue()
            let texts = (0..<10).map(String.init)
            try await backend.run(topology) { transport in
                try await transport.publish(texts, to: topology.queue)
                let subscription = transport.subscribe(to: topology.queue, prefetch: 100)
                let got = await subscription.collect(10)
                for places in [[9, 3], [3, 0], [1], [4, 2, 9], []] {
                    subscription.acknowledge(places.map { got[$0].id })
                }
                subscription.acknowledge([DeliveryID(epoch: 1, tag: 1_000), DeliveryID(epoch: 99, tag: 6)])
                subscription.giveBack([got[0].id])
                // Whatever was settled wrongly would have ended the channel, or would be missing from the rest.
                subscription.giveBack(got[5...8].ids)
                let again = await subscription.collect(4)
                #expect(again.texts == ["5", "6", "7", "8"])
                subscription.acknowledge(again.ids)
                try await transport.publish(["next"], to: topology.queue)
                #expect(await subscription.collect(1).texts == ["next"])
            }
        },
        TransportPromise("What was given back comes again, and says that it does") { backend in
            let topology = Topology.oneQueue()
            try await backend.run(topology) { transport in
                try await transport.publish(["1", "2"], to: topology.queue)
                let subscription = transport.subscribe(to: topology.queue, prefetch: 10)
                let first = await subscription.collect(2)
                #expect(first.map(\.isRedelivered) == [false, false])
                subscription.acknowledge([first[0].id])
                subscription.giveBack([first[1].id])
                let second = await subscription.collect(1)
                #expect(second.texts == ["2"])
                #expect(second.map(\.isRedelivered) == [true])
                #expect(second[0].id > first[1].id)
            }
        },
        TransportPromise("What a cancelled subscription had not settled goes back, in order, and the rest does not") {
            backend in
            let topology = Topology.oneQueue()
            try await backend.run(topology) { transport in
                try await transport.publish(["1", "2", "3", "4"], to: topology.queue)
                let subscription = transport.subscribe(to: topology.queue, prefetch: 3)
                let got = await subscription.collect(3)
                subscription.acknowledge([got[1].id])
                subscription.cancel()
                #expect(await subscription.nextBatch(upTo: 1).isEmpty)
                let again = await transport.subscribe(to: topology.queue, prefetch: 10).collect(3)
                #expect(again.texts == ["1", "3", "4"])
                #expect(again.prefix(2).map(\.isRedelivered) == [true, true])
            }
        },
        TransportPromise("A subscription that is let go is cancelled") { backend in
            let topology = Topology.oneQueue()
            try await backend.run(topology) { transport in
                try await transport.publish(["1"], to: topology.queue)
                _ = await transport.subscribe(to: topology.queue, prefetch: 10).collect(1)
                #expect(await transport.subscribe(to: topology.queue, prefetch: 10).collect(1).texts == ["1"])
            }
        },
        TransportPromise("A message given back too often goes to the dead letters", for: .deadLetters) { backend in
            let dead = uniqueName("dead")
            let queue = Topology.Queue.temporary(
                uniqueName("queue"),
                [
                    "x-queue-type": .text("quorum"), "x-delivery-limit": .integer(2),
                    "x-dead-letter-exchange": .text(dead), "x-overflow": .text("reject-publish"),
                    "x-dead-letter-strategy": .text("at-least-once"),
                ])
            let topology = Topology(
                exchanges: [.init(dead, .fanout)],
                queues: [queue, .temporary(dead, ["x-queue-type": .text("quorum")])],
                bindings: [.init(from: dead, to: dead)])
            try await backend.run(topology) { transport in
                try await transport.publish(["poison"], to: queue.name)
                let subscription = transport.subscribe(to: queue.name, prefetch: 10)
                for _ in 0..<3 { subscription.giveBack(await subscription.collect(1).ids) }
                let buried = await transport.subscribe(to: dead, prefetch: 10).collect(1)
                #expect(buried.texts == ["poison"])
                #expect(buried.map(\.properties.messageID) == ["poison"])
                try await transport.publish(["sound"], to: queue.name)
                #expect(await subscription.collect(1).texts == ["sound"])
            }
        },
    ]
}
