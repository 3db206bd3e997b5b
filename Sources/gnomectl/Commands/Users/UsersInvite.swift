// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `users invite`.
enum UsersInvite {
    private static let label = Parameter.option(
        "label", value: "text", .text, help: "Who is meant, to know the invitation again by.")
    private static let project = Parameter.option(
        "project", value: "project", .project, help: "Into which project, by its number or name.")
    private static let role = Parameter.option(
        "role", value: "role", ValueForm<Role>.choice, default: "viewer", help: "What they may in the project.")
    private static let administrator = Parameter.flag(
        "as-administrator", help: "Invite somebody to look after the server, instead.")

    static let command = Command(
        "invite", abstract: "Invite somebody; the invitation is shown once.",
        parameters: [label.declaration, project.declaration, role.declaration, administrator.declaration]
            + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        guard let label = invocation[label] else {
            throw CommandError(.usage, "Say with --label who is meant.")
        }
        let client = try invocation.administratorClient()
        let issued: IssuedTokenAnswer
        switch (invocation[project], invocation[administrator]) {
        case (let project?, false):
            issued = try await client.change(
                "POST", ["projects", "\(client.project(project))", "invitations"],
                ["label": .string(label), "role": .string(invocation[role].rawValue)])
        case (nil, true):
            issued = try await client.change("POST", ["people", "invitations"], ["label": .string(label)])
        default: throw CommandError(.usage, "Give either --project, with --role, or --as-administrator.")
        }
        try invocation.print(
            .issued(
                issued,
                "It counts for a week, once. They use it with “gnomectl login --invitation CODE”, or on the page "
                    + "/invitation."))
    }
}
