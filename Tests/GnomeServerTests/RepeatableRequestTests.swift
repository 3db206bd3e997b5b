// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Synchronization
import Testing

@testable import gnome_server

@Suite("Requests that may be repeated", .timeLimit(.minutes(5)))
struct RepeatableRequestTests {
    private static let key = "8e03978e-40d5-43e8-bc93-6894a57f9324"
    private static let start = Timestamp(seconds: 1_777_636_800)

    /// Something that can be asked for, and counts how often it is done.
    private final class Work: Sendable {
        let store: WatchedStore
        private let count = Mutex(0)

        init() { store = WatchedStore(MemoryStore()) }

        /// How often it was done.
        var times: Int { count.withLock { $0 } }

        /// Does it for a request; nothing of the request says how.
        func ask(
            _ body: String = "{}", key: String = RepeatableRequestTests.key, target: String = "/api/v1/things",
            as person: Int64? = nil, after: Duration = .zero,
            _ act: @escaping @Sendable (WatchedStore, Int) async throws -> HTTPResponse = Work.register
        ) async throws -> HTTPResponse {
            var caller = Caller(principal: Principal(.administrator), author: Author(name: "x", source: "y"))
            caller.person = try person.map {
                Person(
                    id: PersonID(rawValue: $0), login: try #require(LoginName("ann")), name: "Ann",
                    isAdministrator: true, roles: [:], createdAt: RepeatableRequestTests.start)
            }
            let head = HTTPRequestHead(
                method: "POST", path: ["api", "v1", "things"], target: target, headers: ["Idempotency-Key": key])
            let call = Call(
                request: HTTPRequest(head: head, body: Array(body.utf8)), parameters: HTTPParameters(),
                caller: caller, proof: FormProof(value: ""))
            let request = try #require(
                try RepeatableRequest(call, at: RepeatableRequestTests.start.advanced(by: after)))
            if let answer = try await request.answer(in: store) { return answer }
            return try await request.answer(in: store) {
                try await act(
                    store,
                    count.withLock { count in
                        count += 1
                        return count
                    })
            }
        }

        static func register(in store: WatchedStore, _ number: Int) async throws -> HTTPResponse {
            try await store.write { store throws(StoreError) in
                _ = try store.register(
                    ReceiverDraft(
                        serial: Serial(sensorgnome: "0000RPI3000\(number)"), registration: .accepted,
                        registeredAt: RepeatableRequestTests.start))
            }
            return HTTPResponse(
                status: 201, headers: ["ETag": "\"\(number)\""], body: Array("secret of number \(number)".utf8))
        }

