// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

@testable import GnomeService

@Suite("Giving and taking rights", .timeLimit(.minutes(5)))
struct RightsTests {
    /// A bench with a project, and a manager and a viewer of it.
    private static func lend(
        in place: AccessBench.Place = .sqlite,
        _ body: (_ bench: AccessBench, _ root: Caller, _ manager: Caller, _ viewer: Caller, Project) async throws ->
            Void
    ) async throws {
        try await AccessBench.lend(in: place) { bench in
            let root = try #require(try await bench.caller(try await bench.setUp()))
            let project = try await bench.access.add(ProjectDetails(name: "a"), by: root.author, at: bench.now)
            let manager = try await bench.enter("meg", as: .member(project.id, .manager), by: root)
            let viewer = try await bench.enter("vic", as: .member(project.id, .viewer), by: root)
            try await body(
                bench, root, try #require(try await bench.caller(manager)),
                try #require(try await bench.caller(viewer)),
                project)
        }
    }

    private static func later(_ bench: AccessBench, _ seconds: Int = 3600) -> Timestamp {
        bench.now.advanced(by: .seconds(seconds))
    }

    @Test("nobody invites to more than they may give")
    func invitations() async throws {
        try await Self.lend { bench, root, manager, viewer, project in
            let other = try await bench.access.add(ProjectDetails(name: "b"), by: root.author, at: bench.now)
            func refusal(_ invitation: AccessService.Invitation, _ caller: Caller) async throws -> AccessError? {
                try await bench.refusal {
                    try await bench.access.invite(invitation, label: "x", by: caller, at: bench.now)
                }
            }
            #expect(try await refusal(.administrator, manager)?.isForbidden == true)
            #expect(try await refusal(.member(other.id, .viewer), manager)?.isForbidden == true)
            #expect(try await refusal(.member(project.id, .viewer), viewer)?.isForbidden == true)
            #expect(try await refusal(.member(project.id, .manager), manager) == nil)
            #expect(try await refusal(.member(other.id, .manager), root) == nil)
            let anybody = Caller(principal: .anonymous, author: Author(name: "nobody", source: ""))
            #expect(try await refusal(.member(project.id, .viewer), anybody)?.isForbidden == true)
        }
    }

