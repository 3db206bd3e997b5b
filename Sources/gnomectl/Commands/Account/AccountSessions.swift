// SPDX-License-Identifier: Apache-2.0

/// `account sessions`: where one is logged in.
enum AccountSessions {
    static let command = Command(
        "sessions", abstract: "List where you are logged in, and log out there.",
        discussion: """
            A session is a browser that is logged in. What gnomectl keeps is a token instead: see “gnomectl tokens list”.
            """,
        subcommands: [list, revoke])

    private static let list = Command(
        "list", abstract: "List where you are logged in.",
        parameters: OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let sessions: [SessionAnswer] = try await invocation.administratorClient().items(["sessions"])
        try invocation.print(.sessions(sessions, empty: "You are not logged in anywhere."))
    }

    private static let sessions = Parameter.arguments(
        "session", .integer(1...Int64.max), isRequired: false,
        help: "The number of a session, from “account sessions list”.")
    private static let all = Parameter.flag("all", help: "All of them.")

    private static let revoke = Command(
        "revoke", abstract: "End sessions of yours: whoever uses them must log in again.",
        parameters: [all.declaration, sessions.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let (ended, isAll) = (invocation[sessions], invocation[all])
        guard ended.isEmpty == isAll else { throw CommandError(.usage, "Give the numbers of sessions, or --all.") }
        let client = try invocation.administratorClient()
        if isAll { try await client.remove(["sessions"]) }
        for session in ended { try await client.remove(["sessions", "\(session)"]) }
        let subject = ended.map { "Session \($0)" }.joined(separator: "; ")
        try invocation.print(
            Rendering(
                ["ended": ended], identifiers: ended.map { "\($0)" },
                sentence: isAll
                    ? "You are logged out everywhere. Tokens stay; they go with: gnomectl tokens revoke"
                    : "\(subject): over."))
    }
}