        /// How many receivers it has registered.
        var registered: Int {
            get async throws {
                try await store.read { store throws(StoreError) in try store.receiverCount() }
            }
        }
    }

    /// The status of the problem that asking brings.
    private static func status(of ask: () async throws -> HTTPResponse) async throws -> Int? {
        do {
            _ = try await ask()
            return nil
        } catch let problem as Problem {
            return problem.status
        }
    }

    @Test("the same request is answered the same again, with its headers, and done once")
    func again() async throws {
        let work = Work()
        let first = try await work.ask()
        #expect(first.status == 201 && first.headers["ETag"] == "\"1\"")
        #expect(try await work.ask() == first)
        #expect(try await work.ask(key: "\"\(Self.key)\"") == first, "the same key, as the draft writes it")
        #expect(work.times == 1)
    }

    @Test("another request by the same key is refused, whatever of it is another")
    func another() async throws {
        let work = Work()
        _ = try await work.ask()
        #expect(try await Self.status { try await work.ask("{ }") } == 422)
        #expect(try await Self.status { try await work.ask(target: "/api/v1/things?dryRun=true") } == 422)
        #expect(work.times == 1)
    }

    @Test("the keys of one person are not those of another")
    func owners() async throws {
        let work = Work()
        let answers = [
            try await work.ask(), try await work.ask(as: 1), try await work.ask("[]", as: 2), try await work.ask(as: 1),
        ]
        #expect(work.times == 3 && answers[3] == answers[1] && Set(answers).count == 3)
    }

    @Test("a day later the key is a new one, and what was kept is forgotten")
    func aDayLater() async throws {
        let work = Work()
        let first = try await work.ask()
        #expect(try await work.ask(after: .seconds(86_400)) == first)
        let later = try await work.ask("[]", after: .seconds(86_401))
        #expect(later != first && work.times == 2)
        #expect(try await work.ask("[]", after: .seconds(86_402)) == later)
        try await RepeatableRequest.forgetOld(in: work.store, at: Self.start.advanced(by: .seconds(3 * 86_400)))
        let forgotten = try await work.store.write { store throws(StoreError) in
            try store.forgetAnswers(keptBefore: Timestamp(microseconds: .max))
        }
        #expect(forgotten == 0)
    }

    @Test("while the first is at work, the second is told to wait, and then gets its answer")
    func atWork() async throws {
        let work = Work()
        let (isBegun, begun) = AsyncStream<Void>.makeStream()
        let (mayEnd, end) = AsyncStream<Void>.makeStream()
        async let first = work.ask { store, number in
            let response = try await Work.register(in: store, number)
            begun.finish()
            for await _ in mayEnd {}
            return response
        }
        for await _ in isBegun {}
        await #expect {
            try await work.ask()
        } throws: { error in
            (error as? Problem)?.status == 409 && (error as? Problem)?.headers["Retry-After"] == "1"
        }
        end.finish()
        let answer = try await first
        #expect(try await work.ask() == answer)
        #expect(work.times == 1)
    }

    @Test(
        "of two that begin at once, one is undone and answered like the other, or refused where it asks for something else"
    )
    func atOnce() async throws {
        for body in ["{}", "[]"] {
            let work = Work()
            let (isBegun, begun) = AsyncStream<Void>.makeStream()
            let (mayWrite, write) = AsyncStream<Void>.makeStream()
            let slow = Task {
                try await work.ask(body) { store, number in
                    begun.finish()
                    for await _ in mayWrite {}
                    // What sees a conflict, and tries again or makes the best of it, does nothing either.
                    for _ in 0..<2 { _ = try? await Work.register(in: store, number + 1) }
                    return HTTPResponse(status: 200)
                }
            }
            for await _ in isBegun {}
            let quick = try await work.ask()
            write.finish()
            if body == "{}" {
                #expect(try await slow.value == quick)
            } else {
                #expect(try await Self.status { try await slow.value } == 422)
            }
            #expect(try await work.registered == 1)
            #expect(try await work.ask() == quick)
        }
    }

    @Test("what changed nothing and failed is tried anew, also otherwise")
    func failedWithoutChange() async throws {
        let work = Work()
        for status in [422, 503] {
            #expect(
                try await Self.status { try await work.ask { _, _ in throw Problem(status: status, detail: "") } }
                    == status)
        }
        let undone = await #expect(throws: StoreError.self) {
            _ = try await work.ask { store, _ in
                try await store.write { store throws(StoreError) in
                    _ = try store.register(
                        ReceiverDraft(
                            serial: Serial(sensorgnome: "0000RPI30009"), registration: .accepted,
                            registeredAt: Self.start))
                    throw StoreError(.unavailable, "away")
                }
                return HTTPResponse(status: 200)
            }
        }
        #expect(undone?.code == .unavailable)
        #expect(try await work.ask("[]").status == 201)
        #expect(try await work.registered == 1)
    }

    @Test("what changed something and was refused then is refused in the same words again")
    func refusedAfterChange() async throws {
        let work = Work()
        let ask = {
            try await work.ask { store, number in
                _ = try await Work.register(in: store, number)
                throw Problem(status: 409, detail: "only half of it")
            }
        }
        let first = await #expect(throws: Problem.self) { _ = try await ask() }
        let again = try await ask()
        #expect(again == first?.response && work.times == 1)
    }

    @Test("what was cut off after a change, or answers too much to be kept, is never done again")
    func cutOff() async throws {
        let fault = Work()
        let failing: @Sendable (WatchedStore, Int) async throws -> HTTPResponse = { store, number in
            _ = try await Work.register(in: store, number)
            throw Problem(status: 503, detail: "")
        }
        #expect(try await Self.status { try await fault.ask("{}", failing) } == 503)
        #expect(try await Self.status { try await fault.ask() } == 409)
        #expect(fault.times == 1)
        let long = Work()
        let answer = try await long.ask { store, number in
            var response = try await Work.register(in: store, number)
            response.body = [UInt8](repeating: 0, count: KeptAnswer.mostBytes)
            return response
        }
        #expect(answer.body.count == KeptAnswer.mostBytes)
        #expect(try await Self.status { try await long.ask() } == 409)
        #expect(long.times == 1)
    }

    @Test("what changes nothing is answered the same again")
    func withoutChange() async throws {
        let work = Work()
        let answers = [
            try await work.ask { _, number in .text("\(number)") },
            try await work.ask { _, number in .text("\(number)") },
        ]
        #expect(answers[0] == answers[1] && work.times == 1)
    }

    @Test("neither the key nor the answer is kept in a form that can be read")
    func sealed() async throws {
        let work = Work()
        let answer = try await work.ask("password")
        let kept = try await work.store.read { store throws(StoreError) in
            try ["console", "nobody"].map { owner throws(StoreError) in try store.keptAnswer(to: Self.key, of: owner) }
        }
        #expect(kept == [nil, nil], "by the key itself nothing is found")
        let name = Secrets.hmacSHA256(Array("name".utf8), key: Array(Self.key.utf8)).hex
        let found = try await work.store.read { store throws(StoreError) in
            try store.keptAnswer(to: name, of: "console")
        }
        #expect(found?.body.count == answer.body.count + 40 && found?.status == 201)
        #expect(found?.body.suffix(answer.body.count).elementsEqual(answer.body) == false)
    }

    @Test(
        "what can't be a key is refused",
        arguments: [
            "", "\"\"", "short", String(repeating: "a", count: 15), String(repeating: "a", count: 256),
            "a key with blanks in it",
            "\"aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaé", "aaaaaaaaaaaaaaaa\\",
        ])
    func keys(key: String) async throws {
        #expect(try await Self.status { try await Work().ask(key: key) } == 400)
    }
}
