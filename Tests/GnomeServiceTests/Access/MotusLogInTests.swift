// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import GnomeTransport
import StandInMotus
import Synchronization
import Testing

@testable import GnomeService

@Suite("Logging in with an account at Motus", .timeLimit(.minutes(5)))
struct MotusLogInTests {
    private static let password = "hush hush at motus"

    /// What is there: a Motus where Ann may read the projects 7 and 8, and a server with projects of the numbers 7 and 9.
    private struct Scene: Sendable {
        let motus: StandInMotus
        let bench: AccessBench
        /// Its number is 7.
        let seen: Project
        /// Its number is 9.
        let other: Project
        /// What Motus did wrong.
        let troubles: Troubles

        func logIn(
            _ login: String = "ann", _ password: String = MotusLogInTests.password, with way: LogInWay = .motus
        ) async throws -> LoggedIn {
            try await bench.access.logIn(
                login, password: password, with: way, from: AccessBench.visitor, at: bench.now)
        }

        func people() async throws -> [String] {
            try await bench.access.people(after: nil, limit: 99).map(\.login.text)
        }
    }

    private final class Troubles: Sendable {
        private let list = Mutex<[TransportError]>([])
        var all: [TransportError] { list.withLock { $0 } }
        func add(_ error: TransportError) { list.withLock { $0.append(error) } }
    }

    private static func lend(
        in place: AccessBench.Place = .sqlite, timeout: Duration = MotusClient.timeout,
        _ body: @Sendable (Scene) async throws -> Void
    ) async throws {
        try await StandInMotus.lend(now: SystemTime.now) { motus, url in
            motus.accounts = [
                .init("ann", password: password, user: 161, projects: [7: "Great Lakes", 8: "Elsewhere"])
            ]
            let troubles = Troubles()
            let client = MotusClient(
                try MotusAddress(url: url), http: CurlClient(), timeout: timeout, now: SystemTime.now)
            let accounts = MotusAccounts(client, random: { 1 }, onTrouble: troubles.add)
            try await AccessBench.lend(in: place, motus: accounts) { bench in
                func project(_ name: String, _ number: Int) async throws -> Project {
                    try await bench.access.add(
                        ProjectDetails(name: name, motusID: number), by: .server, at: bench.now)
                }
                try await body(
                    Scene(
                        motus: motus, bench: bench, seen: try await project("a", 7), other: try await project("b", 9),
                        troubles: troubles))
            }
        }
    }

