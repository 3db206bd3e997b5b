// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport
import Synchronization
import Testing

@Suite("Bringing events to targets", .timeLimit(.minutes(10)))
struct ForwardCarrierTests {
    private let noon = Timestamp(seconds: 1_777_636_800)

    private func events(_ count: Int) throws -> [ForwardEvent] {
        let serial = try #require(Serial("SG-F28CRPI33503"))
        return (1...count).map { number in
            let stored = StoredFrame(
                id: FrameID(rawValue: Int64(number)), receiver: ReceiverID(rawValue: 1), serial: serial, kind: .note,
                deviceTime: nil,
                frame: Frame(way: .http, route: "/", receivedAt: noon, body: Array("{\"n\": \(number)}".utf8)))
            return ForwardEvent(stored, unpacked: stored.frame.body, deployment: nil)
        }
    }

    /// Answers as a script says, and remembers what it was asked.
    private final class Client: HTTPClient {
        let requests = Mutex<[HTTPClientRequest]>([])
        let answer: Result<HTTPResponse, TransportError>

        init(_ answer: Result<HTTPResponse, TransportError>) { self.answer = answer }

        func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse {
            requests.withLock { $0.append(request) }
            return try answer.get()
        }
    }

    private func webhook(_ client: Client) throws -> WebhookCarrier {
        WebhookCarrier(
            to: "https://example.org/hook", of: try #require(ForwardName(rawValue: "archive")),
            signer: WebhookSigner(secret: "hush"), client: client, now: { noon })
    }

    @Test("events are posted together, in order, signed, and without waiting long for the answer")
    func posts() async throws {
        let client = Client(.success(HTTPResponse(status: 204)))
        #expect(try await webhook(client).carry(events(2)) == Carried(count: 2))
        let request = try #require(client.requests.withLock { $0.first })
        #expect(request.method == "POST" && request.timeout == .seconds(10) && request.answerLimit <= 1 << 16)
        let body = try #require(request.body)
        let value = try #require(JSONValue(bytes: body))
        #expect(value["forward"]?.text == "archive" && value["v"] == .integer(1))
        guard case .array(let events)? = value["events"] else { return #expect(Bool(false)) }
        #expect(events.compactMap { $0["body"]?["n"] } == [.integer(1), .integer(2)])
        let header = try #require(request.headers[WebhookSignature.header])
        #expect(WebhookSigner(secret: "hush").accepts(header, of: body, at: noon))
        #expect(!WebhookSigner(secret: "other").accepts(header, of: body, at: noon))
        #expect(!WebhookSigner(secret: "hush").accepts(header, of: body + [32], at: noon))
        #expect(!WebhookSigner(secret: "hush").accepts(header, of: body, at: noon.advanced(by: .seconds(301))))
        #expect(!WebhookSigner(secret: "hush").accepts("t=1", of: body, at: noon))
    }

    @Test("the code is HMAC-SHA-256 (RFC 4231, case 2)")
    func vector() {
        #expect(
            Secrets.hmacSHA256(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)).hex
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test(
        "an answer decides what becomes of the events",
        arguments: [
            (200, nil), (299, nil), (410, .gone), (400, .refused), (413, .refused), (415, .refused), (422, .refused),
            (301, .away), (401, .away), (403, .away), (404, .away), (408, .away), (429, .away), (500, .away),
            (503, .away),
        ] as [(Int, ForwardFailure.Kind?)])
    func statuses(status: Int, kind: ForwardFailure.Kind?) async throws {
        let carried = try await webhook(Client(.success(HTTPResponse(status: status)))).carry(events(2))
        #expect(carried.count == (kind == nil ? 2 : 0))
        #expect(carried.failure?.kind == kind)
        #expect(carried.failure?.message.contains("\(status)") != false)
    }

    @Test(
        "a target may ask for time, within reason",
        arguments: [("120", 120), ("999999999", 3600), ("-5", 0), ("Fri, 01 May 2026 12:00:00 GMT", nil)])
    func retryAfter(value: String, seconds: Int?) async throws {
        let answer = HTTPResponse(status: 503, headers: ["Retry-After": value])
        let carried = try await webhook(Client(.success(answer))).carry(events(1))
        #expect(carried.failure?.retryAfter == seconds.map { .seconds($0) })
    }

    @Test("a target that can't be reached is away")
    func unreachable() async throws {
        let client = Client(.failure(TransportError(.timeout, "Too late.")))
        #expect(
            try await webhook(client).carry(events(1))
                == Carried(count: 0, failure: ForwardFailure(.away, "Too late.")))
    }

    @Test("an event is a message with its id, under its key; where nobody wants it, it has arrived")
    func broker() async throws {
        let topology =
            Topology.events
            + Topology(
                queues: [.init("notes")], bindings: [.init(from: "gnome.events", to: "notes", pattern: "note.#")])
        let transport = InProcessTransport(topology)
        let carrier = BrokerCarrier(
            to: "gnome.events", over: .own(transport), routing: .usual, needsQueue: false)
        let strict = BrokerCarrier(
            to: "gnome.events", over: .shared(transport), routing: try #require(RoutingTemplate(rawValue: "x.{kind}")),
            needsQueue: true)
        let running = Task { await carrier.run() }
        let sent = try events(3)
        #expect(await carrier.carry(sent) == Carried(count: 3))
        let deliveries = await transport.subscribe(to: "notes", prefetch: 9).nextBatch(upTo: 9)
        #expect(deliveries.map(\.properties.messageID) == sent.map(\.id))
        #expect(deliveries.map(\.routingKey) == sent.map { _ in "note.none.SG-F28CRPI33503" })
        #expect(deliveries.map(\.body) == sent.map(\.bytes))
        #expect(deliveries.allSatisfy { $0.properties.contentType == "application/json" })

        let unwanted = await strict.carry(sent)
        #expect(unwanted.count == 0 && unwanted.failure?.kind == .away)
        let loose = BrokerCarrier(
            to: "gnome.events", over: .shared(transport), routing: try #require(RoutingTemplate(rawValue: "x")),
            needsQueue: false)
        #expect(await loose.carry(sent) == Carried(count: 3))
        running.cancel()
        await running.value
        #expect(await loose.carry(sent).failure?.kind == .away)
    }
}
