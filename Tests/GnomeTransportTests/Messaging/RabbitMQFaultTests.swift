// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import TestSupport
import Testing

// One after the other, as several brokers that start at once are slow.
@Suite("RabbitMQTransport when things go wrong", .serialized, .timeLimit(.minutes(10)), .startsBroker)
struct RabbitMQFaultTests {
    @Test(
        "When the broker restarts or crashes amid messages, everything confirmed arrives, and old acknowledgements do no harm",
        arguments: [true, false])
    func restart(isCrash: Bool) async throws {
        try await BrokerProcess.with { broker in
            let topology = Topology(queues: [.init("work", arguments: ["x-queue-type": .text("quorum")])])
            // A broker that is killed seconds after a quorum queue was made finds an empty log for it (3.10.8), and answers
            // nobody who wants to consume it: which log is whose is on disk once it was stopped.
            try await Running.transport(broker.url, topology) { _, events in await events.nextConnection(.publishing) }
            try await broker.restart()
            try await Running.transport(broker.url, topology) { transport, events in
                let subscription = transport.subscribe(to: "work", prefetch: 50)
                let sender = Task {
                    for number in 0..<2_000 { try await transport.publishStubbornly("\(number)", to: "work") }
                }
                var got: Set<String> = []
                var held: [Delivery] = []
                while got.count < 2_000 {
                    let batch = await subscription.nextBatch(upTo: 20)
                    got.formUnion(batch.map(\.text))
                    // Some are held over the end of the connection: their names are void on the next.
                    held += batch
                    guard got.count > 500 else {
                        if held.count > 30 { subscription.acknowledge(held[..<20].map(\.id)); held.removeFirst(20) }
                        continue
                    }
                    if events.text.contains("lost") {
                        subscription.acknowledge(held.map(\.id))
                        subscription.giveBack(held.map(\.id))
                        held = []
                    } else {
                        if isCrash { try await broker.crash() } else { try await broker.restart() }
                    }
                }
                try await sender.value
                #expect(got == Set((0..<2_000).map(String.init)))
                #expect(!events.text.contains("unknown delivery tag"))
            }
        }
    }

    @Test("When the broker closes connections, both come back with our topology, and the next epoch begins")
    func closedConnections() async throws {
        try await BrokerProcess.with { broker in
            try await Running.transport(broker.url, .uplink + .proofOfConcept) { transport, events in
                let subscription = transport.subscribe(to: "gnome.ingest", prefetch: 10)
                try await transport.publish(
                    OutboundMessage(exchange: "gnome.uplink", routingKey: "SG-1.status", body: [1]))
                let before = await subscription.nextBatch(upTo: 1)
                try await broker.control("close_all_connections", "maintenance")
                let again = await subscription.nextBatch(upTo: 1)
                #expect(again.map(\.routingKey) == ["SG-1.status"])
                #expect(again.map(\.isRedelivered) == [true])
                #expect(try #require(again.first).id > (try #require(before.first)).id)
                // The old name has the tag of the new delivery: were it sent, the message would be gone.
                subscription.acknowledge(before.map(\.id))
                subscription.giveBack(again.map(\.id))
                #expect(await subscription.nextBatch(upTo: 1).map(\.body) == [[1]])
                #expect(events.text.contains("maintenance"))
            }
        }
    }

