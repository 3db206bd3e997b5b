// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import TestSupport
import Testing

@testable import GnomeReceiver

@Suite("The AsyncAPI document and what is really sent", .timeLimit(.minutes(10)))
struct AsyncAPITests {
    private static let serial = Serial(sensorgnome: "F28CRPI33503")
    private let document: AsyncAPIDocument

    init() throws { document = try AsyncAPIDocument() }

    private func members(_ path: String...) throws -> [String: JSONValue] {
        let value = path.reduce(document.json as JSONValue?) { $0?[$1] }
        guard case .object(let members)? = value else { throw CodecError("no object at \(path)") }
        return members
    }

    @Test("it is of version 3, and whatever it refers to is there")
    func isWhole() throws {
        #expect(document.json["asyncapi"]?.text == "3.0.0")
        #expect(document.references.count > 20)
        for reference in document.references {
            #expect(JSONSchema.resolve(reference, in: document.json) != nil, "\(reference)")
        }
        for (name, operation) in try members("operations") {
            #expect(["send", "receive"].contains(operation["action"]?.text), "\(name)")
            #expect(operation["channel"]?["$ref"]?.text?.hasPrefix("#/channels/") == true, "\(name)")
        }
    }

    @Test("its exchanges are those that the server declares, and of the same kind")
    func exchanges() throws {
        let declared = Topology.uplink + .proofOfConcept + .events
        var found: Set<String> = []
        for (name, channel) in try members("channels") {
            let exchange = channel["bindings"]?["amqp"]?["exchange"]
            let told = try #require(exchange?["name"]?.text, "\(name)")
            found.insert(told)
            guard let ours = declared.exchanges.first(where: { $0.name == told }) else { continue }
            #expect(exchange?["type"]?.text == ours.kind.rawValue, "\(name)")
        }
        #expect(found == ["gnome.uplink", "gnome.downlink", "gnome.events", "sensorgnome-exchange"])
    }

    @Test("its examples fit their schemas, and are read by the code that reads such messages")
    func examples() throws {
        var count = 0
        for (name, message) in try members("components", "messages") {
            guard case .array(let examples)? = message["examples"] else { continue }
            for example in examples {
                let payload = try #require(example["payload"])
                #expect(document.complaints(about: payload, as: name) == [], "\(name)")
                switch name {
                case "command": #expect(try Command(payload).bytes == payload.bytes)
                // The server writes these and reads none.
                case "event": break
                default:
                    let frame = Frame(way: .amqp, route: "x", receivedAt: Timestamp(seconds: 0), body: payload.bytes)
                    _ = try MessageDecoder.decode(frame, body: frame.body)
                }
                count += 1
            }
        }
        #expect(count >= 4)
    }