    @Test(
        "whoever comes with one is a person of their own, sees the projects that Motus names, and comes back as the same",
        arguments: AccessBench.Place.there)
    func first(place: AccessBench.Place) async throws {
        try await Self.lend(in: place) { scene in
            scene.motus.accounts[0].userType = "administrator"
            let before = try await scene.bench.audit().count
            let ann = try await scene.logIn()
            #expect(ann.person.login.text == "motus-161" && ann.person.name == "ann")
            #expect(ann.person.motus == MotusBinding(user: 161, projects: [scene.seen.id]))
            #expect(ann.person.principal == Principal(.member([scene.seen.id: .viewer])))
            let caller = try #require(try await scene.bench.caller(ann))
            let sights = [scene.seen, scene.other].map {
                AccessPolicy.decide(.readStations, on: .project($0.id), by: caller.principal)
            }
            #expect(sights == [.allowed, .hidden])
            #expect(
                AccessPolicy.decide(.operateReceivers, on: .project(scene.seen.id), by: caller.principal) == .forbidden)
            let entries = try await scene.bench.audit().dropFirst(before)
            #expect(entries.map(\.action) == ["person.add", "session.begin-by-motus"])
            #expect(entries.allSatisfy { $0.subject == "person motus-161" })
            // The same account by another name, and nothing new to be written down of the person.
            scene.motus.accounts[0].login = "ann@example.org"
            let again = try await scene.bench.leaves("session.begin-by-motus", by: "motus-161") {
                try await scene.logIn("ann@example.org")
            }
            #expect(again.person == ann.person && again.secret != ann.secret)
            // There is no password here by which they come in.
            try await scene.bench.refuses(.refused) { try await scene.logIn("motus-161", with: .local) }
        }
    }

    @Test("a wrong password, an unknown name and a locked account are refused alike, and tell nothing in the audit")
    func refused() async throws {
        try await Self.lend { scene in
            scene.motus.accounts.append(.init("bob", password: Self.password, user: 162, projects: [:]))
            scene.motus.accounts[1].isLocked = true
            for (login, password) in [
                ("ann", "wrong"), ("eve", Self.password), ("bob", Self.password), ("ann", ""), ("", Self.password),
                ("ann", String(repeating: "x", count: 2000)),
            ] {
                let refusal = try await scene.bench.leaves(
                    "session.refuse-by-motus", by: "nobody", on: "unknown person"
                ) { try await scene.bench.refusal { try await scene.logIn(login, password) } }
                #expect(refusal == .refused)
            }
            #expect(try await scene.people().isEmpty && scene.troubles.all.isEmpty)
        }
    }

    @Test("a name or an address never makes somebody a person who is here already")
    func clash() async throws {
        try await Self.lend { scene in
            let root = try await scene.bench.setUp()
            let caller = try #require(try await scene.bench.caller(root))
            // Ann of this server, and one who took the name that would be next.
            let local = try await scene.bench.enter("ann", as: .administrator, by: caller)
            _ = try await scene.bench.enter("motus-161", as: .administrator, by: caller)
            scene.motus.accounts[0].userType = "administrator"
            let ann = try await scene.logIn()
            #expect(ann.person.id != local.person.id && ann.person.login.text == "motus-161-2")
            #expect(!ann.person.isAdministrator && ann.person.roles.isEmpty)
            #expect(try await scene.logIn().person == ann.person)
            // Nor the other way round: each password is held against its own account alone.
            try await scene.bench.refuses(.refused) { try await scene.logIn("ann", with: .local) }
            try await scene.bench.refuses(.refused) { try await scene.logIn("ann", AccessBench.password) }
            let calls = scene.motus.calls.count
            _ = try await scene.logIn("ann", AccessBench.password, with: .local)
            #expect(scene.motus.calls.count == calls)
        }
    }

    @Test(
        "an administrator binds an account to somebody who is here, who is then let in by either way, and parts it again"
    )
    func bound() async throws {
        try await Self.lend { scene in
            let root = try await scene.bench.setUp()
            let caller = try #require(try await scene.bench.caller(root))
            var ann = try await scene.bench.enter("ann", as: .member(scene.other.id, .manager), by: caller).person
            ann.motus = MotusBinding(user: 161)
            let wanted = ann
            _ = try await scene.bench.leaves("person.change", by: "root", on: "person ann") {
                try await scene.bench.access.change(wanted, by: caller.author, at: scene.bench.now)
            }
            let byMotus = try await scene.logIn()
            #expect(byMotus.person.id == ann.id)
            #expect(byMotus.person.memberships == [scene.other.id: .manager, scene.seen.id: .viewer])
            #expect(try await scene.logIn("ann", AccessBench.password, with: .local).person == byMotus.person)
            var parted = byMotus.person
            parted.motus = nil
            let free = parted
            let changed = try await scene.bench.access.change(free, by: caller.author, at: scene.bench.now)
            #expect(changed.memberships == [scene.other.id: .manager])
            #expect(try await scene.logIn().person.id != ann.id)
        }
    }

    @Test(
        "what Motus takes back is gone at the next log-in, in sessions that are open too; what was given here stays",
        arguments: AccessBench.Place.there)
    func withdrawn(place: AccessBench.Place) async throws {
        try await Self.lend(in: place) { scene in
            let bench = scene.bench
            let ann = try await scene.logIn()
            _ = try await bench.access.setRole(
                .viewer, of: ann.person.id, in: scene.other.id, by: .server, at: bench.now)
            scene.motus.accounts[0].projects = [8: "Elsewhere"]
            let before = try await bench.audit().count
            let again = try await scene.logIn()
            #expect(again.person.memberships == [scene.other.id: .viewer])
            #expect(
                try await bench.audit().dropFirst(before).map(\.action) == ["person.change", "session.begin-by-motus"])
            #expect(try await bench.caller(ann)?.principal == Principal(.member([scene.other.id: .viewer])))
            // And comes back with it.
            scene.motus.accounts[0].projects = [9: "b", 7: "a"]
            #expect(
                try await scene.logIn().person.memberships == [scene.seen.id: .viewer, scene.other.id: .viewer])
        }
    }

    @Test("whom somebody here makes an operator stays one without Motus' word, until it is taken back here")
    func raised() async throws {
        try await Self.lend { scene in
            let (bench, seen) = (scene.bench, scene.seen.id)
            let ann = try await scene.logIn().person
            func set(_ role: Role?) async throws -> Person {
                try await bench.access.setRole(role, of: ann.id, in: seen, by: .server, at: bench.now)
            }
            // What Motus gives is not for anybody here to take away.
            try await bench.refuses(.code(.conflict)) { try await set(nil) }
            _ = try await set(.operator)
            #expect(try await scene.logIn().person.memberships == [seen: .operator])
            // With Motus' word, only what was given here is taken back.
            #expect(try await set(nil).memberships == [seen: .viewer])
            _ = try await set(.operator)
            scene.motus.accounts[0].projects = [:]
            #expect(try await scene.logIn().person.memberships == [seen: .operator])
            #expect(try await set(nil).memberships.isEmpty)
        }
    }

    @Test("what Motus' word opened is closed where it is not said again in time", arguments: AccessBench.Place.there)
    func lapsed(place: AccessBench.Place) async throws {
        try await Self.lend(in: place) { scene in
            let bench = scene.bench
            scene.motus.accounts.append(.init("bob", password: Self.password, user: 162, projects: [7: "a"]))
            let ann = try await scene.logIn()
            _ = try await scene.logIn("bob")
            func lapse() async throws -> [String] {
                try await bench.access.lapseMotus(
                    confirmedBefore: bench.now.advanced(by: .seconds(-600)), at: bench.now
                ).map(\.text)
            }
            bench.advance(by: .seconds(600))
            #expect(try await lapse().isEmpty)
            _ = try await scene.logIn("bob")
            bench.advance(by: .seconds(1))
            let lapsed = try await bench.leaves("person.change", by: "server", on: "person motus-161") {
                try await lapse()
            }
            #expect(lapsed == ["motus-161"])
            #expect(try await bench.caller(ann)?.principal == Principal(.member([:])))
            #expect(try await lapse().isEmpty)
            #expect(try await scene.logIn().person.memberships == [scene.seen.id: .viewer])
        }
    }

    @Test("who is disabled here is refused as a stranger is, whatever Motus says")
    func disabled() async throws {
        try await Self.lend { scene in
            var ann = try await scene.logIn().person
            ann.disabledAt = scene.bench.now
            let wanted = ann
            _ = try await scene.bench.access.change(wanted, by: .server, at: scene.bench.now)
            let refusal = try await scene.bench.leaves(
                "session.refuse-by-motus", by: "nobody", on: "person motus-161"
            ) { try await scene.bench.refusal { try await scene.logIn() } }
            #expect(refusal == .refused)
            // Without the account they would be somebody new, who is let in.
            ann.motus = nil
            let parted = ann
            let kept = await #expect(throws: AccessError.self) {
                try await scene.bench.access.change(parted, by: .server, at: scene.bench.now)
            }
            guard case .store(let error)? = kept, error.code == .conflict else {
                Issue.record("\(String(describing: kept))")
                return
            }
            #expect(try await scene.people() == ["motus-161"])
        }
    }

    @Test("wrong passwords are waited for, and not asked of Motus meanwhile; the accounts of this server are others")
    func throttled() async throws {
        try await Self.lend { scene in
            _ = try await scene.bench.setUp()
            var refusals: [AccessError?] = []
            // However the name is written.
            for login in ["root", "Root", "ROOT", "root", "rooT", "root", "root"] {
                refusals.append(try await scene.bench.refusal { try await scene.logIn(login, "wrong") })
            }
            #expect(refusals.prefix(5).allSatisfy { $0 == .refused })
            #expect(refusals.suffix(2).allSatisfy { $0?.wait == .seconds(2) })
            #expect(scene.motus.calls.count == 5)
            _ = try await scene.bench.logIn("root")
            // One place is one place, whichever way it tries.
            for number in 0..<15 {
                _ = try await scene.bench.refusal {
                    try await scene.logIn("name\(number)", with: number.isMultiple(of: 2) ? .motus : .local)
                }
            }
            try await scene.bench.refuses(.wait(nil)) { try await scene.logIn() }
            try await scene.bench.refuses(.wait(nil)) { try await scene.bench.logIn("root") }
        }
    }

    @Test(
        "while Motus is in trouble it is said so, nobody is changed, and people of this server come in",
        arguments: StandInMotus.Mood.allCases)
    func trouble(mood: StandInMotus.Mood) async throws {
        try await Self.lend(timeout: .milliseconds(mood == .silent ? 200 : 10_000)) { scene in
            _ = try await scene.bench.setUp()
            let ann = try await scene.logIn()
            scene.motus.mood = mood
            let before = try await scene.bench.audit().count
            let refusal = try await scene.bench.refusal { try await scene.logIn() }
            #expect(refusal?.disposition == .unavailable && refusal?.description.contains("Try again") == true)
            #expect(try await scene.bench.audit().count == before && scene.troubles.all.count == 1)
            _ = try await scene.bench.logIn("root")
            #expect(try await scene.bench.caller(ann)?.principal == Principal(.member([scene.seen.id: .viewer])))
            scene.motus.mood = nil
            #expect(try await scene.logIn().person == ann.person)
        }
    }

    @Test(
        "a Motus that is away is left alone for a while, then asked by one, and by all when it is back; no try is counted"
    )
    func breaker() async throws {
        try await Self.lend { scene in
            let bench = scene.bench
            scene.motus.mood = .overloaded
            for _ in 0..<25 {
                let refusal = try await bench.refusal { try await scene.logIn() }
                #expect(refusal?.description.contains("does not answer") == true)
            }
            #expect(scene.motus.calls.count == 5 && scene.troubles.all.count == 5)
            // The longest wait after the fifth failure.
            bench.advance(by: .seconds(60))
            for _ in 0..<2 { _ = try await bench.refusal { try await scene.logIn() } }
            #expect(scene.motus.calls.count == 6)
            scene.motus.mood = nil
            _ = try await bench.refusal { try await scene.logIn() }
            #expect(scene.motus.calls.count == 6)
            bench.advance(by: .seconds(60))
            for _ in 0..<2 { _ = try await scene.logIn() }
            #expect(scene.motus.calls.count == 8)
        }
    }

    @Test(
        "what makes Motus answer oddly never makes it count as away for others, and is not tried without end",
        arguments: [StandInMotus.Mood.databaseError, .otherAnswer, .redirect])
    func odd(mood: StandInMotus.Mood) async throws {
        try await Self.lend { scene in
            scene.motus.mood = mood
            for number in 0..<8 {
                let refusal = try await scene.bench.refusal { try await scene.logIn("x'; --") }
                #expect((refusal?.wait != nil) == (number >= 5))
            }
            scene.motus.mood = nil
            _ = try await scene.logIn()
        }
    }

    @Test("a server that takes no accounts at Motus says so beside the field, and counts no try")
    func off() async throws {
        try await AccessBench.lend { bench in
            #expect(!bench.access.takesMotus)
            for _ in 0..<9 {
                try await bench.refuses(.fields(["account"])) {
                    try await bench.access.logIn(
                        "ann", password: Self.password, with: .motus, from: AccessBench.visitor, at: bench.now)
                }
            }
            #expect(try await bench.audit().isEmpty)
        }
    }
}