    @Test("A user who may not send somewhere is told so, and may go on sending elsewhere")
    func permissions() async throws {
        try await BrokerProcess.with { broker in
            try await broker.control("add_user", "SG-1", "word")
            try await broker.control("set_permissions", "SG-1", "^$", "^open$", "^$")
            let topology = Topology(
                exchanges: [.init("open", .fanout), .init("closed", .fanout)], queues: [.init("q")],
                bindings: [.init(from: "open", to: "q"), .init(from: "closed", to: "q")])
            try await Running.transport(broker.url, topology) { server, events in
                await events.nextConnection(.publishing)
                let url = broker.url(user: "SG-1", password: "word")
                try await Running.transport(url, Topology()) { receiver, _ in
                    let properties = MessageProperties(userID: "SG-1")
                    let error = await #expect(throws: TransportError.self) {
                        try await receiver.publish(OutboundMessage(exchange: "closed", routingKey: "", body: [1]))
                    }
                    #expect(error?.code == .denied)
                    try await receiver.publish(
                        OutboundMessage(exchange: "open", routingKey: "", properties: properties, body: [2]))
                }
                let got = await server.subscribe(to: "q", prefetch: 10).nextBatch(upTo: 10)
                #expect(got.map(\.body) == [[2]])
                #expect(got.map(\.properties.userID) == ["SG-1"])
            }
        }
    }

    @Test("When a queue is deleted under its consumer, it is declared and consumed again")
    func deletedQueue() async throws {
        try await BrokerProcess.with { broker in
            let topology = Topology(
                exchanges: [.init("e", .fanout)], queues: [.init("q")], bindings: [.init(from: "e", to: "q")])
            try await Running.transport(broker.url, topology) { transport, events in
                let subscription = transport.subscribe(to: "q", prefetch: 10)
                await events.nextSubscription()
                try await broker.control("delete_queue", "q")
                #expect(await events.nextInterruption()?.code == .notFound)
                await events.nextSubscription()
                try await transport.publish(OutboundMessage(exchange: "e", routingKey: "", body: [1]))
                #expect(await subscription.nextBatch(upTo: 1).map(\.body) == [[1]])
            }
        }
    }

    @Test("While as much is held as may be, no more is read, and the connection lives on")
    func full() async throws {
        try await BrokerProcess.with { broker in
            let topology = Topology(queues: [
                .init("work", arguments: ["x-queue-type": .text("quorum")]), .init("clock"),
            ])
            let (count, limit) = (3000, 1 << 20)
            try await Running.transport(broker.url, topology) {
                $0.measuring = .milliseconds(500)
            } _: { clock, ticks in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for lane in 0..<100 {
                        group.addTask {
                            for number in stride(from: lane, to: count, by: 100) {
                                let properties = MessageProperties(messageID: "\(number)")
                                try await clock.publish(
                                    OutboundMessage(
                                        exchange: "", routingKey: "work", properties: properties,
                                        body: [UInt8](repeating: 1, count: 2000)))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await Running.transport(broker.url, topology) {
                    $0.mostBytesOut = limit
                } _: { transport, events in
                    let subscription = transport.subscribe(to: "work", prefetch: count)
                    var held = await subscription.nextBatch(upTo: count)
                    // Several times as long as the broker waits for a heartbeat, by the clock of another connection.
                    let other = clock.subscribe(to: "clock", prefetch: 1)
                    for _ in 0..<12 {
                        await ticks.next { if case .measured(queue: "clock", waiting: _) = $0 { () } else { nil } }
                    }
                    other.cancel()
                    held += await subscription.nextBatch(upTo: count)
                    #expect(held.map(\.body.count).reduce(0, +) < 2 * limit)
                    #expect(!events.text.contains("lost"))
                    var ids = Set(held.map(\.properties.messageID))
                    while ids.count < count {
                        subscription.acknowledge(held.map(\.id))
                        held = await subscription.nextBatch(upTo: count)
                        ids.formUnion(held.map(\.properties.messageID))
                    }
                    #expect(held.allSatisfy { !$0.isRedelivered })
                }
            }
        }
    }

    @Test("While the broker is short of memory, publishing waits, consuming goes on, and the state says so")
    func shortage() async throws {
        try await BrokerProcess.with { broker in
            try await Running.transport(broker.url, Topology(queues: [.init("q")])) { transport, events in
                let subscription = transport.subscribe(to: "q", prefetch: 10)
                try await transport.publishStubbornly("before", to: "q")
                try await broker.control("set_vm_memory_high_watermark", "0.00001")
                async let during: Void = transport.publishStubbornly("during", to: "q")
                let reason = await events.next { if case .blocked(let reason) = $0 { reason } else { nil } }
                #expect(reason?.contains("memory") == true)
                #expect(transport.state.word == "blocked")
                #expect(await subscription.nextBatch(upTo: 1).map(\.text) == ["before"])
                let late = await #expect(throws: TransportError.self) {
                    try await transport.publish(OutboundMessage(exchange: "", routingKey: "q", body: []))
                }
                #expect(late?.code == .timeout)
                try await broker.control("set_vm_memory_high_watermark", "0.4")
                _ = await events.next { if case .unblocked = $0 { () } else { nil } }
                try await during
                #expect(await subscription.nextBatch(upTo: 1).map(\.text) == ["during"])
            }
        }
    }

    @Test(
        "However much is published to a broker that does not read, everybody hears in time, and it goes on afterwards")
    func shortageUnderLoad() async throws {
        try await BrokerProcess.with { broker in
            try await Running.transport(broker.url, Topology(queues: [.init("q")])) { transport, events in
                await events.nextConnection(.publishing)
                try await broker.control("set_vm_memory_high_watermark", "0.00001")
                let large = OutboundMessage(
                    exchange: "", routingKey: "q", body: Array(repeating: 0, count: OutboundMessage.largestBody))
                await withTaskGroup { group in
                    for _ in 0..<60 {
                        group.addTask {
                            let error = await #expect(throws: TransportError.self) {
                                try await transport.publish(large)
                            }
                            #expect([.timeout, .unreachable].contains(error?.code))
                        }
                    }
                }
                try await broker.control("set_vm_memory_high_watermark", "0.4")
                try await transport.publishStubbornly("after", to: "q")
            }
        }
    }

    @Test("A broker that falls silent is given up after two heartbeats, and one that is only idle is not")
    func silence() async throws {
        try await BrokerProcess.with { broker in
            try await Running.transport(broker.url, Topology(queues: [.init("q")])) { transport, events in
                let subscription = transport.subscribe(to: "q", prefetch: 10)
                await events.nextSubscription()
                // The broker gives up whoever is silent for two heartbeats; these are four.
                try await broker.control("eval", "timer:sleep(4000).")
                #expect(!events.text.contains("lost"))
                let process = try broker.process()
                pause(process, true)
                defer { pause(process, false) }
                #expect(await events.nextLoss(.consuming)?.code == .timeout)
                pause(process, false)
                await events.nextConnection(.consuming)
                try await transport.publishStubbornly("1", to: "q")
                #expect(await subscription.nextBatch(upTo: 1).map(\.text) == ["1"])
            }
        }
    }

    @Test("A TLS connection needs a certificate of a trusted authority, for the name that is asked for")
    func secure() async throws {
        try await BrokerProcess.with("--tls") { broker in
            let (url, authority) = (broker.secureURL, broker.authority)
            let topology = Topology(queues: [.init("q")])
            try await Running.transport(url, topology, { $0.trustedAuthorities = authority }) { transport, _ in
                try await transport.publish(
                    OutboundMessage(exchange: "", routingKey: "q", body: Array(repeating: 7, count: 500_000)))
                let got = await transport.subscribe(to: "q", prefetch: 10).nextBatch(upTo: 1)
                #expect(got.map(\.body.count) == [500_000])
            }
            try await Running.transport(url, topology) { transport, events in
                #expect(await events.nextLoss(.publishing)?.detail?.contains("peer") == true)
            }
            let byNumber = url.replacing("localhost", with: "127.0.0.1")
            try await Running.transport(byNumber, topology, { $0.trustedAuthorities = authority }) {
                transport, events in
                #expect(await events.nextLoss(.publishing)?.detail?.contains("hostname") == true)
            }
            try await Running.transport(url, topology, { $0.trustedAuthorities = "/nowhere" }) { transport, events in
                #expect(await events.nextLoss(.publishing) != nil)
            }
        }
    }
}
