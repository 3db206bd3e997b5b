// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import GnomeTransportConformance
import TestSupport
import Testing

@Suite("RabbitMQTransport and its broker", .timeLimit(.minutes(10)), .needsBroker)
struct RabbitMQConnectionTests {
    @Test("A queue that exists with other arguments is reported, asked for seldom, and harms no other transport")
    func mismatch() async throws {
        let url = try TestBroker.url()
        let queue = uniqueName("queue")
        func topology(_ length: Int64) -> Topology {
            Topology(queues: [
                .init(queue, arguments: ["x-max-length": .integer(length), "x-expires": .integer(60_000)])
            ])
        }
        try await Running.transport(url, topology(5)) { first, _ in
            try await first.publishStubbornly("1", to: queue)
            try await Running.transport(url, topology(6), { $0.retryDelay = .milliseconds(1)...(.seconds(3_600)) }) {
                second, events in
                let (error, wait) = try #require(
                    await events.next { if case .lost(_, let error, let wait) = $0 { (error, wait) } else { nil } })
                #expect(error.code == .mismatch)
                #expect(error.detail?.contains("x-max-length") == true)
                #expect(wait == .seconds(3_600))
                #expect(second.state.word == "waiting")
            }
            #expect(await first.subscribe(to: queue, prefetch: 1).nextBatch(upTo: 1).map(\.text) == ["1"])
        }
    }

    @Test("A wrong password is reported as denied, tried again, and never shown")
    func wrongPassword() async throws {
        let url = try TestBroker.url().replacing(/:[^:@\/]*@/, with: ":hunter2@")
        try await Running.transport(url, Topology()) { transport, events in
            for _ in 0..<2 { #expect(await events.nextLoss(.publishing)?.code == .denied) }
            let error = await #expect(throws: TransportError.self) {
                try await transport.publish(OutboundMessage(exchange: "", routingKey: "q", body: []))
            }
            #expect(error?.code == .unreachable)
            for text in [events.text, error?.debugDescription ?? "", "\(transport.state)"] {
                #expect(!text.contains("hunter2"))
            }
        }
    }

    @Test("A virtual host that does not exist is reported as denied")
    func wrongVirtualHost() async throws {
        let url = try TestBroker.url().replacing(/@([^\/]*).*$/) { "@\($0.output.1)/nowhere" }
        try await Running.transport(url, Topology()) { _, events in
            let error = await events.nextLoss(.publishing)
            #expect(error?.code == .denied)
            #expect(error?.detail?.contains("nowhere") == true)
        }
    }

    @Test(
        "A broker that can't be reached is tried again and again, and whoever publishes meanwhile hears of it in time")
    func unreachable() async throws {
        // Port 1 is reserved and nobody's.
        try await Running.transport("amqp://u:p@127.0.0.1:1", Topology()) { transport, events in
            let subscription = transport.subscribe(to: "q", prefetch: 1)
            for _ in 0..<3 { #expect(await events.nextLoss(.publishing)?.code == .unreachable) }
            #expect(await events.nextLoss(.consuming)?.code == .unreachable)
            let error = await #expect(throws: TransportError.self) {
                try await transport.publish(OutboundMessage(exchange: "", routingKey: "q", body: []))
            }
            #expect(error?.code == .unreachable)
            _ = subscription
        }
    }

    @Test("A queue that is not there is waited for")
    func absentQueue() async throws {
        let queue = uniqueName("late")
        try await Running.transport(try TestBroker.url(), Topology()) { early, events in
            let subscription = early.subscribe(to: queue, prefetch: 1)
            #expect(await events.nextInterruption()?.code == .notFound)
            let topology = Topology(queues: [.init(queue, arguments: ["x-expires": .integer(60_000)])])
            try await Running.transport(try TestBroker.url(), topology) { late, _ in
                try await late.publishStubbornly("1", to: queue)
                #expect(await subscription.nextBatch(upTo: 1).map(\.text) == ["1"])
            }
        }
    }

    @Test("How many messages wait in a queue is told now and then, without those that were handed out")
    func measures() async throws {
        let queue = uniqueName("queue")
        let topology = Topology(queues: [.init(queue, arguments: ["x-expires": .integer(60_000)])])
        try await Running.transport(try TestBroker.url(), topology, { $0.measuring = .milliseconds(20) }) {
            transport, events in
            for text in ["1", "2", "3", "4", "5"] { try await transport.publishStubbornly(text, to: queue) }
            let subscription = transport.subscribe(to: queue, prefetch: 2)
            func next(_ wanted: Int) async {
                _ = await events.next { if case .measured(queue, waiting: wanted) = $0 { () } else { nil } }
            }
            await next(3)
            for _ in 0..<5 { subscription.acknowledge(await subscription.nextBatch(upTo: 1).map(\.id)) }
            await next(0)
            #expect(events.all.allSatisfy { !$0.isTrouble })
        }
    }

    @Test("A transport that only publishes has no use for a second connection, and is in good health")
    func publishingOnly() async throws {
        try await Running.transport(try TestBroker.url(), Topology()) { transport, events in
            await events.nextConnection(.publishing)
            #expect(transport.state.word == "connected")
            #expect(!events.text.contains("consuming"))
        }
    }

    @Test("A message in the name of another user is refused before it is sent")
    func otherUser() async throws {
        try await Running.transport(try TestBroker.url(), Topology()) { transport, _ in
            let properties = MessageProperties(userID: "SG-SOMEBODY")
            let error = await #expect(throws: TransportError.self) {
                try await transport.publish(
                    OutboundMessage(exchange: "", routingKey: "q", properties: properties, body: []))
            }
            #expect(error?.code == .invalid)
        }
    }

    @Test("A setting that can't work is refused before anything runs")
    func settings() throws {
        let changes: [@Sendable (inout RabbitMQConfiguration) -> Void] = [
            { $0.heartbeat = .zero }, { $0.heartbeat = .seconds(100_000) }, { $0.publishWindow = 0 },
            { $0.publishTimeout = .zero }, { $0.measuring = .zero }, { $0.answerTimeout = .seconds(-1) },
            { $0.retryDelay = .zero ... .zero },
        ]
        for change in changes {
            var configuration = try RabbitMQConfiguration(url: "amqp://h", topology: Topology())
            change(&configuration)
            let error = #expect(throws: TransportError.self) { try RabbitMQTransport(configuration) }
            #expect(error?.code == .invalid)
        }
    }
}
