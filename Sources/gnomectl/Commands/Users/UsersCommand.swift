// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `users`: who may come in.
enum UsersCommand {
    static let command = Command(
        "users", abstract: "List, invite and change people; let them in again, or not any more.",
        discussion: """
            Only administrators see and change people; managers invite into their projects. Wherever a person is asked for, \
            their number or log-in name will do.
            """,
        subcommands: [
            list, show, UsersInvite.command, edit, disable, enable, remove, resetLink, UserSessions.list,
            UserSessions.end,
        ])

    /// The person that a command is about.
    static let user = Parameter.argument("user", .user, help: "The person, by number or log-in name.")
    private static let name = Parameter.option("name", value: "name", .text, help: "What people call them.")
    private static let administrator = Parameter.option(
        "administrator", value: "answer", .answer, help: "Whether they look after the server.")
    private static let motusID = Parameter.option(
        "motus-id", value: "n", .integer(1...Int64(Int32.max)),
        help: "The number of their account at Motus: whoever logs in with that one is this person from then on.")
    private enum Field: String, CaseIterable { case motusID = "motus-id" }
    private static let clear = Parameter.options(
        "clear", value: "field", ValueForm<Field>.choice, help: "Take what is said there away.")
    private static let parameters = [user.declaration] + OutputFormat.parameters + ConnectionSettings.parameters

    private static let list = Command(
        "list", abstract: "List people, by their log-in names.",
        parameters: OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let people: [PersonAnswer] = try await invocation.administratorClient().all(["people"])
        let table = Table(
            header: ["ID", "USER", "NAME", "ADMINISTRATOR", "ROLES", "DISABLED"],
            rows: people.map { person in
                [
                    Table.Cell(person.id), Table.Cell(person.login), Table.Cell(person.name),
                    Table.Cell(person.isAdministrator ? "yes" : nil),
                    Table.Cell(person.roles.map(\.text).joined(separator: ", ")), Table.Cell(person.disabledAt),
                ]
            })
        try invocation.print(
            Rendering(people, identifiers: people.map(\.login), table: table, empty: "There is nobody yet."))
    }

    private static let show = Command("show", abstract: "Show a person.", parameters: parameters) { invocation in
        let client = try invocation.administratorClient()
        let person: PersonAnswer = try await client.get(["people", "\(client.user(invocation[user]))"])
        let facts = Table(rows: [
            ["Person", Table.Cell("\(person.id)")], ["Log-in name", Table.Cell(person.login)],
            ["Name", Table.Cell(person.name)], ["Administrator", Table.Cell(person.isAdministrator ? "yes" : "no")],
            ["Roles", Table.Cell(person.roles.map(\.text).joined(separator: ", "))],
            ["At Motus", Table.Cell(person.motusID.map { "\($0)" })], ["Disabled", Table.Cell(person.disabledAt)],
            ["Made", Table.Cell(person.createdAt)],
        ])
        try invocation.print(Rendering(person, identifiers: [person.login], view: [.table(facts)]))
    }

    private static let edit = Command(
        "edit", abstract: "Change a person; what is not given stays.",
        parameters: [name.declaration, administrator.declaration, motusID.declaration, clear.declaration] + parameters
    ) { invocation in
        var said: [String: JSONValue] = [:]
        said["name"] = invocation[name].map { .string($0) }
        said["isAdministrator"] = invocation[administrator].map { .bool($0) }
        if invocation[clear].contains(.motusID) { said["motusID"] = .null }
        if let number = invocation[motusID] { said["motusID"] = .integer(number) }
        try await change(invocation, said, "is changed")
    }

    private static let disable = Command(
        "disable", abstract: "Keep a person from logging in; their sessions end, and their tokens count no more.",
        parameters: parameters
    ) { invocation in
        try await change(invocation, ["isDisabled": .bool(true)], "can't log in any more")
    }

    private static let enable = Command(
        "enable", abstract: "Let a person log in again.", parameters: parameters
    ) { invocation in
        try await change(invocation, ["isDisabled": .bool(false)], "can log in again")
    }

    private static let remove = Command(
        "remove", abstract: "Take a person away; what they did stays in the audit.", parameters: parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let path = ["people", "\(try await client.user(invocation[user]))"]
        let person: PersonAnswer = try await client.get(path)
        try await client.remove(path, seenAs: person.revision)
        try invocation.print(Rendering(person, identifiers: [person.login], sentence: "\(person.login) is gone."))
    }

    private static let resetLink = Command(
        "reset-link", abstract: "Make a link by which a person sets their password anew, shown once.",
        parameters: parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let number = try await client.user(invocation[user])
        let issued: IssuedTokenAnswer = try await client.change("POST", ["people", "\(number)", "reset-link"])
        try invocation.print(
            .issued(
                issued,
                "It counts for a day, once. They use it with “gnomectl login --reset-link CODE”, or on the page /reset; their sessions and tokens end then."
            ))
    }

    /// Says some things of a person anew, and all others as they were seen.
    private static func change(
        _ invocation: Invocation, _ said: [String: JSONValue], _ sentence: String
    ) async throws(CommandError) {
        let client = try invocation.administratorClient()
        let path = ["people", "\(try await client.user(invocation[user]))"]
        let before: PersonAnswer = try await client.get(path)
        var seen: [String: JSONValue] = [
            "name": .string(before.name), "isAdministrator": .bool(before.isAdministrator),
            "isDisabled": .bool(before.disabledAt != nil),
        ]
        seen["motusID"] = before.motusID.map { .integer($0) }
        let person: PersonAnswer = try await client.change(
            "PUT", path, seen.merging(said) { $1 }, seenAs: before.revision)
        try invocation.print(
            Rendering(person, identifiers: [person.login], sentence: "\(person.login) \(sentence)."))
    }
}
