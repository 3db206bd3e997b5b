// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The pages of projects: which there are, and a new one.
struct ProjectPages: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [.page("GET", "/projects", "projects-page", access: .permission(.readProject, on: .list), handler: list)]
            + add.operations
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let names = try await context.projectNames(call).sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        let mayStation = call.projects(.manageStations)
        let rows = names.map { id, name -> HTML in
            let station: HTML =
                mayStation?.contains(id) ?? true
                ? "<a href=\"/projects/\(Int(id.rawValue))/stations/new\">New station</a>" : .empty
            return """
                <tr><th scope="row">\(name)</th><td data-label="Number">\(Int(id.rawValue))</td>\
                <td data-label="Stations"><a href="/stations?project=\(Int(id.rawValue))">Its stations</a> \(station)</td></tr>

                """
        }
        let table: HTML = """
            <table>
            <thead><tr><th scope="col">Project</th><th scope="col">Number</th><th scope="col">Stations</th></tr></thead>
            <tbody>
            \(HTML(rows))</tbody>
            </table>
            """
        let isAdministrator = call.may(.manageServer, on: .server)
        let addition: HTML = isAdministrator ? "<p><a href=\"/projects/new\">New project</a></p>" : .empty
        return Pages.page(
            call, title: "Projects",
            body: """
                <h1>Projects</h1>
                \(rows.isEmpty ? "<p>There is no project here yet.</p>" : table)
                \(addition)
                """)
    }

    private var add: FormPage {
        FormPage(
            context: context, path: "/projects/new", name: "project-new-page", operation: ProjectsAPI(context).add,
            fields: AccessRequests.project, button: "Add project",
            page: { call, form in FormPage.around(form, of: call, "New project", Pages.crumbs(.toProjects)) },
            next: { _, _ in "/projects" })
    }
}
