// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

extension TransportPromise {
    /// What is promised to those who publish.
    public static let publishing = [
        TransportPromise("A message keeps its properties and its body") { backend in
            let topology = Topology.oneQueue()
            let sent = [
                OutboundMessage(exchange: "", routingKey: topology.queue, body: []),
                OutboundMessage(
                    exchange: "", routingKey: topology.queue,
                    properties: MessageProperties(
                        contentType: "application/json", contentEncoding: "gzip", messageID: "Grünfink-1",
                        timestamp: 1_790_000_000, headers: ["kind": "status", "empty": "", "umlaut": "ä"]),
                    body: Array(0...255)),
                // More than one frame of a broker, and as large as may be.
                OutboundMessage(
                    exchange: "", routingKey: topology.queue,
                    body: (0..<OutboundMessage.largestBody).map { UInt8(truncatingIfNeeded: $0 / 251) }),
            ]
            try await backend.run(topology) { transport in
                for message in sent { try await transport.publish(message) }
                let got = await transport.subscribe(to: topology.queue, prefetch: 10).collect(sent.count)
                #expect(got.map(\.properties) == sent.map(\.properties))
                // Compared as a whole: a megabyte would not read well in a result.
                #expect(zip(got, sent).allSatisfy { $0.body == $1.body })
                #expect(got.allSatisfy { $0.exchange == "" && $0.routingKey == topology.queue && !$0.isRedelivered })
            }
        },
        TransportPromise("A published message outlives the transport that published it") { backend in
            let topology = Topology.oneQueue()
            try await backend.run(topology) { try await $0.publish(["kept"], to: topology.queue) }
            try await backend.run(topology) { transport in
                let got = await transport.subscribe(to: topology.queue, prefetch: 10).collect(1)
                #expect(got.texts == ["kept"])
            }
        },
        TransportPromise("What is published before run() waits for it") { backend in
            let topology = Topology.oneQueue()
            let transport = try backend.makeTransport(topology)
            async let early: Void = transport.publish(["early"], to: topology.queue)
            try await backend.run(transport) { transport in
                #expect(await transport.subscribe(to: topology.queue, prefetch: 10).collect(1).texts == ["early"])
            }
            try await early
        },
        TransportPromise("A message for which no queue is bound is unroutable, and the next is not") { backend in
            let topology = Topology(
                exchanges: [.init(uniqueName("direct"), .direct)], queues: [.temporary(uniqueName("queue"))])
            let lost = OutboundMessage(exchange: topology.exchanges[0].name, routingKey: "nobody", body: [1])
            try await backend.run(topology) { transport in
                for message in [lost, OutboundMessage("lost", to: uniqueName("no-queue"))] {
                    let error = await #expect(throws: TransportError.self) { try await transport.publish(message) }
                    #expect(error?.code == .unroutable)
                }
                try await transport.publish(["found"], to: topology.queue)
            }
        },
        TransportPromise("A message to an exchange that is not there is not found, and harms no other") { backend in
            let topology = Topology.oneQueue()
            try await backend.run(topology) { transport in
                await withTaskGroup { group in
                    for number in 0..<20 {
                        group.addTask {
                            let error = await #expect(throws: TransportError.self) {
                                try await transport.publish(
                                    OutboundMessage(exchange: uniqueName("no-exchange"), routingKey: "key", body: []))
                            }
                            #expect(error?.code == .notFound)
                        }
                        group.addTask {
                            await #expect(throws: Never.self) {
                                try await transport.publish(["\(number)"], to: topology.queue)
                            }
                        }
                    }
                }
            }
        },
        TransportPromise("A message beyond the limits is refused before it is sent") { backend in
            let topology = Topology.oneQueue()
            let long = String(repeating: "x", count: 256)
            let tooMuch = [
                OutboundMessage(
                    exchange: "", routingKey: topology.queue,
                    body: Array(repeating: 0, count: OutboundMessage.largestBody + 1)),
                OutboundMessage(exchange: "", routingKey: long, body: []),
                OutboundMessage(exchange: long, routingKey: topology.queue, body: []),
                OutboundMessage(
                    exchange: "", routingKey: topology.queue, properties: MessageProperties(messageID: long), body: []),
                OutboundMessage(
                    exchange: "", routingKey: topology.queue, properties: MessageProperties(headers: [long: ""]),
                    body: []),
                OutboundMessage(
                    exchange: "", routingKey: topology.queue,
                    properties: MessageProperties(headers: ["h": String(repeating: "x", count: 70_000)]), body: []),
            ]
            try await backend.run(topology) { transport in
                for message in tooMuch {
                    let error = await #expect(throws: TransportError.self) { try await transport.publish(message) }
                    #expect(error?.code == .invalid)
                }
                try await transport.publish(["small"], to: topology.queue)
                let got = await transport.subscribe(to: topology.queue, prefetch: 10).collect(1)
                #expect(got.texts == ["small"])
            }
        },
        TransportPromise(
            "A full queue that refuses says so, and takes messages again when there is room", for: .fullQueues
        ) { backend in
            let topology = Topology.oneQueue(["x-max-length": .integer(2), "x-overflow": .text("reject-publish")])
            try await backend.run(topology) { transport in
                try await transport.publish(["1", "2"], to: topology.queue)
                let error = await #expect(throws: TransportError.self) {
                    try await transport.publish(["3"], to: topology.queue)
                }
                #expect(error?.code == .rejected)
                let subscription = transport.subscribe(to: topology.queue, prefetch: 1)
                let first = await subscription.collect(1)
                subscription.acknowledge(first.ids)
                let second = await subscription.collect(1)
                #expect((first + second).texts == ["1", "2"])
                try await transport.publish(["4"], to: topology.queue)
            }
        },
        TransportPromise("Messages that are published together arrive in their order, and each has its own outcome") {
            backend in
            let topology = Topology.oneQueue()
            try await backend.run(topology) { transport in
                var messages = (0..<600).map { OutboundMessage("\($0)", to: topology.queue) }
                messages[7].routingKey = uniqueName("nowhere")
                messages[9].exchange = uniqueName("nowhere")
                messages[11].body = [UInt8](repeating: 0, count: OutboundMessage.largestBody + 1)
                let results = await transport.publish(messages)
                var codes: [Int: TransportError.Code] = [:]
                for (index, result) in results.enumerated() {
                    if case .failure(let error) = result { codes[index] = error.code }
                }
                #expect(results.count == 600)
                #expect(codes == [7: .unroutable, 9: .notFound, 11: .invalid])
                let subscription = transport.subscribe(to: topology.queue, prefetch: 600)
                let texts = await subscription.collect(597).texts
                #expect(texts == (0..<600).filter { codes[$0] == nil }.map { "\($0)" })
                #expect(await transport.publish([]).isEmpty)
            }
        },
        TransportPromise("Of many who publish at once, every message arrives exactly once") { backend in
            let topology = Topology.oneQueue()
            let texts = (0..<16).map { sender in (0..<50).map { "\(sender)/\($0)" } }
            try await backend.run(topology) { transport in
                try await withThrowingTaskGroup { group in
                    for texts in texts { group.addTask { try await transport.publish(texts, to: topology.queue) } }
                    try await group.waitForAll()
                }
                // The last of the line: whatever came twice would come before it.
                try await transport.publish(["end"], to: topology.queue)
                let subscription = transport.subscribe(to: topology.queue, prefetch: 100)
                var got: [String] = []
                while got.last != "end", case let batch = await subscription.nextBatch(upTo: 30), !batch.isEmpty {
                    got += batch.texts
                    subscription.acknowledge(batch.ids)
                }
                #expect(got.sorted() == (texts.joined() + ["end"]).sorted())
                for texts in texts { #expect(got.filter(Set(texts).contains) == texts) }
            }
        },
    ]
}
