// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import GnomeTransportConformance
import Testing

@Suite("InProcessTransport", .timeLimit(.minutes(10)))
struct InProcessTransportTests {
    private static let broker = InProcessBroker()
    private let backend = TransportBackend("in-process", capabilities: [.fullQueues, .deadLetters]) {
        InProcessTransport($0, broker: broker)
    }

    @Test("It keeps the promises of MessageTransport", arguments: TransportPromise.all)
    func keeps(promise: TransportPromise) async throws {
        try await backend.keeps(promise)
    }

    @Test("Without x-overflow, a full queue drops its oldest message for the newest, to the dead letters")
    func dropsHead() async throws {
        let topology = Topology(
            exchanges: [.init("dead", .direct)],
            queues: [
                .init(
                    "short",
                    arguments: [
                        "x-max-length": .integer(2), "x-dead-letter-exchange": .text("dead"),
                        "x-dead-letter-routing-key": .text("buried"),
                    ]), .init("dead"),
            ],
            bindings: [.init(from: "dead", to: "dead", pattern: "buried")])
        let transport = InProcessTransport(topology)
        async let running: Void = transport.run()
        for number in UInt8(1)...3 {
            try await transport.publish(OutboundMessage(exchange: "", routingKey: "short", body: [number]))
        }
        #expect(await transport.subscribe(to: "short", prefetch: 9).nextBatch(upTo: 9).map(\.body) == [[2], [3]])
        #expect(await transport.subscribe(to: "dead", prefetch: 9).nextBatch(upTo: 9).map(\.body) == [[1]])
        transport.beginGracefulShutdown()
        try await running
    }

    @Test("A topology that does not fit what the broker has is refused, as nobody else will change that")
    func mismatch() async throws {
        let broker = InProcessBroker()
        let first = InProcessTransport(
            Topology(exchanges: [.init("e", .topic)], queues: [.init("q")]), broker: broker)
        async let running: Void = first.run()
        try await first.publish(OutboundMessage(exchange: "", routingKey: "q", body: []))
        let others: [(Topology, TransportError.Code)] = [
            (Topology(exchanges: [.init("e", .fanout)]), .mismatch),
            (Topology(queues: [.init("q", arguments: ["x-max-length": .integer(1)])]), .mismatch),
            (Topology(queues: [.init("p")], bindings: [.init(from: "none", to: "p")]), .notFound),
            (Topology(exchanges: [.init("e", .topic)], bindings: [.init(from: "e", to: "none")]), .notFound),
        ]
        for (topology, code) in others {
            let other = InProcessTransport(topology, broker: broker)
            async let waiting = other.subscribe(to: "q", prefetch: 1).nextBatch(upTo: 1)
            let error = await #expect(throws: TransportError.self) { try await other.run() }
            #expect(error?.code == code)
            #expect(await waiting.isEmpty)
        }
        first.beginGracefulShutdown()
        try await running
    }
}
