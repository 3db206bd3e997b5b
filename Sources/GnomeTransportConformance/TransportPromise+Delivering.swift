// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

extension TransportPromise {
    /// How messages come to subscriptions.
    public static let delivering = [
        TransportPromise("Deliveries come in the order of publishing, in batches of at most the limit") { backend in
            let topology = Topology.oneQueue()
            let texts = (0..<200).map(String.init)
            try await backend.run(topology) { transport in
                try await transport.publish(texts, to: topology.queue)
                let subscription = transport.subscribe(to: topology.queue, prefetch: 1000)
                var got: [Delivery] = []
                while got.count < texts.count {
                    let batch = await subscription.nextBatch(upTo: 7)
                    #expect((1...7).contains(batch.count))
                    got += batch
                }
                #expect(got.texts == texts)
                #expect(got.ids == got.ids.sorted())
                #expect(Set(got.ids).count == texts.count)
            }
        },
        TransportPromise("Never more deliveries are out and not settled than the prefetch") { backend in
            let topology = Topology.oneQueue()
            let texts = (0..<20).map(String.init)
            try await backend.run(topology) { transport in
                try await transport.publish(texts, to: topology.queue)
                let subscription = transport.subscribe(to: topology.queue, prefetch: 3)
                var outstanding: [Delivery] = []
                var got: [String] = []
                while got.count < texts.count {
                    let batch = await subscription.nextBatch(upTo: 10)
                    outstanding += batch
                    got += batch.texts
                    #expect(outstanding.count <= 3)
                    if outstanding.count == 3 { subscription.acknowledge([outstanding.removeFirst().id]) }
                }
                #expect(got == texts)
            }
        },
        TransportPromise("Two subscriptions to a queue share it: each message goes to one of them") { backend in
            let topology = Topology.oneQueue()
            let texts = (0..<100).map(String.init)
            try await backend.run(topology) { transport in
                let got = try await withThrowingTaskGroup { group in
                    for _ in 0..<2 {
                        let subscription = transport.subscribe(to: topology.queue, prefetch: 1)
                        group.addTask {
                            var got: [String] = []
                            while case let batch = await subscription.nextBatch(upTo: 5), !batch.isEmpty {
                                subscription.acknowledge(batch.ids)
                                got += batch.texts
                                if batch.texts.contains("end") { break }
                            }
                            return got
                        }
                    }
                    try await transport.publish(texts + ["end", "end"], to: topology.queue)
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                #expect(got.sorted() == (texts + ["end", "end"]).sorted())
            }
        },
        TransportPromise("A cancelled wait gets nothing, and the subscription goes on") { backend in
            let topology = Topology.oneQueue()
            try await backend.run(topology) { transport in
                let subscription = transport.subscribe(to: topology.queue, prefetch: 10)
                let waiting = Task { await subscription.nextBatch(upTo: 10) }
                waiting.cancel()
                #expect(await waiting.value.isEmpty)
                try await transport.publish(["later"], to: topology.queue)
                #expect(await subscription.collect(1).texts == ["later"])
            }
        },
        TransportPromise("Several tasks that wait at one subscription each get deliveries of their own") { backend in
            let topology = Topology.oneQueue()
            let texts = (0..<40).map(String.init)
            try await backend.run(topology) { transport in
                let subscription = transport.subscribe(to: topology.queue, prefetch: 100)
                let got = try await withThrowingTaskGroup { group in
                    for _ in texts { group.addTask { await subscription.nextBatch(upTo: 1).texts } }
                    try await transport.publish(texts, to: topology.queue)
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                #expect(got.sorted() == texts.sorted())
            }
        },
    ]
}
