// SPDX-License-Identifier: Apache-2.0

/// `users sessions` and `end-sessions`: where a person is logged in.
enum UserSessions {
    private static let user = UsersCommand.user

    static let list = Command(
        "sessions", abstract: "List where a person is logged in.",
        parameters: [user.declaration] + OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let sessions: [SessionAnswer] = try await client.items(
            ["people", "\(client.user(invocation[user]))", "sessions"])
        try invocation.print(.sessions(sessions, empty: "They are not logged in anywhere."))
    }

    static let end = Command(
        "end-sessions", abstract: "Log a person out everywhere; their tokens stay.",
        parameters: [user.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let number = try await client.user(invocation[user])
        try await client.remove(["people", "\(number)", "sessions"])
        try invocation.print(
            Rendering(
                ["person": number], identifiers: ["\(number)"],
                sentence: "Person \(number) is logged out everywhere. Tokens go with: gnomectl tokens revoke"))
    }
}

extension Rendering where Payload == [SessionAnswer] {
    /// Sessions, with a sentence for where there are none.
    static func sessions(_ sessions: [SessionAnswer], empty sentence: String) -> Rendering {
        let table = Table(
            header: ["ID", "BEGUN", "LAST USED", "ADDRESS", "AGENT"],
            rows: sessions.map { session in
                [
                    Table.Cell(session.id), Table.Cell(session.begunAt), Table.Cell(session.lastUsedAt),
                    Table.Cell(session.address), Table.Cell(session.agent),
                ]
            })
        return Rendering(sessions, identifiers: sessions.map { "\($0.id)" }, table: table, empty: sentence)
    }
}
