// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `tokens issue`, `issue-enrolment` and `issue-link`.
enum TokensIssue {
    private static let label = Parameter.argument("label", .text, help: "To know it again by: “field laptop”.")
    private static func life(_ standard: String) -> Parameter<Duration> {
        .option("for", value: "duration", .duration, default: standard, help: "How long it counts; at most 366d.")
    }

    private static let tokenLife = life("90d")
    private static let scopes = Parameter.options(
        "scope", value: "permission", ValueForm<Permission>.choice,
        help: "What it may of what you may; may be repeated, and without it that is all.")

    static let issue = Command(
        "issue", abstract: "Issue a token by which a program acts as you.",
        discussion: "A token can't issue another one, so your password is needed.",
        parameters: [
            label.declaration, tokenLife.declaration, scopes.declaration, PasswordPrompt.user.declaration,
            PasswordPrompt.motus.declaration,
        ]
            + PasswordPrompt.parameters + OutputFormat.parameters + ConnectionSettings.logInParameters
    ) { invocation in
        let profile = try Profiles(invocation.environment).all[ConnectionSettings.profileName(invocation)]
        let client = try invocation.logInClient(known: profile)
        let isAtMotus = invocation[PasswordPrompt.motus]
        let login = try PasswordPrompt.login(for: invocation, known: isAtMotus ? nil : profile?.login)
        let session = try await client.logIn(
            login, password: PasswordPrompt.password(for: invocation), atMotus: isAtMotus)
        let issued = try await session.exchange(
            label: invocation[label], expiresAt: invocation.environment.now().advanced(by: invocation[tokenLife]),
            scopes: invocation[scopes])
        try invocation.print(
            .issued(issued, "Put it into a file that only you may read, and name that with --token-file."))
    }

    private static let project = Parameter.option(
        "project", value: "project", .project, help: "Into which project, by its number or name.")
    private static let uses = Parameter.option(
        "uses", value: "n", .integer(1...Int64(100_000)), default: "1", help: "How many receivers may use it.")
    private static let enrolmentLife = life("30d")

    static let enrolment = Command(
        "issue-enrolment", abstract: "Issue a token by which receivers register themselves into a project.",
        parameters: [label.declaration, project.declaration, uses.declaration, enrolmentLife.declaration]
            + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        guard let project = invocation[project] else {
            throw CommandError(.usage, "Say with --project into which project receivers may register themselves.")
        }
        let client = try invocation.administratorClient()
        let issued: IssuedTokenAnswer = try await client.change(
            "POST", ["projects", "\(client.project(project))", "enrolment-tokens"],
            [
                "label": .string(invocation[label]), "mostUses": .integer(invocation[uses]),
                "expiresAt": .string(expiry(invocation, enrolmentLife)),
            ])
        try invocation.print(
            .issued(issued, "A receiver shows it with its serial at POST \(client.server.text)/api/v1/registrations."))
    }

    private static let station = Parameter.option(
        "station", value: "station", .station, help: "Which station, by its number or name.")
    private static let linkLife = life("365d")

    static let link = Command(
        "issue-link", abstract: "Issue a link by which a landowner looks at a station.",
        parameters: [label.declaration, station.declaration, linkLife.declaration] + OutputFormat.parameters
            + ConnectionSettings.parameters
    ) { invocation in
        guard let station = invocation[station] else {
            throw CommandError(.usage, "Say with --station at which station they may look.")
        }
        let client = try invocation.administratorClient()
        let issued: IssuedTokenAnswer = try await client.change(
            "POST", ["stations", "\(client.station(station))", "links"],
            ["label": .string(invocation[label]), "expiresAt": .string(expiry(invocation, linkLife))])
        try invocation.print(.issued(issued, "Who has it sees this station, and about where it is."))
    }

    private static func expiry(_ invocation: Invocation, _ life: Parameter<Duration>) -> String {
        invocation.environment.now().advanced(by: invocation[life]).description
    }
}
