// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `projects`: who owns stations and receivers, and who may do what with them.
enum ProjectsCommand {
    static let command = Command(
        "projects", abstract: "List, make and change projects, and say who may do what in them.",
        discussion: """
            A project owns stations and receivers, and gives people roles: a viewer looks, an operator runs stations, a manager \
            says who and what belongs to it. Wherever a project is asked for, its number or its name will do.
            """,
        subcommands: [list, show, add, edit, remove, ProjectMembers.list, ProjectMembers.grant, ProjectMembers.revoke])

    /// The project that a command is about.
    static let project = Parameter.argument("project", .project, help: "The project, by its number or name.")
    private static let newName = Parameter.argument("name", .text, help: "What people call it.")
    private static let name = Parameter.option("name", value: "name", .text, help: "What people call it.")
    private static let motusID = Parameter.option(
        "motus-id", value: "n", .integer(1...Int64(Int32.max)), help: "Its number at Motus.")
    private enum Field: String, CaseIterable { case motusID = "motus-id" }
    private static let clear = Parameter.options(
        "clear", value: "field", ValueForm<Field>.choice, help: "Take what is said there away.")
    private static let result = OutputFormat.parameters + ConnectionSettings.parameters

    private static let list = Command(
        "list", abstract: "List the projects that you may see.",
        parameters: OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let projects: [ProjectAnswer] = try await invocation.client().all(["projects"])
        let table = Table(
            header: ["ID", "NAME", "MOTUS", "MADE"],
            rows: projects.map {
                [
                    Table.Cell($0.id), Table.Cell($0.name), Table.Cell($0.motusID.map { "\($0)" }),
                    Table.Cell($0.createdAt),
                ]
            })
        try invocation.print(
            Rendering(
                projects, identifiers: projects.map { "\($0.id)" }, table: table,
                empty: "There are no projects that you may see."))
    }

    private static let show = Command(
        "show", abstract: "Show a project.", parameters: [project.declaration] + result
    ) { invocation in
        let client = try invocation.client()
        let answer: ProjectAnswer = try await client.get(["projects", "\(client.project(invocation[project]))"])
        let facts = Table(rows: [
            ["Project", Table.Cell("\(answer.id)")], ["Name", Table.Cell(answer.name)],
            ["At Motus", Table.Cell(answer.motusID.map { "\($0)" })], ["Made", Table.Cell(answer.createdAt)],
        ])
        try invocation.print(Rendering(answer, identifiers: ["\(answer.id)"], view: [.table(facts)]))
    }

    private static let add = Command(
        "add", abstract: "Make a project.",
        parameters: [newName.declaration, motusID.declaration] + result
    ) { invocation in
        let answer: ProjectAnswer = try await invocation.administratorClient().change(
            "POST", ["projects"], members(invocation[newName], invocation[motusID]))
        try invocation.print(
            Rendering(
                answer, identifiers: ["\(answer.id)"],
                sentence: "Project \(answer.id), \(answer.name), is made. Give it stations with: "
                    + "gnomectl stations add NAME --project \(answer.id)"))
    }

    private static let edit = Command(
        "edit", abstract: "Change what is said of a project; what is not given stays.",
        parameters: [project.declaration, name.declaration, motusID.declaration, clear.declaration] + result
    ) { invocation in
        let client = try invocation.administratorClient()
        let path = ["projects", "\(try await client.project(invocation[project]))"]
        let before: ProjectAnswer = try await client.get(path)
        let motus = invocation[motusID] ?? (invocation[clear].contains(.motusID) ? nil : before.motusID)
        let answer: ProjectAnswer = try await client.change(
            "PUT", path, members(invocation[name] ?? before.name, motus), seenAs: before.revision)
        try invocation.print(
            Rendering(
                answer, identifiers: ["\(answer.id)"],
                sentence: "Project \(answer.id), \(answer.name), is changed."
            ))
    }

    private static let remove = Command(
        "remove", abstract: "Take a project away to which nothing belongs.",
        parameters: [project.declaration] + result
    ) { invocation in
        let client = try invocation.administratorClient()
        let path = ["projects", "\(try await client.project(invocation[project]))"]
        let before: ProjectAnswer = try await client.get(path)
        try await client.remove(path, seenAs: before.revision)
        try invocation.print(
            Rendering(
                before, identifiers: ["\(before.id)"], sentence: "Project \(before.id), \(before.name), is gone."))
    }

    private static func members(_ name: String, _ motusID: Int64?) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["name": .string(name)]
        members["motusID"] = motusID.map { .integer($0) }
        return members
    }
}
