// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite("Dead letters of a real broker", .enabled(if: TestBroker.isThere), .timeLimit(.minutes(10)))
struct DeadLetterTests {
    @Test("what was given back too often waits in quarantine once, also after kill -9, and its queue is empty")
    func quarantinesOnce() async throws {
        try await TestBroker.withVirtualHost { broker in
            let serial = Serial.unique
            try await broker.withUser(serial.text) { url in try await Self.setAside(60, of: serial, over: url) }
            try await withTemporaryFolder { folder in
                // Each life ends as soon as it has begun to take them, at whatever point it is then.
                var server = try await TestServer.start(in: folder, ["--amqp-url", broker.url])
                for _ in 0..<3 {
                    #expect(try await server.eventually { try await !server.quarantine().isEmpty })
                    server.program.signal(9)
                    _ = await server.program.end()
                    server = try await TestServer.start(in: folder, ["--amqp-url", broker.url])
                }
                #expect(try await server.eventually { try await server.quarantine().count >= 60 })
                #expect(try await server.eventually { try await broker.depth(of: Topology.deadLetterQueue) == 0 })
                let entries = try await server.quarantine()
                #expect(entries.count == 60)
                #expect(Set(entries.map(\.reason)) == [.deadLettered])
                #expect(Set(entries.map(\.serial)) == [serial])
                #expect(Set(entries.map(\.route)) == ["gnome.uplink/\(serial).status"])
                #expect(try await server.allMessages().isEmpty)
                await server.stop()
            }
        }
    }

    @Test("a queue of dead letters that never answers holds up no other messages")
    func silentQueue() async throws {
        // The method basic.consume with the queue's name, as AMQP 0-9-1 spells it.
        let consume = [0, 60, 0, 20, 0, 0, UInt8(Topology.deadLetterQueue.utf8.count)] + Topology.deadLetterQueue.utf8
        try await TestBroker.withVirtualHost { broker in
            try await TCPRelay.with(to: broker.port, darkWhereSaid: consume) { relay in
                let url = broker.url.replacing(":\(broker.port)/", with: ":\(relay.port)/")
                try await withServer(["--amqp-url", url]) { server in
                    try await server.add("SG-F28CRPI33503")
                    #expect(try await server.eventually { relay.darkLines > 0 })
                    for number in 0..<20 {
                        try await broker.publish(#"{"id": "SG-F28CRPI33503", "message": "\#(number)"}"#)
                    }
                    #expect(try await server.eventually { try await server.allMessages().count == 20 })
                }
            }
        }
    }

    /// Sends messages and gives them back until the broker hands them out no more.
    private static func setAside(_ count: Int, of serial: Serial, over url: String) async throws {
        let transport = try RabbitMQTransport(RabbitMQConfiguration(url: url, topology: .uplink))
        async let running: Void = transport.run()
        for number in 0..<count {
            try await transport.publish(
                OutboundMessage(
                    exchange: Frame.uplinkExchange, routingKey: "\(serial).status",
                    properties: MessageProperties(messageID: "\(number)", userID: serial.text),
                    body: Array("\(number)".utf8)))
        }
        let subscription = transport.subscribe(to: Topology.ingestQueue, prefetch: count)
        var handedOut = 0
        // The limit of the queue is 20 deliveries after the first.
        while handedOut < count * 21 {
            let batch = await subscription.nextBatch(upTo: count)
            try #require(!batch.isEmpty, "the subscription has ended")
            handedOut += batch.count
            subscription.giveBack(batch.map(\.id))
        }
        transport.beginGracefulShutdown()
        try await running
    }
}

extension Serial {
    /// A serial that no other test and no other run has: users belong to the whole broker.
    static var unique: Serial {
        let signs = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let random = (0..<8).map { _ in signs[Int.random(in: 0..<signs.count)] }
        return Serial(sensorgnome: String(random[..<4]) + "RPI3" + String(random[4...]))
    }
}
