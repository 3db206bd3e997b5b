// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The pages of projects: which there are, who belongs to one, and what lets receivers and people into it.
struct ProjectPages: Sendable {
    static let pageSize = 100
    private let context: ServerContext
    private var api: ProjectsAPI { ProjectsAPI(context) }

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            .page("GET", "/projects", "projects-page", access: .permission(.readProject, on: .list), handler: list),
            .page(
                "GET", "/projects/{project}", "project-page", access: .permission(.readProject, on: .project),
                handler: show),
            .page(
                "GET", "/projects/{project}/members/new", "project-people-page",
                access: .permission(.manageServer, on: .server), handler: choosePerson),
        ] + add.operations + change.operations + invite.operations + setRole.operations + removeMember.operations
            + issueEnrolment.operations + revoke.operations
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let names = try await context.projectNames(call).inOrder
        let table = Table(
            names,
            [
                .head("Project") { $0.key.link($0.value) },
                .cell("Number") { "\(Int($0.key.rawValue))" },
                .cell("Stations") { project in
                    let number = Int(project.key.rawValue)
                    let addition: HTML =
                        call.may(.manageStations, in: project.key)
                        ? "<a href=\"\(project.key.path)/stations/new\">New station</a>" : .empty
                    return "<a href=\"/stations?project=\(number)\">Its stations</a> \(addition)"
                },
            ])
        let isAdministrator = call.may(.manageServer, on: .server)
        let addition: HTML = isAdministrator ? "<p><a href=\"/projects/new\">New project</a></p>" : .empty
        return Pages.page(
            call, title: "Projects",
            body: """
                <h1>Projects</h1>
                \(names.isEmpty ? "<p>There is no project here yet.</p>" : table.html)
                \(addition)
                """)
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        let (project, now) = (try await context.project(in: call), context.now())
        let mayManage = call.may(.manageProject, on: .project(project.id))
        let members = try await context.access.members(
            of: project.id, after: call.cursor("after") { LoginName($0) }, limit: Self.pageSize)
        let tokens =
            mayManage
            ? try await context.access.tokens(
                matching: TokenFilter(project: project.id), before: call.cursor("before").map(TokenID.init),
                limit: Self.pageSize) : []
        return Pages.page(
            call, title: project.details.name, now: now,
            body: ProjectPage(
                project: ProjectView(project), members: members.compactMap { MemberView($0, in: project.id) },
                nextMember: members.cursor(\.login.text, limit: Self.pageSize), tokens: tokens.map(TokenView.init),
                olderToken: tokens.cursor(\.id, limit: Self.pageSize),
                mayManage: mayManage, mayStation: call.may(.manageStations, on: .project(project.id)),
                mayReceivers: call.may(.manageReceivers, on: .project(project.id)),
                isAdministrator: call.may(.manageServer, on: .server), proof: call.proof, now: now
            ).html)
    }

    /// People to choose a new member from.
    @Sendable private func choosePerson(_ call: Call) async throws -> HTTPResponse {
        let (project, now) = (try call.project(), context.now())
        let people = try await context.access.people(
            after: call.cursor("after") { LoginName($0) }, limit: Self.pageSize)
        let path = project.path + "/members/"
        return Pages.page(
            call, title: "Give somebody a role",
            body: """
                \(try await context.projectCrumbs(call))
                <h1>Give somebody a role</h1>
                \(PersonTable(people: people.map(PersonView.init), now: now) { path + "\($0.rawValue)" }.html)
                \(Pages.next(people.cursor(\.login.text, limit: Self.pageSize), at: path + "new"))
                <p>Who is not here yet is <a href="\(project.path)/invite">invited</a>.</p>
                """)
    }

    private var add: FormPage {
        FormPage(
            context: context, path: "/projects/new", name: "project-new-page", operation: api.add,
            fields: AccessRequests.project, button: "Add project",
            page: { call, form in FormPage.around(form, of: call, "New project", Pages.crumbs(.toProjects)) },
            done: { _, answer in .see(try answer.value(ProjectView.self).id.path) })
    }

    private var change: FormPage {
        FormPage(
            context: context, path: "/projects/{project}/edit", name: "project-edit-page", operation: api.change,
            fields: AccessRequests.project, button: "Save",
            start: { call in
                let project = try await context.project(in: call)
                return FormBody(encoding: project.details, revision: project.revision)
            },
            page: { [self] call, form in try await around(call, "Change the project", form) },
            done: Self.back)
    }

    private var invite: FormPage {
        FormPage(
            context: context, path: "/projects/{project}/invite", name: "project-invite-page", operation: api.invite,
            fields: AccessRequests.memberInvitation, button: "Make the invitation",
            page: { [self] call, form in try await around(call, "Invite somebody", form) },
            done: { [self] call, answer in
                try context.invitation(
                    answer.value(IssuedTokenView.self), call, try await context.projectCrumbs(call))
            })
    }

    private var setRole: FormPage {
        FormPage(
            context: context, path: "/projects/{project}/members/{person}", name: "project-member-page",
            operation: api.setRole, fields: AccessRequests.role, button: "Save",
            start: { call in
                let (project, person) = try await context.member(in: call)
                return FormBody(encoding: ["role": (person.memberships[project] ?? .viewer).rawValue])
            },
            page: { [self] call, form in
                let (_, person) = try await context.member(in: call)
                return try await around(
                    call, "Role in the project", form, "<p class=\"name\"><bdi>\(person.name)</bdi></p>\n")
            },
            done: Self.back)
    }

    private var removeMember: ActButton {
        ActButton(
            context: context, path: "/projects/{project}/members/{person}/remove", name: "project-member-remove-send",
            operation: api.removeMember, done: Self.back)
    }

    private var issueEnrolment: FormPage {
        FormPage(
            context: context, path: "/projects/{project}/enrolment-tokens/new", name: "enrolment-new-page",
            operation: api.issueEnrolment, fields: AccessRequests.enrolment, button: "Make the token",
            page: { [self] call, form in try await around(call, "New enrolment token", form) },
            done: { [self] call, answer in
                ShownOnce(
                    title: "A new enrolment token", crumbs: try await context.projectCrumbs(call),
                    about: """
                        <p>A receiver that shows it at <code>\(context.address(of: "/api/v1/registrations", call))</code> belongs to the \
                        project from then on, and is told its key. The picture holds the same for the crew in the field.</p>
                        """, secret: try answer.value(IssuedTokenView.self).token, picture: "The token as a QR code"
                ).response(to: call)
            })
    }

    private var revoke: ActButton {
        ActButton(
            context: context, path: "/projects/{project}/tokens/{token}/revoke", name: "project-token-revoke-send",
            operation: SessionAPI(context).revokeToken, done: Self.back)
    }

    /// Back to the project in the path.
    private static let back: FormPage.Done = { call, _ in .see("/projects/\(call["project"])") }

    /// A page with a form about the project in the path.
    private func around(
        _ call: Call, _ title: String, _ form: HTML, _ about: HTML = .empty
    ) async throws -> HTTPResponse {
        FormPage.around(form, of: call, title, try await context.projectCrumbs(call), about)
    }
}

extension ServerContext {
    /// The way back to the project in the path.
    func projectCrumbs(_ call: Call) async throws -> HTML {
        let project = try await project(in: call)
        return Pages.crumbs(.toProjects, project.id.link(project.details.name))
    }
}
