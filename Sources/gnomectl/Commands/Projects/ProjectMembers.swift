// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `projects members`, `grant` and `revoke`: who has which role in a project.
enum ProjectMembers {
    private static let project = ProjectsCommand.project
    private static let user = UsersCommand.user
    private static let role = Parameter.argument("role", ValueForm<Role>.choice, help: "What they may.")

    static let list = Command(
        "members", abstract: "List who has which role in a project.",
        parameters: [project.declaration] + OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        let members: [MemberAnswer] = try await client.all(
            ["projects", "\(client.project(invocation[project]))", "members"])
        let table = Table(
            header: ["PERSON", "USER", "NAME", "ROLE", "BY MOTUS"],
            rows: members.map {
                [
                    Table.Cell($0.person), Table.Cell($0.login), Table.Cell($0.name), Table.Cell($0.role),
                    Table.Cell($0.isFromMotus ? "yes" : nil),
                ]
            })
        try invocation.print(
            Rendering(
                members, identifiers: members.map(\.login), table: table,
                empty: "Nobody has a role in it. Invite people with: gnomectl users invite"))
    }

    static let grant = Command(
        "grant", abstract: "Give somebody a role in a project, in place of the one that they have.",
        discussion: "Managers give members of their project another role; administrators give anybody one.",
        parameters: [project.declaration, user.declaration, role.declaration] + OutputFormat.parameters
            + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let path = try await path(of: invocation, client)
        let member: MemberAnswer = try await client.change(
            "PUT", path, ["role": .string(invocation[role].rawValue)])
        try invocation.print(
            Rendering(
                member, identifiers: [member.login], sentence: "\(member.login) is \(member.role) of the project.")
        )
    }

    static let revoke = Command(
        "revoke", abstract: "Take somebody's role in a project away.",
        parameters: [project.declaration, user.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let path = try await path(of: invocation, client)
        try await client.remove(path)
        let number = path[path.count - 1]
        try invocation.print(
            Rendering(
                ["person": number], identifiers: [number],
                sentence: "Person \(number) has no role in the project any more."))
    }

    private static func path(of invocation: Invocation, _ client: GnomeClient) async throws(CommandError) -> [String] {
        let number = try await client.project(invocation[project])
        return ["projects", "\(number)", "members", "\(try await client.member(invocation[user], of: number))"]
    }
}
