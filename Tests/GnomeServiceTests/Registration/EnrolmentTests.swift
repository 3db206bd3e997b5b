// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import Testing

@Suite("Receivers that register themselves with a token", .timeLimit(.minutes(10)))
struct EnrolmentTests {
    typealias Bench = RegisterBench
    private static let key = "0123456789abcdef0123456789abcdef"

    private static func enrol(
        _ bench: Bench, key: String?, second: Int64, into project: ProjectID? = nil
    ) async throws -> RegistrationService.Enrolled {
        try await bench.registration.enrol(
            Bench.serial, key: key, into: project ?? bench.project, by: Author(name: "token 1", source: "x"),
            at: Bench.at(second))
    }

    @Test(
        "an unknown receiver is registered with its key, and once more changes nothing", arguments: Bench.Database.there
    )
    func unknown(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            for second in Int64(0)...1 {
                let enrolled = try await Self.enrol(bench, key: Self.key, second: second)
                guard case .registered(let registered) = enrolled.outcome else {
                    Issue.record("\(enrolled)")
                    return
                }
                #expect(registered.outcome == (second == 0 ? .registered : .unchanged) && enrolled.key == nil)
            }
            #expect(try await bench.receiver().project == bench.project)
            #expect(try await bench.take(key: Self.key, second: 2).isKept)
            #expect(try await bench.audit().map(\.actor) == ["token 1"])
        }
    }

    @Test("a key is made for who has none, told once, and only its hash is kept", arguments: Bench.Database.there)
    func issued(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            let key = try #require(try await Self.enrol(bench, key: nil, second: 0).key)
            #expect(try await bench.take(key: key, second: 1).isKept)
            #expect(try await bench.audit().allSatisfy { !($0.after ?? "").contains(key) })
            // Whoever asks again without it is no longer known to be the same.
            let again = try await Self.enrol(bench, key: nil, second: 2)
            guard case .held(let id) = again.outcome, let newer = again.key else {
                Issue.record("\(again)")
                return
            }
            #expect(try await bench.take(key: newer, second: 3) == .quarantined(.keyChanged))
            #expect(try await bench.take(key: key, second: 4).isKept)
            let settled = try await bench.identities.settle(
                id, by: .accept, claim: .server, author: Bench.author, at: Bench.at(5))
            #expect(settled.released == 1)
            #expect(try await bench.take(key: newer, second: 6).isKept)
            #expect(
                try await bench.audit().map(\.action) == ["receiver.add", "receiver.enrol-held", "identity.accept"])
        }
    }

    @Test(
        "a pending receiver with that key is accepted into the project, with what waited; one with another is not taken over",
        arguments: Bench.Database.there)
    func pending(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            for second in Int64(0)...2 { try await bench.take(key: Self.key, second: second) }
            let held = try await Self.enrol(bench, key: Self.key + "0", second: 3)
            guard case .held = held.outcome else {
                Issue.record("\(held)")
                return
            }
            #expect(try await bench.receiver().registration == .pending)
            #expect(try await bench.receiver().project == nil)
            let enrolled = try await Self.enrol(bench, key: Self.key, second: 4)
            guard case .registered(let registered) = enrolled.outcome else {
                Issue.record("\(enrolled)")
                return
            }
            #expect(registered.outcome == .accepted && registered.released == 3)
            #expect(try await bench.receiver().project == bench.project)
            #expect(try await bench.stored() == [0, 1, 2])
        }
    }

    @Test(
        "who belongs to another project, is out of service, or shows no key or another's is refused",
        arguments: Bench.Database.there)
    func refused(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            let foreign = try await bench.store.write { (store) throws(StoreError) in
                try store.add(ProjectDraft(ProjectDetails(name: "Seas"), createdAt: Bench.noon))
            }
            try await bench.refuses(.invalid) { try await Self.enrol(bench, key: "short", second: 0) }
            try await bench.refuses(.notFound) {
                try await Self.enrol(bench, key: Self.key, second: 0, into: ProjectID(rawValue: 99))
            }
            _ = try await Self.enrol(bench, key: Self.key, second: 0)
            try await bench.refuses(.conflict) {
                try await Self.enrol(bench, key: Self.key, second: 1, into: foreign.id)
            }
            try await bench.refuses(.conflict) {
                try await bench.registration.enrol(
                    Bench.other, key: Self.key, into: bench.project, by: Bench.author, at: Bench.at(1))
            }
            _ = try await bench.registration.fulfil(
                ReceiverWish(.decommission, Bench.serial), claim: .server, by: Bench.author, at: Bench.at(2))
            try await bench.refuses(.conflict) { try await Self.enrol(bench, key: Self.key, second: 3) }
        }
    }

    @Test(
        "a receiver to which no answer came asks again with its key, and no use of the token more is counted",
        arguments: Bench.Database.there)
    func again(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            let access = AccessService(store: bench.store, policy: PasswordPolicy(common: []))
            let manager = Caller(principal: Principal(.administrator), author: Bench.author)
            func issue() async throws -> TokenText {
                try await access.issueEnrolment(
                    into: bench.project, label: "crew", mostUses: 1, expiresAt: Bench.at(100), by: manager,
                    at: Bench.at(0))
            }
            func enrol(
                _ token: TokenText, _ serial: Serial = Bench.serial, key: String? = Self.key, second: Int64
            ) async throws -> RegistrationService.Enrolled.Outcome? {
                try await bench.registration.enrol(
                    serial, key: key, showing: "\(token)", from: "192.0.2.9", at: Bench.at(second))?.outcome
            }
            let token = try await issue()
            for (second, outcome) in [(1, .registered), (2, .unchanged)]
                as [(Int64, RegistrationService.Registered.Outcome)]
            {
                guard case .registered(let registered) = try await enrol(token, second: second) else {
                    Issue.record("at \(second) the receiver was not let in")
                    return
                }
                #expect(registered.outcome == outcome)
            }
            // For anybody else it is used up.
            #expect(try await enrol(token, Bench.other, key: Self.key + "0", second: 3) == nil)
            #expect(try await enrol(token, key: Self.key + "0", second: 3) == nil)
            #expect(try await enrol(token, key: nil, second: 3) == nil)
            // It counts no longer than it would have.
            #expect(try await enrol(token, second: 100) == nil)
            _ = try await access.revoke(TokenID(rawValue: token.id), by: manager, at: Bench.at(4))
            #expect(try await enrol(token, second: 5) == nil)
            // Another token is not used up by who is in already.
            let fresh = try await issue()
            #expect(try await enrol(fresh, second: 6) != nil)
            #expect(try await enrol(fresh, Bench.other, key: Self.key + "0", second: 7) != nil)
        }
    }

    @Test(
        "more receivers than a token, or a place, may bring at once are told to come later, and wrong tokens wait longer and longer",
        arguments: Bench.Database.there)
    func rates(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            let manager = Caller(principal: Principal(.administrator), author: Bench.author)
            let access = AccessService(store: bench.store, policy: PasswordPolicy(common: []))
            var tokens: [String] = []
            for _ in 0..<2 {
                tokens.append(
                    try await access.issueEnrolment(
                        into: bench.project, label: "crew", mostUses: 100, expiresAt: Bench.at(86_400), by: manager,
                        at: Bench.at(0)
                    ).description)
            }
            let registration = RegistrationService(
                store: bench.store, enrolmentRate: RateLimit(burst: 2, interval: .seconds(30)))
            func enrol(_ number: Int, _ token: String, from source: String, second: Int64 = 0) async -> Duration? {
                do throws(AccessError) {
                    let enrolled = try await registration.enrol(
                        Serial(sensorgnome: "1234RPI4000\(number)"), key: nil, showing: token, from: source,
                        at: Bench.at(second))
                    return enrolled == nil ? nil : .zero
                } catch {
                    guard case .throttled(let wait) = error else { return .seconds(-1) }
                    return wait
                }
            }
            // The token's rate, wherever it is shown; another token has its own.
            #expect(await enrol(1, tokens[0], from: "192.0.2.1") == .zero)
            #expect(await enrol(2, tokens[0], from: "192.0.2.2") == .zero)
            #expect(await enrol(3, tokens[0], from: "192.0.2.3") == .seconds(30))
            #expect(await enrol(4, tokens[1], from: "192.0.2.3") == .zero)
            // The place's, whatever it shows.
            #expect(await enrol(5, tokens[1], from: "192.0.2.3") == .seconds(30))
            #expect(await enrol(3, tokens[0], from: "192.0.2.3", second: 30) == .zero)
            let uses = try await bench.store.read { (store) throws(StoreError) in
                try store.tokens(matching: TokenFilter(kind: .enrolment), before: nil, limit: 9).map(\.uses)
            }
            #expect(uses == [1, 3])

            // Wrong ones, which do not take from the rate of the token whose number they name.
            let wrong = String(tokens[1].dropLast(8)) + "00000000"
            for number in 0..<LogInThrottle.freeTriesOfSource {
                #expect(await enrol(6, wrong, from: "192.0.2.4", second: 1000 + Int64(number) * 30) == nil)
            }
            #expect(await enrol(6, tokens[1], from: "192.0.2.4", second: 1570) == .seconds(2))
            #expect(try await bench.audit().filter { $0.action == "enrolment.throttle" }.count == 1)
            // The count is in the store, and the right token ends it.
            let restarted = RegistrationService(store: bench.store)
            let error = await #expect(throws: AccessError.self) {
                _ = try await restarted.enrol(
                    Bench.serial, key: nil, showing: tokens[1], from: "192.0.2.4", at: Bench.at(1571))
            }
            #expect(error == .throttled(.seconds(1)))
            #expect(await enrol(6, tokens[1], from: "192.0.2.5", second: 1571) == .zero)
            #expect(await enrol(7, tokens[1], from: "192.0.2.4", second: 1630) == .zero)
            #expect(await enrol(7, wrong, from: "192.0.2.4", second: 1660) == nil)
            #expect(await enrol(7, wrong, from: "192.0.2.4", second: 1690) == nil)
        }
    }
}
