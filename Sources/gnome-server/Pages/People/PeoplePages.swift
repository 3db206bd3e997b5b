// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The pages of people, for administrators.
struct PeoplePages: Sendable {
    private static let pageSize = 100
    private let context: ServerContext
    private var api: PeopleAPI { PeopleAPI(context) }

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let read = Access.permission(.readServer, on: .server)
        return [
            .page("GET", "/people", "people-page", access: read, handler: list),
            .page("GET", "/people/{person}", "person-page", access: read, handler: show),
        ] + invite.operations + change.operations + remove.operations + resetLink.operations + endSession.operations
            + endSessions.operations
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let people = try await context.access.people(
            after: call.cursor("after") { LoginName($0) }, limit: Self.pageSize)
        let mayManage = call.may(.manageServer, on: .server)
        let now = context.now()
        return Pages.page(
            call, title: "People", now: now,
            body: """
                <h1>People</h1>
                \(PersonTable(people: people.map(PersonView.init), now: now, path: \.path).html)
                \(Pages.next(people.cursor(\.login.text, limit: Self.pageSize), at: "/people"))
                \(mayManage ? "<p><a href=\"/people/invite\">Invite an administrator</a></p>" : .empty)
                <p>Whoever is to work in a project is invited on the page of the <a href="/projects">project</a>.</p>
                """)
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        let (person, now) = (try await context.person(in: call), context.now())
        let sessions = try await context.access.sessions(of: person.id, at: now)
        let names = try await context.projectNames(call)
        return Pages.page(
            call, title: person.name, now: now,
            body: PersonPage(
                person: PersonView(person),
                sessions: sessions.map { SessionView($0, isThisOne: $0.id == call.caller.session?.id) },
                projects: names, mayManage: call.may(.manageServer, on: .server), proof: call.proof, now: now
            ).html)
    }

    private var invite: FormPage {
        FormPage(
            context: context, path: "/people/invite", name: "administrator-invite-page", operation: api.invite,
            fields: AccessRequests.administratorInvitation, button: "Make the invitation",
            page: { call, form in FormPage.around(form, of: call, "Invite an administrator", Pages.crumbs(.toPeople)) },
            done: { call, answer in
                try context.invitation(answer.value(IssuedTokenView.self), call, Pages.crumbs(.toPeople))
            })
    }

    private var change: FormPage {
        FormPage(
            context: context, path: "/people/{person}/edit", name: "person-edit-page", operation: api.change,
            fields: AccessRequests.person, button: "Save",
            act: { [self] call, typed in
                // The page shows all that is said of them: what is emptied there is to be taken away.
                let emptied = ["motusID": JSONValue.null]
                let members = typed.members(of: AccessRequests.person).merging(emptied) { typed, _ in typed }
                return try await context.act(api.change, as: call, with: members)
            },
            start: { call in
                let view = PersonView(try await context.person(in: call))
                return FormBody(
                    encoding: Start(
                        name: view.name, isAdministrator: view.isAdministrator, isDisabled: view.disabledAt != nil,
                        motusID: view.motusID),
                    revision: view.revision)
            },
            page: { [self] call, form in try await around(call, "Change the person", form) },
            done: Self.back)
    }

    private struct Start: Encodable {
        var name: String
        var isAdministrator: Bool
        var isDisabled: Bool
        var motusID: Int64?
    }

    private var remove: FormPage {
        FormPage(
            context: context, path: "/people/{person}/remove", name: "person-remove-page", operation: api.remove,
            fields: [], button: "Take them away",
            page: { [self] call, form in
                let about: HTML = """
                    <p>Their sessions and tokens end, and nobody can undo it; what they did stays in the audit. To keep them out \
                    for a while, <a href="/people/\(call["person"])/edit">disable</a> them.</p>

                    """
                return try await around(call, "Take a person away", about + form)
            },
            done: { _, _ in .see("/people") })
    }

    private var resetLink: ActButton {
        ActButton(
            context: context, path: "/people/{person}/reset-link", name: "person-reset-link-send",
            operation: api.resetLink,
            done: { [self] call, answer in
                let issued = try answer.value(IssuedTokenView.self)
                return ShownOnce(
                    title: "A link for a new password", crumbs: try await crumbs(call),
                    about: """
                        <p>Whoever opens this link within a day sets a new password and is logged in; all their \
                        sessions and tokens end then. Give it to nobody else, by a way that is theirs alone. Links that \
                        were made for them before count no more.</p>
                        """, secret: context.address(of: "/reset?link=\(issued.token)", call)
                ).response(to: call)
            })
    }

    private var endSession: ActButton {
        ActButton(
            context: context, path: "/people/{person}/sessions/{session}/end", name: "person-session-end-send",
            operation: api.endSession, done: Self.back)
    }

    private var endSessions: ActButton {
        ActButton(
            context: context, path: "/people/{person}/sessions/end", name: "person-sessions-end-send",
            operation: api.endSessions, done: Self.back)
    }

    /// Back to the person in the path.
    private static let back: FormPage.Done = { call, _ in .see("/people/\(call["person"])") }

    /// A page with a form about the person in the path.
    private func around(_ call: Call, _ title: String, _ form: HTML) async throws -> HTTPResponse {
        FormPage.around(form, of: call, title, try await crumbs(call))
    }

    private func crumbs(_ call: Call) async throws -> HTML {
        let person = try await context.person(in: call)
        return Pages.crumbs(.toPeople, .link(to: person.id.path, name: person.name))
    }
}

extension ServerContext {
    /// The page that shows an invitation.
    func invitation(_ issued: IssuedTokenView, _ call: Call, _ crumbs: HTML) -> HTTPResponse {
        ShownOnce(
            title: "An invitation", crumbs: crumbs,
            about: """
                <p>Whoever opens this link within a week chooses a log-in name and a password, once. Send it to whom it is for.</p>
                """, secret: address(of: "/invitation?invitation=\(issued.token)", call)
        ).response(to: call)
    }
}
