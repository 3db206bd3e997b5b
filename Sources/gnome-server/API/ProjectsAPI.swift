// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Projects, their members, and what lets receivers and landowners in, in JSON.
struct ProjectsAPI: Sendable {
    private let context: ServerContext
    private var access: AccessService { context.access }
    private static let read = Access.permission(.readProject, on: .project)
    private static let manage = Access.permission(.manageProject, on: .project)
    /// Who says who belongs to a project also says who else may look at its stations.
    private static let manageStation = Access.permission(.manageProject, on: .station)

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            list, add, show, change, remove, members, setRole, removeMember, invite, tokens, issueEnrolment, links,
            issueLink,
        ]
    }

    private var list: Operation {
        .api(
            "GET", "/projects", "projects", access: .permission(.readProject, on: .list),
            Contract(
                "Lists projects in the order of their names.", query: [.after(.word(0...100)), .limit],
                answers: .json(PageView<ProjectView, String>.self))
        ) { call in
            let limit = try call.pageLimit()
            let projects = try await access.projects(for: call.caller, after: call.query("after"), limit: limit)
            return .json(
                PageView(
                    items: projects.map(ProjectView.init),
                    next: projects.cursor(\.details.name, limit: limit)))
        }
    }

    /// Adds a project.
    var add: Operation {
        .api(
            "POST", "/projects", "project-add", access: .permission(.manageServer, on: .server), bodyLimit: 8192,
            Contract(
                "Adds a project.", body: .json(AccessRequests.project.schema),
                answers: .json(ProjectView.self, status: 201))
        ) { call in
            let project = try await access.add(
                Self.details(call.body), by: call.caller.author, at: context.now())
            return .json(ProjectView(project), status: 201).revision(project.revision)
        }
    }

    private var show: Operation {
        .api(
            "GET", "/projects/{project}", "project", access: Self.read,
            Contract("Shows a project.", answers: .json(ProjectView.self))
        ) { call in
            let project = try await context.project(in: call)
            return .json(ProjectView(project)).revision(project.revision)
        }
    }

    /// Changes a project.
    var change: Operation {
        .api(
            "PUT", "/projects/{project}", "project-change", access: Self.manage, bodyLimit: 8192,
            Contract(
                "Changes what is said of a project.", body: .json(AccessRequests.project.schema),
                answers: .json(ProjectView.self)
            ).conditional
        ) { call in
            let details = try Self.details(call.body)
            var project = try await context.project(in: call)
            project.details = details
            project.revision = try call.expectedRevision() ?? project.revision
            let changed = try await access.change(project, by: call.caller.author, at: context.now())
            return .json(ProjectView(changed)).revision(changed.revision)
        }
    }

    private var remove: Operation {
        .api(
            "DELETE", "/projects/{project}", "project-remove", access: .permission(.manageServer, on: .server),
            Contract("Takes a project away to which nothing belongs.", answers: .nothing("It is gone.")).conditional
        ) { call in
            let project = try await context.project(in: call)
            try await access.remove(
                project.id, seenAs: call.expectedRevision() ?? project.revision, by: call.caller.author,
                at: context.now())
            return HTTPResponse(status: 204)
        }
    }

    private var members: Operation {
        .api(
            "GET", "/projects/{project}/members", "project-members", access: Self.read,
            Contract(
                "Lists who has a role in a project.", query: [.after(.login), .limit],
                answers: .json(PageView<MemberView, String>.self))
        ) { call in
            let (project, limit) = (try call.project(), try call.pageLimit())
            let people = try await access.members(
                of: project, after: call.cursor("after") { LoginName($0) }, limit: limit)
            return .json(
                PageView(
                    items: people.compactMap { MemberView($0, in: project) },
                    next: people.cursor(\.login.text, limit: limit)))
        }
    }

    /// Gives a member another role.
    var setRole: Operation {
        .api(
            "PUT", "/projects/{project}/members/{person}", "project-member-set", access: Self.manage, bodyLimit: 4096,
            Contract(
                "Gives a member of a project another role; an administrator gives anybody one.",
                body: .json(AccessRequests.role.schema), answers: .json(MemberView.self))
        ) { call in
            var reader = try FieldReader(call.body, of: AccessRequests.role)
            let role = reader.choice("role", as: Role.self)
            try reader.finish()
            let (project, person) = try await context.member(in: call)
            let changed = try await access.setRole(
                role, of: person.id, in: project, by: call.caller.author, at: context.now())
            guard let view = MemberView(changed, in: project) else {
                throw Problem.notFound("There is no such member.")
            }
            return .json(view)
        }
    }

    /// Takes a role away.
    var removeMember: Operation {
        .api(
            "DELETE", "/projects/{project}/members/{person}", "project-member-remove", access: Self.manage,
            Contract("Takes a member's role in a project away.", answers: .nothing("They have none any more."))
        ) { call in
            let (project, person) = try await context.member(in: call)
            _ = try await access.setRole(
                nil, of: person.id, in: project, by: call.caller.author, at: context.now())
            return HTTPResponse(status: 204)
        }
    }

    /// Invites somebody into a project.
    var invite: Operation {
        .api(
            "POST", "/projects/{project}/invitations", "project-invite", access: Self.manage, bodyLimit: 8192,
            Contract(
                "Invites somebody into a project; the invitation is shown once.",
                body: .json(AccessRequests.memberInvitation.schema),
                answers: .json(IssuedTokenView.self, status: 201))
        ) { call in
            var reader = try FieldReader(call.body, of: AccessRequests.memberInvitation)
            let (label, role) = (reader.text("label") ?? "", reader.choice("role", as: Role.self) ?? .viewer)
            try reader.finish()
            let project = try call.project()
            return .json(
                IssuedTokenView(
                    try await access.invite(.member(project, role), label: label, by: call.caller, at: context.now())),
                status: 201)
        }
    }

    private var tokens: Operation {
        .api(
            "GET", "/projects/{project}/tokens", "project-tokens", access: Self.manage,
            Contract(
                "Lists invitations, enrolment tokens and landowners' links of a project, the newest first.",
                query: [.before, .limit], answers: .json(PageView<TokenView, TokenID>.self))
        ) { call in
            try await context.tokens(matching: TokenFilter(project: call.project()), call)
        }
    }

    /// Issues a token by which receivers register themselves.
    var issueEnrolment: Operation {
        .api(
            "POST", "/projects/{project}/enrolment-tokens", "enrolment-issue", access: Self.manage, bodyLimit: 8192,
            Contract(
                "Issues a token by which receivers register themselves into a project, shown once.",
                body: .json(AccessRequests.enrolment.schema), answers: .json(IssuedTokenView.self, status: 201))
        ) { call in
            var reader = try FieldReader(call.body, of: AccessRequests.enrolment)
            let (label, expiry) = (reader.text("label") ?? "", reader.moment("expiresAt"))
            let uses = reader.integer("mostUses") ?? 1
            try reader.finish()
            let token = try await access.issueEnrolment(
                into: call.project(), label: label, mostUses: Int(uses),
                expiresAt: expiry ?? context.now(), by: call.caller, at: context.now())
            return .json(IssuedTokenView(token), status: 201)
        }
    }

    private var links: Operation {
        .api(
            "GET", "/stations/{station}/links", "station-links", access: Self.manageStation,
            Contract(
                "Lists the links by which landowners look at a station.", query: [.before, .limit],
                answers: .json(PageView<TokenView, TokenID>.self))
        ) { call in
            try await context.tokens(matching: TokenFilter(kind: .landowner, station: call.station()), call)
        }
    }

    /// Makes a link by which a landowner looks at a station.
    var issueLink: Operation {
        .api(
            "POST", "/stations/{station}/links", "station-link-issue", access: Self.manageStation, bodyLimit: 8192,
            Contract(
                "Makes a link by which a landowner looks at a station, shown once.",
                body: .json(AccessRequests.link.schema), answers: .json(IssuedTokenView.self, status: 201))
        ) { call in
            var reader = try FieldReader(call.body, of: AccessRequests.link)
            let (label, expiry) = (reader.text("label") ?? "", reader.moment("expiresAt"))
            try reader.finish()
            let token = try await access.issueLandownerLink(
                to: call.station(), label: label, expiresAt: expiry ?? context.now(), by: call.caller,
                at: context.now())
            return .json(IssuedTokenView(token), status: 201)
        }
    }

    private static func details(_ body: [UInt8]) throws -> ProjectDetails {
        var reader = try FieldReader(body, of: AccessRequests.project)
        let details = ProjectDetails(
            name: reader.text("name") ?? "", motusID: reader.integer("motusID").map { Int($0) })
        try reader.finish(details.problems)
        return details
    }
}

extension ServerContext {
    /// The project in the path.
    ///
    /// - Throws: `Problem` 400 where the path names no number, 404 where there is none of it.
    func project(in call: Call) async throws -> Project {
        let id = try call.project()
        guard let project = try await access.project(id) else { throw call.missing(.project) }
        return project
    }

    /// The project and the person in the path: managers reach members of theirs, administrators anybody.
    ///
    /// - Throws: `Problem` 404 where there is no such person, or they are nothing to the caller.
    func member(in call: Call) async throws -> (ProjectID, Person) {
        let project = try await project(in: call)
        let id = PersonID(rawValue: try call.number("person"))
        let isAdministrator = call.may(.manageServer, on: .server)
        guard let person = try await access.person(id), isAdministrator || person.memberships[project.id] != nil else {
            throw Problem.notFound("There is no member \(id.rawValue) of this project.")
        }
        return (project.id, person)
    }
}
