// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

extension TransportPromise {
    /// Which queues a message goes to.
    public static let routing = [
        TransportPromise("A topic exchange gives a message to the queues whose patterns it fits, each once") {
            backend in
            let exchange = uniqueName("topic")
            let patterns = Set(topicVectors.map(\.pattern)).sorted()
            let queues = patterns.map { _ in Topology.Queue.temporary(uniqueName("queue")) }
            var topology = Topology(exchanges: [.init(exchange, .topic)], queues: queues)
            for (pattern, queue) in zip(patterns, queues) {
                // Bound twice over, once more by a pattern that fits everything but is of the same queue as "a.b".
                topology.bindings += Array(repeating: .init(from: exchange, to: queue.name, pattern: pattern), count: 2)
            }
            let keys = Set(topicVectors.map(\.key)).sorted()
            try await backend.run(topology) { [topology] transport in
                for key in keys {
                    try await transport.publish(
                        OutboundMessage(exchange: exchange, routingKey: key, body: Array(key.utf8)))
                }
                for queue in queues { try await transport.publish(["end"], to: queue.name) }
                for (pattern, queue) in zip(patterns, queues) {
                    let got = await transport.subscribe(to: queue.name, prefetch: 100).collectUntilEnd()
                    for vector in topicVectors where vector.pattern == pattern {
                        #expect(got.filter { $0 == vector.key }.count == (vector.fits ? 1 : 0), "\(vector)")
                    }
                }
                _ = topology
            }
        },
        TransportPromise("A direct exchange gives a message to the queues bound with its very key") { backend in
            let exchange = uniqueName("direct")
            let queues = [Topology.Queue.temporary(uniqueName("one")), .temporary(uniqueName("two"))]
            let topology = Topology(
                exchanges: [.init(exchange, .direct)], queues: queues,
                bindings: [
                    .init(from: exchange, to: queues[0].name, pattern: "one"),
                    .init(from: exchange, to: queues[1].name, pattern: "two"),
                    .init(from: exchange, to: queues[1].name, pattern: "#"),
                ])
            try await backend.run(topology) { transport in
                for key in ["one", "two", "#"] {
                    try await transport.publish(
                        OutboundMessage(exchange: exchange, routingKey: key, body: Array(key.utf8)))
                }
                for queue in queues { try await transport.publish(["end"], to: queue.name) }
                #expect(await transport.subscribe(to: queues[0].name, prefetch: 9).collectUntilEnd() == ["one"])
                #expect(await transport.subscribe(to: queues[1].name, prefetch: 9).collectUntilEnd() == ["two", "#"])
            }
        },
        TransportPromise("A fanout exchange gives a message to every queue, whatever the key") { backend in
            let exchange = uniqueName("fanout")
            let queues = [Topology.Queue.temporary(uniqueName("one")), .temporary(uniqueName("two"))]
            let topology = Topology(
                exchanges: [.init(exchange, .fanout)], queues: queues,
                bindings: queues.map { .init(from: exchange, to: $0.name, pattern: "ignored") })
            try await backend.run(topology) { transport in
                try await transport.publish(
                    OutboundMessage(exchange: exchange, routingKey: "any", body: Array("all".utf8)))
                for queue in queues {
                    let got = await transport.subscribe(to: queue.name, prefetch: 9).collect(1)
                    #expect(got.texts == ["all"])
                    #expect(got.map(\.exchange) == [exchange])
                    #expect(got.map(\.routingKey) == ["any"])
                }
            }
        },
    ]
}

extension Subscription {
    /// The texts of a queue up to the one that says "end".
    fileprivate func collectUntilEnd() async -> [String] {
        var texts: [String] = []
        while texts.last != "end", case let batch = await nextBatch(upTo: 10), !batch.isEmpty {
            texts += batch.texts
            acknowledge(batch.ids)
        }
        return texts.dropLast()
    }
}
