// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Synchronization
import TestSupport
import Testing

/// Receivers that publish through a broker, each under a user of its own, and what the broker confirmed.
///
/// Each sends the same message again, with the same id, until it is confirmed, as a receiver with a spool does.
final class SendingLoad: Sendable {
    private struct State {
        var confirmed: Set<String> = []
        var refusals: [TransportError.Code: Int] = [:]
        var next: [Int]
        var isOver = false
    }

    /// Each has several messages on the way at once.
    private static let receivers = 4
    private static let password = "word"

    private let broker: BrokerProcess
    private let lanes: Int
    private let copies: ClosedRange<Int>
    private let padding: String
    private let state: Mutex<State>
    private let (progress, progressSink) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    /// What the receivers' connections went through.
    let events = EventDiary<(serial: Serial, event: TransportEvent)>()

    /// A load on a broker.
    ///
    /// - Parameters:
    ///   - lanes: How many messages are on the way at once.
    ///   - copies: How often a message is published though the first copy was confirmed.
    ///   - padding: How many bytes a message has at least.
    init(on broker: BrokerProcess, lanes: Int = 16, copies: ClosedRange<Int> = 1...1, padding: Int = 0) {
        self.broker = broker
        self.lanes = lanes
        self.copies = copies
        self.padding = String(repeating: "x", count: padding)
        state = Mutex(State(next: Array(repeating: 0, count: lanes)))
    }

    /// The receivers that send.
    static var serials: [Serial] { (0..<receivers).map { Serial(sensorgnome: "0000RPI3\(1000 + $0)") } }

    /// What a stored frame of this load is called.
    static let name: @Sendable (StoredFrame) -> String = { $0.message?.summary ?? "(not of this load)" }

    /// The messages that the broker has taken responsibility for.
    var confirmed: Set<String> { state.withLock { $0.confirmed } }
    /// How often a message had to be sent again, by the reason.
    var refusals: [TransportError.Code: Int] { state.withLock { $0.refusals } }

    /// Gives each receiver a user that may write to the uplink and do nothing else.
    func register() async throws {
        let users = Self.serials.map { "<<\"\($0.text)\">>" }.joined(separator: ",")
        try await broker.control(
            "eval",
            """
            [begin rabbit_auth_backend_internal:add_user(User, <<"\(Self.password)">>, <<"test">>),
            rabbit_auth_backend_internal:set_permissions(
            User, <<"/">>, <<"^$">>, <<"^gnome\\\\.uplink$">>, <<"^$">>, <<"test">>) end || User <- [\(users)]].
            """)
    }

    /// Tells a server of the receivers, and waits until it takes messages from the broker.
    func register(with server: TestServer) async throws {
        for serial in Self.serials {
            try await server.add(serial.text)
        }
        #expect(try await server.eventually { try await server.isConnected })
    }

    /// Lets the receivers publish while a closure runs; each message that was begun is confirmed at the end.
    func run(port: UInt16? = nil, while body: () async throws -> Void) async throws {
        state.withLock { $0.isOver = false }
        try await withThrowingTaskGroup(of: Void.self) { group in
            var transports: [RabbitMQTransport] = []
            for serial in Self.serials {
                let url = broker.url(user: serial.text, password: Self.password, port: port)
                var settings = try RabbitMQConfiguration(url: url, topology: Topology()).forTrials
                settings.onEvent = { [events] in events.note((serial, $0)) }
                let transport = try RabbitMQTransport(settings)
                transports.append(transport)
                group.addTask { try await transport.run() }
            }
            defer { finish() }
            try await withThrowingTaskGroup(of: Void.self) { senders in
                for lane in 0..<lanes {
                    let receiver = lane % transports.count
                    let (transport, serial) = (transports[receiver], Self.serials[receiver])
                    senders.addTask { try await self.send(as: serial, lane: lane, over: transport) }
                }
                defer { finish() }
                try await body()
                finish()
                try await senders.waitForAll()
            }
            for transport in transports { transport.beginGracefulShutdown() }
            try await group.waitForAll()
        }
    }

    /// Waits until so many more messages were confirmed.
    func progress(_ count: Int) async {
        let goal = confirmed.count + count
        await until { self.confirmed.count >= goal }
    }

    /// Waits until something is so; looks after each message.
    func until(_ isSo: () -> Bool) async {
        if isSo() { return }
        for await _ in progress where isSo() { return }
    }

    private func finish() { state.withLock { $0.isOver = true } }

    private func send(as serial: Serial, lane: Int, over transport: RabbitMQTransport) async throws {
        var random = SplitMix(seed: UInt64(lane))
        while case let number = state.withLock({ $0.isOver ? nil : $0.next[lane] }), let number {
            let name = "\(lane)/\(number)"
            for _ in 0..<Int.random(in: copies, using: &random) {
                try await publishStubbornly(name, as: serial, over: transport)
            }
            state.withLock { $0.next[lane] += 1 }
        }
    }

    private func publishStubbornly(_ name: String, as serial: Serial, over transport: RabbitMQTransport) async throws {
        let note = Note(id: serial.text, text: name, extras: padding.isEmpty ? [:] : ["padding": .string(padding)])
        let message = OutboundMessage(
            exchange: "gnome.uplink", routingKey: "\(serial.text).note",
            properties: MessageProperties(
                contentType: "application/json", messageID: "message-\(name)", userID: serial.text),
            body: note.bytes)
        while true {
            defer { progressSink.yield() }
            do throws(TransportError) {
                try await transport.publish(message)
                state.withLock { _ = $0.confirmed.insert(name) }
                return
            } catch {
                state.withLock { $0.refusals[error.code, default: 0] += 1 }
                switch error.code {
                // Later it may be otherwise; while a queue is declared again, nobody gets the message.
                case .unreachable, .timeout, .rejected, .unroutable, .notFound: continue
                default: throw error
                }
            }
        }
    }
}

extension RabbitMQConfiguration {
    /// The same with short waits, so that what goes wrong is seen soon.
    var forTrials: RabbitMQConfiguration {
        var settings = self
        settings.retryDelay = .milliseconds(1)...(.milliseconds(60))
        settings.publishTimeout = .seconds(15)
        settings.answerTimeout = .seconds(5)
        settings.heartbeat = .seconds(1)
        return settings
    }
}