    @Test(
        "an invitation is used once, in time, while who made it may still give it", arguments: AccessBench.Place.there)
    func accepting(place: AccessBench.Place) async throws {
        try await Self.lend(in: place) { bench, root, manager, _, project in
            func invitation() async throws -> String {
                try await
                    "\(bench.access.invite(.member(project.id, .operator), label: "x", by: manager, at: bench.now))"
            }
            func accept(_ text: String, _ login: String) async throws -> LoggedIn {
                try await bench.access.accept(
                    invitation: text, AccessBench.new(login), from: AccessBench.visitor, at: bench.now)
            }
            let first = try await invitation()
            try await bench.refuses(.code(.conflict)) { try await accept(first, "meg") }
            let oli = try await bench.leaves("person.accept-invitation", by: "oli", on: "person oli") {
                try await accept(first, "oli")
            }
            #expect(oli.person.roles == [project.id: .operator])
            try await bench.refuses(.refused) { try await accept(first, "eve") }
            let late = try await invitation()
            let pending = try await invitation()
            let revoked = try await invitation()
            let id = TokenID(rawValue: try #require(TokenText(revoked)).id)
            _ = try await bench.leaves("token.revoke", by: "meg") {
                try await bench.access.revoke(id, by: manager, at: bench.now)
            }
            try await bench.refuses(.refused) { try await accept(revoked, "eve") }
            _ = try await bench.access.setRole(
                .viewer, of: try #require(manager.person?.id), in: project.id, by: root.author, at: bench.now)
            try await bench.refuses(.refused) { try await accept(pending, "eve") }
            _ = try await bench.access.setRole(
                .manager, of: try #require(manager.person?.id), in: project.id, by: root.author, at: bench.now)
            bench.advance(by: AccessService.invitationLife)
            try await bench.refuses(.refused) { try await accept(late, "eve") }
            try await bench.refuses(.refused) { try await accept("gnome_invite_1_x", "eve") }
        }
    }

    @Test(
        "a token acts as its person, with no more than they have by then, and no longer than it says",
        arguments: AccessBench.Place.there)
    func tokens(place: AccessBench.Place) async throws {
        try await Self.lend(in: place) { bench, root, manager, viewer, project in
            func issue(_ scopes: Set<Permission>?, _ caller: Caller, life: Int = 3600) async throws -> TokenText {
                try await bench.access.issueToken(
                    label: "x", scopes: scopes, expiresAt: Self.later(bench, life), by: caller, at: bench.now)
            }
            func caller(_ token: TokenText) async throws -> Caller? {
                try await bench.access.authenticate(token: "\(token)", from: AccessBench.visitor, at: bench.now)
            }
            try await bench.refuses(.forbidden) { try await issue([.manageStations], viewer) }
            try await bench.refuses(.forbidden) { try await issue([.readServer], manager) }
            try await bench.refuses(.fields(["expiresAt"])) { try await issue(nil, viewer, life: 0) }
            try await bench.refuses(.fields(["expiresAt"])) { try await issue(nil, viewer, life: 400 * 86_400) }
            let narrow = try await bench.leaves("token.issue", by: "meg") { try await issue([.readStations], manager) }
            let full = try await issue(nil, manager)
            let narrowed = try #require(try await caller(narrow))
            #expect(narrowed.principal == Principal(.member([project.id: .manager]), scopes: [.readStations]))
            #expect(narrowed.author.name == "meg by token \(narrow.id)")
            // A token makes no other that may more than itself.
            try await bench.refuses(.forbidden) { try await issue([.manageStations], narrowed) }
            let child = try await issue(nil, narrowed)
            #expect(try await caller(child)?.principal.scopes == [.readStations])
            _ = try await bench.access.setRole(
                .viewer, of: try #require(manager.person?.id), in: project.id, by: root.author, at: bench.now)
            #expect(try await caller(full)?.principal == Principal(.member([project.id: .viewer])))
            let listed = try await bench.access.tokens(
                matching: TokenFilter(person: manager.person?.id), before: nil, limit: 9)
            #expect(listed.map(\.id.rawValue) == [child.id, full.id, narrow.id])
            #expect(listed.map(\.lastUsedAt) == [bench.now, bench.now, bench.now])
            // Another secret, another kind, another number.
            let forged = [
                TokenText(kind: .api, id: full.id, secret: [UInt8](repeating: 0, count: 32)),
                TokenText(kind: .reset, id: full.id, secret: full.secret),
                TokenText(kind: .api, id: narrow.id, secret: full.secret),
                TokenText(kind: .api, id: 999, secret: full.secret),
            ]
            for token in forged { #expect(try await caller(token) == nil) }
            // Others' tokens are not there for who has no business with them.
            let id = TokenID(rawValue: full.id)
            try await bench.refuses(.code(.notFound)) { try await bench.access.revoke(id, by: viewer, at: bench.now) }
            _ = try await bench.access.revoke(id, by: manager, at: bench.now)
            #expect(try await caller(full) == nil)
            bench.advance(by: .seconds(3600))
            #expect(try await caller(narrow) == nil)
        }
    }

    @Test("a token of who is disabled counts for nothing, and counts again when they are back")
    func disabled() async throws {
        try await Self.lend { bench, root, manager, _, _ in
            let token = try await bench.access.issueToken(
                label: "x", scopes: nil, expiresAt: Self.later(bench), by: manager, at: bench.now)
            var person = try #require(manager.person)
            for disabledAt in [bench.now, nil] {
                person.disabledAt = disabledAt
                let wanted = person
                person = try await bench.access.change(wanted, by: root.author, at: bench.now)
                let caller = try await bench.access.authenticate(
                    token: "\(token)", from: AccessBench.visitor, at: bench.now)
                #expect((caller == nil) == (disabledAt != nil))
            }
        }
    }

    @Test("a landowner's link shows its station until it expires or is revoked, and is no way in")
    func landowner() async throws {
        try await Self.lend { bench, root, manager, viewer, project in
            let now = bench.now
            let station = try await bench.store.write { (store) throws(StoreError) in
                try store.add(StationDraft(project: project.id, details: StationDetails(name: "s"), createdAt: now))
            }
            func issue(_ caller: Caller) async throws -> TokenText {
                try await bench.access.issueLandownerLink(
                    to: station.id, label: "Mr Smith", expiresAt: Self.later(bench), by: caller, at: bench.now)
            }
            func shown(_ link: TokenText) async throws -> StationID? {
                try await bench.access.station(shownBy: "\(link)", at: bench.now)
            }
            try await bench.refuses(.forbidden) { try await issue(viewer) }
            let (first, second) = (try await issue(manager), try await issue(manager))
            #expect(try await shown(first) == station.id)
            let caller = try await bench.access.authenticate(
                token: "\(first)", from: AccessBench.visitor, at: bench.now)
            #expect(caller == nil)
            _ = try await bench.access.revoke(TokenID(rawValue: first.id), by: root, at: bench.now)
            #expect(try await shown(first) == nil)
            bench.advance(by: .seconds(3600))
            #expect(try await shown(second) == nil)
        }
    }

    @Test("an enrolment token leads into its project as often as it says")
    func enrolment() async throws {
        try await Self.lend { bench, root, manager, viewer, project in
            func issue(_ caller: Caller) async throws -> TokenText {
                try await bench.access.issueEnrolment(
                    into: project.id, label: "crew", mostUses: 2, expiresAt: Self.later(bench), by: caller,
                    at: bench.now)
            }
            try await bench.refuses(.forbidden) { try await issue(viewer) }
            let token = try await issue(manager)
            let registration = RegistrationService(store: bench.store)
            for (serial, isTaken) in [("1234RPI40001", true), ("1234RPI40002", true), ("1234RPI40003", false)] {
                let enrolled = try await registration.enrol(
                    Serial(sensorgnome: serial), key: nil, showing: "\(token)", from: "192.0.2.9", at: bench.now)
                guard isTaken else {
                    #expect(enrolled == nil)
                    continue
                }
                guard case .registered(let registered)? = enrolled?.outcome else {
                    Issue.record("\(serial): \(String(describing: enrolled))")
                    continue
                }
                #expect(registered.overview.receiver.project == project.id)
            }
        }
    }

    @Test("each change of a project or a person leaves one entry with what was before and after")
    func changes() async throws {
        try await Self.lend { bench, root, manager, _, project in
            let access = bench.access
            var renamed = project
            renamed.details.name = "Great Lakes"
            let wanted = renamed
            let changed = try await bench.leaves("project.change", by: "root", on: "project \(project.id.rawValue)") {
                try await access.change(wanted, by: root.author, at: bench.now)
            }
            let entry = try #require(try await bench.audit().last)
            #expect(
                entry.before == #"{"motusID":null,"name":"a"}"#
                    && entry.after == #"{"motusID":null,"name":"Great Lakes"}"#)
            #expect(entry.source == AccessBench.visitor.address)
            let refusals = [
                try await bench.refusal { try await access.change(wanted, by: root.author, at: bench.now) }?.code,
                try await bench.refusal {
                    try await access.remove(project.id, seenAs: changed.revision, by: root.author, at: bench.now)
                }?.code,
            ]
            #expect(refusals == [.stale, .conflict])
            let id = try #require(manager.person?.id)
            let person = try await bench.leaves("person.change", by: "root", on: "person meg") {
                try await access.setRole(nil, of: id, in: project.id, by: root.author, at: bench.now)
            }
            #expect(person.roles.isEmpty)
            // Nothing changes, so nothing is written down.
            let count = try await bench.audit().count
            _ = try await access.setRole(nil, of: id, in: project.id, by: root.author, at: bench.now)
            #expect(try await bench.audit().count == count)
            _ = try await bench.leaves("person.remove", by: "root", on: "person meg") {
                try await access.remove(id, seenAs: person.revision, by: root.author, at: bench.now)
            }
            let free = try await bench.leaves("project.add", by: "root") {
                try await access.add(ProjectDetails(name: "z"), by: root.author, at: bench.now)
            }
            _ = try await bench.leaves("project.remove", by: "root") {
                try await access.remove(free.id, seenAs: 1, by: root.author, at: bench.now)
            }
            try await bench.refuses(.fields(["name"])) {
                try await access.add(ProjectDetails(name: ""), by: root.author, at: bench.now)
            }
        }
    }

    @Test("a list of projects holds what its reader may see, and nothing of others")
    func projects() async throws {
        try await Self.lend { bench, root, manager, _, project in
            for name in ["0", "z"] {
                _ = try await bench.access.add(ProjectDetails(name: name), by: root.author, at: bench.now)
            }
            func names(_ caller: Caller, after: String? = nil, limit: Int = 9) async throws -> [String] {
                try await bench.access.projects(for: caller, after: after, limit: limit).map(\.details.name)
            }
            #expect(try await names(root) == ["0", "a", "z"])
            #expect(try await names(root, after: "0", limit: 1) == ["a"])
            #expect(try await names(manager) == ["a"])
            #expect(try await names(manager, after: "a") == [])
            #expect(try await names(manager, limit: 0) == [])
        }
    }

    @Test("sessions of a person are listed and ended, one or all, each with an entry")
    func sessions() async throws {
        try await Self.lend { bench, root, manager, _, _ in
            let (id, access) = (try #require(manager.person?.id), bench.access)
            for _ in 0..<2 { _ = try await bench.logIn("meg") }
            let sessions = try await access.sessions(of: id, at: bench.now)
            #expect(sessions.count == 3 && sessions.last == manager.session)
            let first = try #require(sessions.first)
            let stranger = try #require(root.session)
            try await bench.refuses(.code(.notFound)) {
                try await access.end(stranger.id, of: id, by: root.author, at: bench.now)
            }
            _ = try await bench.leaves("session.end", by: "root") {
                try await access.end(first.id, of: id, by: root.author, at: bench.now)
            }
            let ended = try await bench.leaves("session.end-all", by: "meg") {
                try await access.endSessions(of: id, except: manager.session?.id, by: manager.author, at: bench.now)
            }
            #expect(ended == 1)
            #expect(try await access.sessions(of: id, at: bench.now).map(\.id) == [manager.session?.id])
            bench.advance(by: SessionLife.longest)
            #expect(try await access.sessions(of: id, at: bench.now) == [])
            try await access.forget(at: bench.now)
            let kept = try await bench.store.read { (store) throws(StoreError) in try store.sessions(of: id) }
            #expect(kept == [])
        }
    }

    @Test("what counts for nothing any more is forgotten once a day, by a job that one of all servers has")
    func forgetting() async throws {
        try await Self.lend { bench, root, _, _, _ in
            let access = bench.access
            for _ in 0..<2 { try await access.scheduleForgetting(at: bench.now) }
            let jobs = try await bench.store.read { (store) throws(StoreError) in
                try store.jobs(in: [.waiting], of: AccessService.forgetting, before: nil, limit: 9)
            }
            #expect(jobs.map(\.dueAt.description) == ["2026-05-02T04:00:00Z"])
            let token = try await access.issueToken(
                label: "x", scopes: nil, expiresAt: bench.now.advanced(by: .seconds(60)), by: root, at: bench.now)
            _ = try await bench.refusal { try await bench.logIn("nobody") }
            let place = "source \(AccessBench.visitor.address)"
            func left() async throws -> (token: Bool, tries: Int) {
                try await access.forget(at: bench.now)
                return try await bench.store.read { (store) throws(StoreError) in
                    (
                        try store.token(TokenID(rawValue: token.id)) != nil,
                        try store.logInThrottle(of: place).failures
                    )
                }
            }
            #expect(try await left() == (true, 1))
            bench.advance(by: LogInThrottle.memory + .seconds(1))
            #expect(try await left() == (true, 0))
            bench.advance(by: AccessService.tokenMemory)
            #expect(try await left() == (false, 0))
        }
    }
}
