// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeReceiver
import GnomeTransport
import Synchronization
import TestSupport
import Testing

@Suite("The links of a receiver", .timeLimit(.minutes(10)))
struct LinkTests {
    private static let serial = Serial(sensorgnome: "F28CRPI33503")

    /// A server that answers what it is told to.
    private final class ScriptedServer: HTTPClient {
        let answers: Mutex<[HTTPResponse]>
        let requests = Mutex<[HTTPClientRequest]>([])

        init(_ answers: [HTTPResponse]) { self.answers = Mutex(answers) }

        func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse {
            requests.withLock { $0.append(request) }
            return answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        }
    }

    /// Sends one message over a link by way of a client.
    private static func report(
        over link: any ReceiverLink, handler: ReceiverClient.CommandHandler? = nil,
        until isDone: @escaping @Sendable (ReceiverEvent) -> Bool
    ) async throws {
        try await withTemporaryFolder { folder in
            let (events, sink) = AsyncStream<ReceiverEvent>.makeStream()
            let client = try await ReceiverClient(
                ReceiverSettings(serial: serial, folder: folder + "/spool"), over: link,
                now: { Timestamp(seconds: 1_777_636_800) }, pause: { _ in }, observe: { sink.yield($0) },
                handler: handler)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await client.run() }
                try await client.send(kind: "status", body: .object(["battery": .number(12.6)]))
                for await event in events where isDone(event) { break }
                client.beginGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    private static func isSent(_ event: ReceiverEvent) -> Bool { if case .sent = event { true } else { false } }

    @Test(
        "any 2xx confirms, and anything else keeps the message and says why",
        arguments: [
            (401, .denied), (403, .denied), (404, .notFound), (421, .notFound), (400, .rejected), (413, .rejected),
            (429, .rejected), (500, .rejected), (302, .rejected),
        ] as [(Int, TransportError.Code)])
    func answers(status: Int, code: TransportError.Code) async throws {
        let server = ScriptedServer([HTTPResponse(status: status), HTTPResponse(status: 202)])
        let link = ServerLink(client: server, server: "http://localhost:1", serial: Self.serial, key: "key")
        let waits = Mutex<[TransportError.Code]>([])
        try await Self.report(over: link) { event in
            if case .waiting(let error, _) = event { waits.withLock { $0.append(error.code) } }
            return Self.isSent(event)
        }
        #expect(waits.withLock { $0 } == [code])
        let requests = server.requests.withLock { $0 }
        #expect(requests.count == 2 && requests[0] == requests[1])
        #expect(requests[0].url == "http://localhost:1/agent/messages")
        #expect(requests[0].headers["Content-Type"] == CompactForm.contentType)
        #expect(requests[0].headers["Authorization"] == "Basic U0ctRjI4Q1JQSTMzNTAzOmtleQ==")
    }

    @Test(
        "a server that asks to be left alone is, but for no longer than some hours",
        arguments: [("30", 30), ("0", 0), ("999999", 21_600), ("Wed, 21 Oct 2026 07:28:00 GMT", 0), ("-5", 0)])
    func retryAfter(value: String, seconds: Int) async throws {
        let server = ScriptedServer([
            HTTPResponse(status: 503, headers: ["Retry-After": value]), HTTPResponse(status: 202),
        ])
        let link = ServerLink(client: server, server: "http://localhost:1", serial: Self.serial, key: "key")
        let waits = Mutex<[Duration]>([])
        try await Self.report(over: link) { event in
            if case .waiting(_, let pause) = event { waits.withLock { $0.append(pause) } }
            return Self.isSent(event)
        }
        let wait = try #require(waits.withLock { $0.first })
        // The pause of the first failure is added, at most a second.
        #expect(wait >= .seconds(seconds) && wait <= .seconds(seconds + 1))
    }

    @Test("the answer of the server brings commands, which are done")
    func commands() async throws {
        let command = Command(id: "c", serial: Self.serial.text, name: "test")
        let answer = #"{"commands":[\#(String(decoding: command.bytes, as: UTF8.self))],"more":1}"#
        let server = ScriptedServer([HTTPResponse(status: 200, body: Array(answer.utf8))])
        let link = ServerLink(client: server, server: "http://localhost:1", serial: Self.serial, key: "key")
        let sent = Mutex(0)
        let runs = Mutex(0)
        try await Self.report(
            over: link,
            handler: { command in
                runs.withLock { $0 += 1 }
                return CommandOutcome(command: command.id, status: .done)
            }
        ) { event in
            // The report, and the outcome of the command; the server gave the command again with both.
            sent.withLock { sent in
                if Self.isSent(event) { sent += 1 }
                return sent == 2
            }
        }
        #expect(runs.withLock { $0 } == 1)
    }

    @Test("over a broker a message goes to the receiver's address under its name, and commands come from its queue")
    func broker() async throws {
        let shared = InProcessBroker()
        let topology =
            Topology.uplink
            + Topology(
                exchanges: [.init("gnome.downlink", .direct)], queues: [.init("gnome.downlink.\(Self.serial)")],
                bindings: [
                    .init(from: "gnome.downlink", to: "gnome.downlink.\(Self.serial)", pattern: Self.serial.text)
                ])
        let server = InProcessTransport(topology, broker: shared)
        let link = BrokerLink(InProcessTransport(Topology(), broker: shared), serial: Self.serial)
        async let serving: Void = server.run()
        try await server.publish(
            OutboundMessage(
                exchange: "gnome.downlink", routingKey: Self.serial.text,
                body: Command(id: "c", serial: Self.serial.text, name: "test").bytes))
        let sent = Mutex(0)
        try await Self.report(over: link, handler: { .init(command: $0.id, status: .done) }) { event in
            sent.withLock { sent in
                if Self.isSent(event) { sent += 1 }
                return sent == 2
            }
        }
        let deliveries = await server.subscribe(to: "gnome.ingest", prefetch: 10).nextBatch(upTo: 10)
        #expect(Set(deliveries.map(\.routingKey)) == ["\(Self.serial).status", "\(Self.serial).result"])
        #expect(deliveries.allSatisfy { $0.properties.userID == Self.serial.text && $0.properties.messageID != nil })
        server.beginGracefulShutdown()
        try await serving
    }
}
