// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `tokens`: what lets programs, receivers and landowners in.
enum TokensCommand {
    static let command = Command(
        "tokens", abstract: "List, issue and revoke what lets programs, receivers and landowners in.",
        discussion:
            "A token is shown once, when it is issued, and is as secret as a password. Revoking it counts at once.",
        subcommands: [list, TokensIssue.issue, TokensIssue.enrolment, TokensIssue.link, revoke])

    private static let project = Parameter.option(
        "project", value: "project", .project,
        help: "Invitations, enrolment tokens and links of this project, instead of your own tokens.")
    private static let station = Parameter.option(
        "station", value: "station", .station, help: "The landowners' links of this station, instead.")
    private static let id = Parameter.argument(
        "id", .integer(1...Int64.max), help: "The number of the token, from “tokens list”.")

    private static let list = Command(
        "list", abstract: "List your own tokens, those of a project or of a station, the newest first.",
        parameters: [project.declaration, station.declaration] + OutputFormat.listParameters
            + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let tokens: [TokenAnswer] = try await client.newest(path(of: invocation, client))
        let now = invocation.environment.now()
        let table = Table(
            header: ["ID", "KIND", "LABEL", "STATE", "USES", "UNTIL", "LAST USED", "FOR"],
            rows: tokens.map { token in
                let state = state(of: token, at: now)
                return [
                    Table.Cell(token.id), Table.Cell(token.kind), Table.Cell(token.label),
                    Table.Cell(state, tone: state == "valid" ? .plain : .bad),
                    Table.Cell(token.mostUses.map { "\(token.uses) of \($0)" }), Table.Cell(token.expiresAt),
                    Table.Cell(token.lastUsedAt), Table.Cell(purpose(of: token)),
                ]
            })
        try invocation.print(
            Rendering(
                tokens, identifiers: tokens.map { "\($0.id)" }, table: table, empty: "There are no such tokens."))
    }

    private static let revoke = Command(
        "revoke", abstract: "Take a token back: your own, or one of a project that you manage.",
        parameters: [id.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let token: TokenAnswer = try await invocation.administratorClient().change(
            "DELETE", ["tokens", "\(invocation[id])"])
        try invocation.print(
            Rendering(
                token, identifiers: ["\(token.id)"],
                sentence: "Token \(token.id), \(token.label), lets nobody in any more."))
    }

    private static func path(of invocation: Invocation, _ client: GnomeClient) async throws(CommandError) -> [String] {
        switch (invocation[project], invocation[station]) {
        case (nil, nil): return ["tokens"]
        case (let project?, nil): return ["projects", "\(try await client.project(project))", "tokens"]
        case (nil, let station?): return ["stations", "\(try await client.station(station))", "links"]
        default: throw CommandError(.usage, "Give either --project or --station.")
        }
    }

    private static func state(of token: TokenAnswer, at now: Timestamp) -> String {
        if token.revokedAt != nil { return "revoked" }
        if let end = token.expiresAt, end <= now { return "expired" }
        if let most = token.mostUses, token.uses >= most { return "used up" }
        return "valid"
    }

    private static func purpose(of token: TokenAnswer) -> String? {
        if let scopes = token.scopes { return scopes.joined(separator: " ") }
        if let role = token.role { return role }
        return token.station.map { "station \($0)" }
    }
}

extension Rendering where Payload == IssuedTokenAnswer {
    /// A token that was issued, with what to do with it; “--quiet” leaves the token alone, for scripts.
    static func issued(_ answer: IssuedTokenAnswer, _ sentence: String) -> Rendering {
        Rendering(
            answer, identifiers: [answer.token],
            view: [.text(answer.token), .text("It is shown this once. \(sentence)")])
    }
}
