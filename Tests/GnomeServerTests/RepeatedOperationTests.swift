// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Synchronization
import Testing

@testable import gnome_server

@Suite("Operations that are asked for again by the same key", .timeLimit(.minutes(5)))
struct RepeatedOperationTests {
    private static let key = "8e03978e-40d5-43e8-bc93-6894a57f9324"
    private static let serial = "SG-F28CRPI33503"

    /// The server's time.
    private final class Clock: Sendable {
        private let time = Mutex(ApplicationBench.now)
        var now: Timestamp { time.withLock(\.self) }
        func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
    }

    /// How many answers, or marks of such that are to come, are kept.
    private static func kept(in bench: ApplicationBench) async throws -> Int {
        try await bench.context.store.write { store throws(StoreError) in
            try store.forgetAnswers(keptBefore: Timestamp(microseconds: .max))
        }
    }

    @Test("a receiver that was refused or told to wait registers itself by the same key, and leaves nothing before")
    func enrolment() async throws {
        let clock = Clock()
        let bench = ApplicationBench(now: { clock.now })
        try await bench.make("/projects", #"{"name":"P"}"#)
        let issued = try await bench.make(
            "/projects/1/enrolment-tokens", #"{"label":"x","expiresAt":"2026-05-09","mostUses":1}"#)
        let token = try #require(issued["token"]?.text)
        func enrol(_ token: String, key: String = Self.key) async throws -> HTTPResponse {
            try await bench.ask(
                "POST", "/api/v1/registrations", headers: ["Idempotency-Key": key],
                body: #"{"serial":"\#(Self.serial)","token":"\#(token)"}"#)
        }
        for _ in 0..<LogInThrottle.freeTriesOfSource { #expect(try await enrol("wrong").status == 403) }
        let early = try await enrol(token)
        #expect(early.status == 429 && early.headers["Retry-After"] == "2")
        #expect(try await Self.kept(in: bench) == 0)
        #expect(try await enrol(token).status == 429)
        clock.advance(by: LogInThrottle.firstWait)
        let enrolled = try await enrol(token)
        #expect(enrolled.status == 201)
        #expect(try await enrol(token).body == enrolled.body)
        #expect(try await enrol("wrong").status == 422)
    }

    /// The management API of a broker, which may be away, or slow to set a password.
    private final class Broker: HTTPClient {
        private let definitions = Mutex(BrokerDefinitions())
        private let mood: Mutex<Mood>
        private let isAsked: AsyncStream<Void>
        private let asked: AsyncStream<Void>.Continuation
        private let mayAnswer: AsyncStream<Void>
        private let answer: AsyncStream<Void>.Continuation

        enum Mood { case ready, slowOnce, away }

        init(_ mood: Mood) {
            self.mood = Mutex(mood)
            (isAsked, asked) = AsyncStream.makeStream()
            (mayAnswer, answer) = AsyncStream.makeStream()
        }

        var hash: String? { definitions.withLock { $0.users.first?.passwordHash } }
        func comeBack() { mood.withLock { $0 = .ready } }
        func waitUntilAsked() async { for await _ in isAsked {} }
        func answerNow() { answer.finish() }

        func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse {
            let isAway = mood.withLock { $0 == .away }
            guard !isAway else { throw TransportError(.unreachable, "There is nobody.") }
            guard let body = request.body else {
                return .json(definitions.withLock(\.self))
            }
            let isSlow = mood.withLock { mood in
                defer { mood = .ready }
                return mood == .slowOnce
            }
            if isSlow {
                asked.finish()
                for await _ in mayAnswer {}
            }
            let added = try? JSONDecoder().decode(BrokerDefinitions.self, from: Data(body))
            definitions.withLock { all in
                guard let added else { return }
                if !added.users.isEmpty { all.users = added.users }
                if !added.permissions.isEmpty { all.permissions = added.permissions }
            }
            return HTTPResponse(status: 204)
        }
    }

    /// Lends a server with a receiver and such a broker, and what asks for the receiver's credentials.
    private static func lend(
        _ mood: Broker.Mood,
        _ body: (ApplicationBench, Broker, @escaping @Sendable () async throws -> HTTPResponse) async throws -> Void
    ) async throws {
        let broker = Broker(mood)
        let bench = ApplicationBench(
            keeper: BrokerKeeper(ManagementClient(try ManagementAddress(url: "http://a:b@localhost"), http: broker)))
        try await bench.make("/projects", #"{"name":"P"}"#)
        try await bench.make("/projects/1/receivers", #"{"serial":"\#(serial)"}"#)
        var headers = ApplicationBench.console
        headers["Idempotency-Key"] = key
        let asked = headers
        try await body(bench, broker) {
            try await bench.ask("POST", "/api/v1/receivers/\(serial)/credentials", headers: asked)
        }
    }

    /// Whether an answer tells the password that the server and the broker have.
    private static func isRight(
        _ answer: HTTPResponse, _ bench: ApplicationBench, _ broker: Broker
    ) async throws -> Bool {
        let accounts = try #require(bench.context.brokerAccounts)
        let password = try #require(JSONValue(bytes: answer.body)?["password"]?.text)
        let isKept = try await accounts.isRight(user: serial, password: password)
        let hash = try await accounts.definitions().users.first?.passwordHash
        return isKept && hash == broker.hash
    }

    @Test("who asks for credentials again while the broker is slow waits, and gets those that the broker has")
    func slowBroker() async throws {
        try await Self.lend(.slowOnce) { bench, broker, issue in
            async let slow = issue()
            await broker.waitUntilAsked()
            let early = try await issue()
            #expect(early.status == 409 && early.headers["Retry-After"] == "1")
            broker.answerNow()
            let answer = try await slow
            #expect(answer.status == 201)
            #expect(try await issue() == answer)
            #expect(try await Self.isRight(answer, bench, broker))
        }
    }

    @Test("credentials that could not be made, since the broker was away, are made by the same key when it is back")
    func brokerAway() async throws {
        try await Self.lend(.away) { bench, broker, issue in
            #expect(try await issue().status == 503)
            broker.comeBack()
            let answer = try await issue()
            #expect(answer.status == 201)
            #expect(try await Self.isRight(answer, bench, broker))
        }
    }
}
