// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// People, in JSON; for administrators.
struct PeopleAPI: Sendable {
    private let context: ServerContext
    private var access: AccessService { context.access }
    private static let read = Access.permission(.readServer, on: .server)
    private static let manage = Access.permission(.manageServer, on: .server)

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] { [list, show, change, remove, invite, resetLink, sessions, endSessions, endSession] }

    private var list: Operation {
        .api(
            "GET", "/people", "people", access: Self.read,
            Contract(
                "Lists people in the order of their log-in names.", query: [.after(.login), .limit],
                answers: .json(PageView<PersonView, String>.self))
        ) { call in
            let limit = try call.pageLimit()
            let people = try await access.people(after: call.cursor("after") { LoginName($0) }, limit: limit)
            return .json(PageView(items: people.map(PersonView.init), next: people.cursor(\.login.text, limit: limit)))
        }
    }

    private var show: Operation {
        .api(
            "GET", "/people/{person}", "person", access: Self.read,
            Contract("Shows a person.", answers: .json(PersonView.self))
        ) { call in
            let person = try await context.person(in: call)
            return .json(PersonView(person)).revision(person.revision)
        }
    }

    /// Changes a person.
    var change: Operation {
        .api(
            "PUT", "/people/{person}", "person-change", access: Self.manage, bodyLimit: 8192,
            Contract(
                "Changes a person's name, whether they look after the server, whether they may log in, and whom they are at "
                    + "Motus: that stays where it is left out, and null takes it away.",
                body: .json(AccessRequests.person.schema), answers: .json(PersonView.self)
            ).conditional
        ) { call in
            var reader = try FieldReader(call.body, of: AccessRequests.person)
            let (name, isAdministrator) = (reader.text("name"), reader.flag("isAdministrator") ?? false)
            let (isDisabled, motusID) = (reader.flag("isDisabled") ?? false, reader.integer("motusID"))
            try reader.finish([name.flatMap(Person.problem(withName:))].compactMap(\.self))
            var person = try await context.person(in: call)
            person.name = name ?? person.name
            person.isAdministrator = isAdministrator
            person.disabledAt = isDisabled ? person.disabledAt ?? context.now() : nil
            // What another account opened is not what this one opens.
            let saysMotus = motusID != nil || reader.isEmptied("motusID")
            if saysMotus, person.motus?.user != motusID { person.motus = motusID.map { MotusBinding(user: $0) } }
            person.revision = try call.expectedRevision() ?? person.revision
            let changed = try await access.change(person, by: call.caller.author, at: context.now())
            return .json(PersonView(changed)).revision(changed.revision)
        }
    }

    /// Takes a person away.
    var remove: Operation {
        .api(
            "DELETE", "/people/{person}", "person-remove", access: Self.manage,
            Contract(
                "Takes a person away; what they did stays in the audit.", answers: .nothing("They are gone.")
            ).conditional
        ) { call in
            let person = try await context.person(in: call)
            try await access.remove(
                person.id, seenAs: call.expectedRevision() ?? person.revision, by: call.caller.author,
                at: context.now())
            return HTTPResponse(status: 204)
        }
    }

    /// Invites an administrator.
    var invite: Operation {
        .api(
            "POST", "/people/invitations", "administrator-invite", access: Self.manage, bodyLimit: 8192,
            Contract(
                "Invites somebody to look after the server; the invitation is shown once.",
                body: .json(AccessRequests.administratorInvitation.schema),
                answers: .json(IssuedTokenView.self, status: 201))
        ) { call in
            let texts = try AccessRequests.texts(call.body, AccessRequests.administratorInvitation)
            return .json(
                IssuedTokenView(
                    try await access.invite(
                        .administrator, label: texts["label"] ?? "", by: call.caller, at: context.now())), status: 201)
        }
    }

    /// Makes a link by which a person sets their password anew.
    var resetLink: Operation {
        .api(
            "POST", "/people/{person}/reset-link", "person-reset-link", access: Self.manage,
            Contract(
                "Makes a link by which a person sets their password anew, shown once.",
                answers: .json(IssuedTokenView.self, status: 201))
        ) { call in
            let person = try await context.person(in: call)
            return .json(
                IssuedTokenView(try await access.makeResetLink(for: person.id, by: call.caller, at: context.now())),
                status: 201)
        }
    }

    private var sessions: Operation {
        .api(
            "GET", "/people/{person}/sessions", "person-sessions", access: Self.read,
            Contract(
                "Lists the sessions of a person.", answers: .json(schema: .page(of: Schema(of: SessionView.self))))
        ) { call in
            try await context.sessions(of: context.person(in: call).id, call)
        }
    }

    /// Ends all sessions of a person.
    var endSessions: Operation {
        .api(
            "DELETE", "/people/{person}/sessions", "person-sessions-end", access: Self.manage,
            Contract("Ends all sessions of a person.", answers: .nothing("They are over."))
        ) { call in
            let person = try await context.person(in: call)
            _ = try await access.endSessions(of: person.id, except: nil, by: call.caller.author, at: context.now())
            return HTTPResponse(status: 204)
        }
    }

    /// Ends a session of a person.
    var endSession: Operation {
        .api(
            "DELETE", "/people/{person}/sessions/{session}", "person-session-end", access: Self.manage,
            Contract("Ends a session of a person.", answers: .nothing("It is over."))
        ) { call in
            let person = try await context.person(in: call)
            try await access.end(
                SessionID(rawValue: call.number("session")), of: person.id, by: call.caller.author, at: context.now())
            return HTTPResponse(status: 204)
        }
    }
}

extension ServerContext {
    /// The person in the path.
    ///
    /// - Throws: `Problem` 400 where the path names no number, 404 where there is none of it.
    func person(in call: Call) async throws -> Person {
        let id = PersonID(rawValue: try call.number("person"))
        guard let person = try await access.person(id) else {
            throw Problem.notFound("There is no person \(id.rawValue).")
        }
        return person
    }
}
