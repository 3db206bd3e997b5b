// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

@testable import GnomeService

@Suite("Logging in", .timeLimit(.minutes(5)))
struct LogInTests {
    private static let wrong = "five words put together"

    @Test(
        "nobody can log in to a fresh server until the set-up code is used, once, in time",
        arguments: AccessBench.Place.there)
    func setUp(place: AccessBench.Place) async throws {
        try await AccessBench.lend(in: place) { bench in
            let access = bench.access
            try await bench.refuses(.refused) { try await bench.logIn("root") }
            let first = try #require(try await access.makeSetUpCode(at: bench.now))
            let code = try #require(try await access.makeSetUpCode(at: bench.now))
            func setUp(
                _ code: TokenText, _ login: String = "root", password: String = AccessBench.password
            ) async throws -> LoggedIn {
                try await access.setUp(
                    code: "\(code)", AccessBench.new(login, password: password), from: AccessBench.visitor,
                    at: bench.now)
            }
            // The code of an earlier start counts no more.
            try await bench.refuses(.refused) { try await setUp(first) }
            try await bench.refuses(.fields(["login"])) { try await setUp(code, "1", password: "x") }
            try await bench.refuses(.fields(["password"])) { try await setUp(code, password: "x") }
            let other = TokenText(kind: .setUp, id: code.id, secret: [UInt8](repeating: 1, count: 32))
            try await bench.refuses(.refused) { try await setUp(other) }
            let root = try await bench.leaves("person.set-up", by: "root", on: "person root") { try await setUp(code) }
            #expect(root.person.isAdministrator)
            #expect(try await bench.caller(root)?.principal == Principal(.administrator))
            try await bench.refuses(.refused) { try await setUp(code, "eve") }
            #expect(try await access.makeSetUpCode(at: bench.now) == nil)
            #expect(try await bench.logIn("ROOT").person == root.person)
        }
    }

    @Test("a set-up code expires after a day")
    func expiredCode() async throws {
        try await AccessBench.lend { bench in
            let code = try #require(try await bench.access.makeSetUpCode(at: bench.now))
            bench.advance(by: AccessService.linkLife)
            let refusal = try await bench.refusal {
                try await bench.access.setUp(
                    code: "\(code)", AccessBench.new("root"), from: AccessBench.visitor, at: bench.now)
            }
            #expect(refusal == .refused)
            #expect(try await bench.setUp().person.isAdministrator)
        }
    }

    @Test("of many who show the set-up code at once, one gets in", arguments: AccessBench.Place.there)
    func race(place: AccessBench.Place) async throws {
        try await AccessBench.lend(in: place) { bench in
            let code = try #require(try await bench.access.makeSetUpCode(at: bench.now))
            let entered = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try await bench.refusal {
                            try await bench.access.setUp(
                                code: "\(code)", AccessBench.new("root\(number)"), from: AccessBench.visitor,
                                at: bench.now)
                        } == nil
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(entered.count(where: \.self) == 1)
        }
    }

