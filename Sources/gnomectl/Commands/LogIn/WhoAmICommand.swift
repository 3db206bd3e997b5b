// SPDX-License-Identifier: Apache-2.0

/// The command `whoami`.
enum WhoAmICommand {
    static let command = Command(
        "whoami", abstract: "Show who the server takes you for, and what you may.",
        parameters: OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        let caller: CallerAnswer = try await client.get(["session"])
        let facts = Table(rows: [
            ["Server", Table.Cell(client.server.text)], ["In the audit", Table.Cell(caller.author)],
            ["Log-in name", Table.Cell(caller.login)], ["Name", Table.Cell(caller.name)],
            ["Administrator", Table.Cell(caller.isAdministrator ? "yes" : "no")],
            ["Roles", Table.Cell(caller.roles.map(\.text).joined(separator: ", "))],
            ["The token may", Table.Cell(caller.scopes?.joined(separator: ", ") ?? "all of it")],
        ])
        try invocation.print(Rendering(caller, identifiers: [caller.login ?? caller.author], view: [.table(facts)]))
    }
}