    @Test(
        "what a client sends fits: reports, and outcomes of every sort, in either form",
        arguments: UplinkMessage.Form.allCases)
    func clientMessages(form: UplinkMessage.Form) async throws {
        try await withTemporaryFolder { folder in
            var settings = ReceiverSettings(serial: Self.serial, folder: folder + "/spool")
            settings.form = form
            settings.spoolLimit = 1 << 10
            // What is sent is looked at, not whether it would survive.
            settings.survivesPowerFailures = false
            let shared = InProcessBroker()
            let queue = Topology(queues: [.init("gnome.downlink.\(Self.serial)")])
            let server = InProcessTransport(.uplink + queue, broker: shared)
            let commands = CommandOutcome.Status.allCases.map {
                Command(id: $0.rawValue, serial: Self.serial.text, name: $0.rawValue).bytes
            }
            for command in commands {
                #expect(document.complaints(about: try #require(JSONValue(bytes: command)), as: "command") == [])
            }
            let (events, sink) = AsyncStream<ReceiverEvent>.makeStream()
            let client = try await ReceiverClient(
                settings, over: BrokerLink(InProcessTransport(Topology(), broker: shared), serial: Self.serial),
                now: { Timestamp(microseconds: 1_777_636_800_123_456) }, pause: { _ in }, observe: { sink.yield($0) },
                handler: { command in
                    CommandOutcome(
                        command: command.id, status: .init(rawValue: command.name) ?? .refused, output: "tried")
                })
            // More than the spool takes, so that some are dropped and told of.
            for number in 0..<40 {
                try await client.send(
                    kind: "status", body: .object(["number": .integer(Int64(number))]), next: .milliseconds(1500))
            }
            let left = await client.backlog
            #expect(left < 40)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                group.addTask { try await client.run() }
                for command in commands {
                    try await server.publish(
                        OutboundMessage(exchange: "", routingKey: "gnome.downlink.\(Self.serial)", body: command))
                }
                var sent = 0
                for await event in events {
                    if case .sent = event { sent += 1 }
                    if sent == left + commands.count { break }
                }
                client.beginGracefulShutdown()
                let deliveries = await server.subscribe(to: "gnome.ingest", prefetch: 1000).nextBatch(upTo: 1000)
                #expect(deliveries.count == sent)
                for delivery in deliveries { try check(delivery) }
                server.beginGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    private func check(_ delivery: Delivery) throws {
        let compact = CompactForm.isNamed(by: delivery.properties.contentType)
        let json = compact ? try CompactForm.unpack(delivery.body, limit: 1 << 20) : delivery.body
        let kind = String(delivery.routingKey.split(separator: ".").last ?? "")
        let payload = try #require(JSONValue(bytes: json))
        #expect(document.complaints(about: payload, as: kind) == [], "\(payload.compactText)")
        var headers: [String: String] = [:]
        headers["content-type"] = delivery.properties.contentType
        headers["message-id"] = delivery.properties.messageID
        headers["user-id"] = delivery.properties.userID
        #expect(document.complaints(aboutHeaders: headers) == [])
    }

    @Test("what simulated receivers say in the form of the proof of concept fits")
    func notes() throws {
        var receiver = SimulatedReceiver(number: 1, seed: 2)
        for _ in 0..<20 {
            let payload = try #require(JSONValue(bytes: receiver.note().bytes))
            #expect(document.complaints(about: payload, as: "note") == [])
        }
    }

    @Test(
        "what the server tells others on gnome.events fits, whatever it is told of",
        arguments: ["{}", "no JSON", String(repeating: "x", count: ForwardEvent.bodyLimit + 1)], [true, false])
    func events(body: String, isDeployed: Bool) async throws {
        let transport = InProcessTransport(
            .events + Topology(queues: [.init("all")], bindings: [.init(from: "gnome.events", to: "all", pattern: "#")])
        )
        let carrier = BrokerCarrier(to: "gnome.events", over: .own(transport), routing: .usual, needsQueue: false)
        let running = Task { await carrier.run() }
        let deployment = MotusDeployment(
            motusID: 1, projectID: 9, deviceID: nil, receiverType: nil, name: "Haven", status: .active, start: nil)
        let events = zip(MessageKind.allCases, Int64(1)...).map { kind, number in
            let frame = Frame(
                way: isDeployed ? .amqp : .http, route: "x", receivedAt: Timestamp(seconds: 9),
                contentType: "text/plain", attributes: ["feature": "cw"],
                proof: isDeployed ? .brokerUser(Self.serial.text) : .none, body: Array(body.utf8))
            return ForwardEvent(
                StoredFrame(
                    id: FrameID(rawValue: number), receiver: ReceiverID(rawValue: 1), serial: Self.serial, kind: kind,
                    deviceTime: isDeployed ? Timestamp(seconds: 5) : nil, frame: frame),
                unpacked: frame.body, deployment: isDeployed ? deployment : nil)
        }
        #expect(await carrier.carry(events) == Carried(count: events.count))
        let deliveries = await transport.subscribe(to: "all", prefetch: 100).nextBatch(upTo: 100)
        #expect(deliveries.count == events.count)
        for delivery in deliveries {
            let payload = try #require(JSONValue(bytes: delivery.body))
            #expect(document.complaints(about: payload, as: "event") == [])
            var headers: [String: String] = [:]
            headers["content-type"] = delivery.properties.contentType
            headers["message-id"] = delivery.properties.messageID
            #expect(document.complaints(aboutHeaders: headers, as: "eventHeaders") == [])
        }
        running.cancel()
        await running.value
    }

    @Test("it says the same of an event as the schema for those who are told by webhook")
    func eventSchema() throws {
        let path = RunningProgram.packageRoot + "Docs/schemas/forward-event.json"
        let schema = try #require(JSONValue(bytes: Array(try Data(contentsOf: URL(filePath: path)))))
        let ours = try members("components", "schemas", "event")
        #expect(ours["properties"] == schema["properties"] && ours["properties"] != nil)
        #expect(ours["required"] == schema["required"] && ours["required"] != nil)
    }

    @Test(
        "what does not fit is found",
        arguments: [
            ("status", #"{"v":1,"serial":"SG-1","kind":"status","body":{}}"#),
            ("status", #"{"v":2,"id":"a","serial":"SG-1","kind":"status","body":{}}"#),
            ("status", #"{"v":1,"id":"a","serial":"SG 1","kind":"status","body":{}}"#),
            ("status", #"{"v":1,"id":"a","serial":"SG-1","kind":"state","body":{}}"#),
            ("status", #"{"v":1,"id":"a","serial":"SG-1","kind":"status","body":[]}"#),
            ("status", #"{"v":1,"id":"a","serial":"SG-1","kind":"status","body":{},"time":"noon"}"#),
            ("status", #"{"v":1,"id":"a","serial":"SG-1","kind":"status","body":{},"next":-1}"#),
            ("status", #"{"v":1,"id":"a","serial":"SG-1","kind":"status","body":{},"seq":1.5}"#),
            ("status", #"{"v":1,"id":"","serial":"SG-1","kind":"status","body":{}}"#),
            ("result", #"{"v":1,"id":"a","serial":"SG-1","kind":"result","body":{"command":"c","status":"perhaps"}}"#),
            ("command", #"{"v":1,"id":"a","serial":"SG-1","name":"n","arguments":3}"#), ("note", #"{"id":"SG-1"}"#),
            ("note", #"{"id":1,"message":"x"}"#), ("event", #"{"v":1,"id":"a"}"#), ("nothing", "{}"),
        ])
    func misfits(message: String, payload: String) throws {
        let value = try #require(JSONValue(bytes: Array(payload.utf8)))
        #expect(document.complaints(about: value, as: message) != [])
    }

    @Test("a schema with a keyword that the check does not know is a complaint, not a pass")
    func unknownKeywords() {
        let document = JSONValue.object([
            "a": .object(["oneOf": .array([])]), "b": .object(["format": .string("uuid")]),
        ])
        #expect(JSONSchema("#/a", of: document).complaints(about: .null) != [])
        #expect(JSONSchema("#/b", of: document).complaints(about: .string("x")) != [])
    }
}