    @Test("who is unknown, disabled, nameless or mistaken is told the same, and each leaves one entry in the audit")
    func enumeration() async throws {
        try await AccessBench.lend { bench in
            let root = try await bench.setUp()
            var eve = try await bench.enter("eve", as: .administrator, by: try #require(try await bench.caller(root)))
                .person
            eve.disabledAt = bench.now
            let disabled = eve
            _ = try await bench.access.change(disabled, by: .server, at: bench.now)
            for (login, password, subject) in [
                ("nobody", AccessBench.password, "unknown person"), ("eve", AccessBench.password, "person eve"),
                ("not a name", AccessBench.password, "unknown person"), ("root", Self.wrong, "person root"),
                ("root", "", "person root"), ("root", String(repeating: "x", count: 2000), "person root"),
            ] {
                let refusal = try await bench.leaves("session.refuse", by: "nobody", on: subject) {
                    try await bench.refusal { try await bench.logIn(login, password) }
                }
                #expect(refusal == .refused)
            }
            _ = try await bench.leaves("session.begin", by: "root", on: "person root") { try await bench.logIn("root") }
        }
    }

    @Test(
        "who is unknown, disabled, nameless, mistaken or right costs one hash each: the work tells nobody who there is")
    func sameWork() async throws {
        try await AccessBench.lend { bench in
            let root = try await bench.setUp()
            var eve = try await bench.enter("eve", as: .administrator, by: try #require(try await bench.caller(root)))
                .person
            eve.disabledAt = bench.now
            let disabled = eve
            _ = try await bench.access.change(disabled, by: .server, at: bench.now)
            // Somebody whom another server knows, and who has no password here.
            _ = try await bench.store.write { (store) throws(StoreError) in
                guard let login = LoginName("motus") else { throw StoreError(.invalid, "no name") }
                return try store.add(PersonDraft(login: login, name: "M", createdAt: AccessBench.noon))
            }
            for (login, password) in [
                ("nobody", Self.wrong), ("not a name", Self.wrong), ("eve", AccessBench.password), ("eve", Self.wrong),
                ("motus", Self.wrong), ("root", Self.wrong), ("root", AccessBench.password),
            ] {
                let before = bench.access.hasher.tally.hashes
                _ = try await bench.refusal { try await bench.logIn(login, password) }
                #expect(bench.access.hasher.tally.hashes == before + 1, "\(login)")
            }
            // What can be no password costs nothing, whoever it is tried on.
            let before = bench.access.hasher.tally.hashes
            for login in ["nobody", "root"] {
                _ = try await bench.refusal { try await bench.logIn(login, String(repeating: "x", count: 2000)) }
            }
            #expect(bench.access.hasher.tally.hashes == before)
        }
    }

    @Test(
        "of many who log in at once some are told to come again, the others are let in, and hashes are made two at a time"
    )
    func crowd() async throws {
        try await AccessBench.lend { small in
            _ = try await small.setUp()
            let hasher = PasswordHasher(limit: 8)
            let bench = AccessBench(store: small.store, hasher: hasher)
            let refusals = try await withThrowingTaskGroup(of: AccessError?.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        try await bench.refusal { try await bench.logIn("name\(number)", from: "192.0.2.\(number)") }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(refusals.allSatisfy { $0 == .refused || $0?.code == .unavailable })
            #expect(refusals.contains(.refused) && refusals.contains { $0?.code == .unavailable })
            #expect(hasher.tally.hashes == refusals.count { $0 == .refused })
            #expect(hasher.tally.mostAtOnce <= PasswordHasher.lanes)
        }
    }

    @Test(
        "twenty wrong passwords are waited for, another account is not, and the right one works after the wait; so after a restart",
        arguments: AccessBench.Place.there)
    func throttling(place: AccessBench.Place) async throws {
        try await AccessBench.lend(in: place) { bench in
            let root = try await bench.setUp()
            _ = try await bench.enter("bob", as: .administrator, by: try #require(try await bench.caller(root)))
            let before = try await bench.audit().count
            var refusals: [AccessError?] = []
            for _ in 0..<20 { refusals.append(try await bench.refusal { try await bench.logIn("root", Self.wrong) }) }
            #expect(refusals.prefix(5).allSatisfy { $0 == .refused })
            #expect(refusals.dropFirst(5).allSatisfy { $0?.wait == .seconds(2) })
            // Each wrong one, and the wait once.
            let entries = try await bench.audit().dropFirst(before).map(\.action)
            #expect(entries == [String](repeating: "session.refuse", count: 5) + ["session.throttle"])
            try await bench.refuses(.wait(.seconds(2))) { try await bench.logIn("root") }
            _ = try await bench.logIn("bob")
            let restarted = AccessBench(store: bench.store)
            try await restarted.refuses(.wait(.seconds(2))) { try await restarted.logIn("root") }
            restarted.advance(by: .seconds(2))
            _ = try await restarted.logIn("root")
            // All is forgotten.
            try await restarted.refuses(.refused) { try await restarted.logIn("root", Self.wrong) }
            _ = try await restarted.logIn("root")
        }
    }

    @Test("many wrong passwords at once are as many tries")
    func parallel() async throws {
        try await AccessBench.lend { bench in
            _ = try await bench.setUp()
            let refusals = try await withThrowingTaskGroup(of: AccessError?.self) { group in
                for _ in 0..<12 {
                    group.addTask { try await bench.refusal { try await bench.logIn("root", Self.wrong) } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(refusals.count { $0 == .refused } == 5)
            #expect(refusals.count { $0?.wait != nil } == 7)
        }
    }

    @Test("one place that tries many names is waited for, whichever it tries, and other places are not")
    func source() async throws {
        try await AccessBench.lend { bench in
            _ = try await bench.setUp()
            for number in 0..<20 {
                // The addresses of one network are one place.
                let refusal = try await bench.refusal {
                    try await bench.logIn("name\(number)", from: "2001:db8:0:1::\(number)")
                }
                #expect(refusal == .refused)
            }
            try await bench.refuses(.wait(nil)) { try await bench.logIn("root", from: "2001:db8:0:1::ffff") }
            _ = try await bench.logIn("root", from: "2001:db8:0:2::1")
            // A right one of one's own does not clear what was tried on others.
            bench.advance(by: .seconds(2))
            _ = try await bench.logIn("root", from: "2001:db8:0:1::1")
            let refusals = [
                try await bench.refusal { try await bench.logIn("x1", from: "2001:db8:0:1::1") },
                try await bench.refusal { try await bench.logIn("x2", from: "2001:db8:0:1::1") },
            ]
            #expect(refusals[1]?.wait != nil)
        }
    }

    @Test("a hash of another cost is made anew when its password is shown")
    func rehash() async throws {
        try await AccessBench.lend { bench in
            let root = try await bench.setUp()
            let dear = AccessBench(store: bench.store, hasher: PasswordHasher())
            func hash() async throws -> String? {
                try await bench.store.read { (store) throws(StoreError) in try store.passwordHash(of: root.person.id) }
            }
            #expect(try await hash()?.contains("m=8,") == true)
            _ = try await dear.logIn("root")
            #expect(try await hash()?.contains("m=65536,t=2,") == true)
            _ = try await dear.logIn("root")
        }
    }

    @Test(
        "a session ends with its rest, its age, the log-out, the disabled person and the new password, wherever it is shown again",
        arguments: AccessBench.Place.there)
    func sessions(place: AccessBench.Place) async throws {
        try await AccessBench.lend(in: place) { bench in
            let root = try await bench.setUp()
            let session = try await bench.logIn("root")
            #expect(session.secret != root.secret)
            bench.advance(by: .seconds(1799))
            #expect(try await bench.counts(session))
            // The use was written down, so the rest begins anew.
            bench.advance(by: .seconds(1799))
            #expect(try await bench.counts(session))
            bench.advance(by: .seconds(1800))
            #expect(try await !bench.counts(session))

            let second = try await bench.logIn("root")
            let caller = try #require(try await bench.caller(second))
            _ = try await bench.leaves("session.log-out", by: "root") {
                try await bench.access.logOut(caller, at: bench.now)
            }
            #expect(try await !bench.counts(second))

            let old = try await bench.logIn("root")
            for _ in 0..<25 {
                bench.advance(by: .seconds(1790))
                _ = try await bench.counts(old)
            }
            #expect(try await !bench.counts(old))

            let admin = try #require(try await bench.caller(try await bench.logIn("root")))
            let eve = try await bench.enter("eve", as: .administrator, by: admin)
            #expect(try await bench.counts(eve))
            var disabled = eve.person
            disabled.disabledAt = bench.now
            let wanted = disabled
            _ = try await bench.leaves("person.change", by: "root", on: "person eve") {
                try await bench.access.change(wanted, by: admin.author, at: bench.now)
            }
            #expect(try await !bench.counts(eve))
            for secret in ["", "x", String(repeating: "0", count: 64)] {
                let nobody = try await bench.access.authenticate(
                    session: secret, from: AccessBench.visitor, at: bench.now)
                #expect(nobody == nil)
            }
        }
    }

    @Test("who changes their password says the old one, gets a new session, and every other ends")
    func changedPassword() async throws {
        try await AccessBench.lend { bench in
            let first = try await bench.setUp()
            let second = try await bench.logIn("root")
            let caller = try #require(try await bench.caller(second))
            func change(from old: String, to new: String) async throws -> LoggedIn {
                try await bench.access.changePassword(
                    of: caller, from: old, to: new, endingTokens: false, visitor: AccessBench.visitor, at: bench.now)
            }
            try await bench.refuses(.refused) { try await change(from: Self.wrong, to: Self.wrong) }
            try await bench.refuses(.fields(["password"])) { try await change(from: AccessBench.password, to: "x") }
            let new = try await bench.leaves("person.change-password", by: "root", on: "person root") {
                try await change(from: AccessBench.password, to: Self.wrong)
            }
            for session in [first, second] { #expect(try await !bench.counts(session)) }
            #expect(try await bench.counts(new))
            try await bench.refuses(.refused) { try await bench.logIn("root") }
            _ = try await bench.logIn("root", Self.wrong)
        }
    }

    @Test(
        "a new password keeps the tokens of who changes it unless they say otherwise, and ends those of who needed a link",
        arguments: AccessBench.Place.there)
    func tokensAfterNewPassword(place: AccessBench.Place) async throws {
        try await AccessBench.lend(in: place) { bench in
            var session = try await bench.setUp()
            let invited = try #require(try await bench.caller(session))
            let bob = try #require(
                try await bench.caller(try await bench.enter("bob", as: .administrator, by: invited)))
            func issue(_ caller: Caller) async throws -> String {
                try await bench.access.issueToken(
                    label: "x", scopes: nil, expiresAt: bench.now.advanced(by: .seconds(3600)), by: caller,
                    at: bench.now
                ).description
            }
            func counts(_ token: String) async throws -> Bool {
                try await bench.access.authenticate(token: token, from: AccessBench.visitor, at: bench.now) != nil
            }
            func change(endingTokens: Bool) async throws {
                let caller = try #require(try await bench.caller(session))
                session = try await bench.access.changePassword(
                    of: caller, from: AccessBench.password, to: AccessBench.password, endingTokens: endingTokens,
                    visitor: AccessBench.visitor, at: bench.now)
            }
            var tokens: [String] = []
            let caller = try #require(try await bench.caller(session))
            // More than fit on one page of theirs.
            for _ in 0..<501 { tokens.append(try await issue(caller)) }
            let others = try await issue(bob)
            try await change(endingTokens: false)
            #expect(try await counts(tokens[0]))
            try await change(endingTokens: true)
            for token in [tokens[0], tokens[500]] { #expect(try await !counts(token)) }
            #expect(try await bench.audit().last?.after == #"{"endedSessions":1,"endedTokens":501}"#)

            let token = try await issue(try #require(try await bench.caller(session)))
            let link = try await bench.access.makeResetLink(
                for: session.person.id, by: bob, at: bench.now)
            _ = try await bench.access.setPassword(
                byLink: "\(link)", Self.wrong, from: AccessBench.visitor, at: bench.now)
            #expect(try await !counts(token))
            #expect(try await bench.audit().last?.after == #"{"endedSessions":1,"endedTokens":1}"#)
            #expect(try await counts(others))
        }
    }

    @Test("a name is changed by who is logged in, and by no token of theirs")
    func rename() async throws {
        try await AccessBench.lend { bench in
            let caller = try #require(try await bench.caller(try await bench.setUp()))
            let renamed = try await bench.leaves("person.change", by: "root", on: "person root") {
                try await bench.access.rename(caller, to: "Ὄρνις <b>", at: bench.now)
            }
            #expect(renamed.name == "Ὄρνις <b>" && renamed.isAdministrator)
            try await bench.refuses(.fields(["name"])) {
                try await bench.access.rename(caller, to: " ", at: bench.now)
            }
            var program = caller
            program.session = nil
            try await bench.refuses(.forbidden) { try await bench.access.rename(program, to: "x", at: bench.now) }
        }
    }

    @Test("a link to set a password anew is used once, ends all sessions, and the latest alone counts")
    func reset() async throws {
        try await AccessBench.lend { bench in
            let root = try await bench.setUp()
            let caller = try #require(try await bench.caller(root))
            func link() async throws -> TokenText {
                try await bench.access.makeResetLink(for: root.person.id, by: caller, at: bench.now)
            }
            func reset(_ link: TokenText, _ password: String = Self.wrong) async throws -> LoggedIn {
                try await bench.access.setPassword(
                    byLink: "\(link)", password, from: AccessBench.visitor, at: bench.now)
            }
            let (first, second) = (try await link(), try await link())
            try await bench.refuses(.refused) { try await reset(first) }
            try await bench.refuses(.fields(["password"])) { try await reset(second, "root root root") }
            let new = try await bench.leaves("person.reset-password", by: "root") { try await reset(second) }
            #expect(try await !bench.counts(root))
            #expect(try await bench.counts(new))
            try await bench.refuses(.refused) { try await reset(second) }
            let late = try await link()
            bench.advance(by: AccessService.linkLife)
            try await bench.refuses(.refused) { try await reset(late) }
        }
    }

    @Test("nothing that proves anything is in the store or in the audit")
    func secrets() async throws {
        try await AccessBench.lend { bench in
            let code = try #require(try await bench.access.makeSetUpCode(at: bench.now))
            let root = try await bench.access.setUp(
                code: "\(code)", AccessBench.new("root"), from: AccessBench.visitor, at: bench.now)
            let caller = try #require(try await bench.caller(root))
            let token = try await bench.access.issueToken(
                label: "x", scopes: nil, expiresAt: bench.now.advanced(by: .seconds(9)), by: caller, at: bench.now)
            let everything = try await bench.store.read { (store) throws(StoreError) in
                var texts = try store.audit(after: 0, limit: 99).map { String(reflecting: $0) }
                texts += try store.tokens(matching: TokenFilter(), before: nil, limit: 99).map {
                    String(reflecting: $0)
                }
                texts += try store.people(after: nil, limit: 9).map { String(reflecting: $0) }
                texts += try store.sessions(of: root.person.id).map { String(reflecting: $0) }
                texts.append(try store.passwordHash(of: root.person.id) ?? "")
                return texts.joined()
            }
            for secret in ["\(code)", code.secret.hex, root.secret, "\(token)", token.secret.hex, AccessBench.password]
            {
                #expect(!everything.contains(secret))
            }
            #expect(!everything.contains("\(token.secret)"))
        }
    }
}
