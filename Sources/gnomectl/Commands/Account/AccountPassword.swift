// SPDX-License-Identifier: Apache-2.0

/// The command `account password`.
enum AccountPassword {
    private static let endTokens = Parameter.flag(
        "end-tokens",
        help: "Your tokens for programs end too, where somebody else may have the old password or one of them.")

    static let command = Command(
        "password", abstract: "Change your own password; all your sessions end.",
        discussion: """
            The password until now is needed, and the new one is asked for twice. Where both come from standard input, the one \
            until now comes first. Your tokens stay, that of the profile among them: end them with --end-tokens where somebody \
            else may know the old password. Who has forgotten their password asks an administrator for a link: “gnomectl login \
            --reset-link CODE”; then their tokens end in any case.
            """,
        parameters: [PasswordPrompt.user.declaration, endTokens.declaration] + PasswordPrompt.changeParameters
            + OutputFormat.parameters
            + ConnectionSettings.logInParameters
    ) { invocation in
        let profile = try Profiles(invocation.environment).all[ConnectionSettings.profileName(invocation)]
        let client = try invocation.logInClient(known: profile)
        let login = try PasswordPrompt.login(for: invocation, known: profile?.login)
        let old = try PasswordPrompt.password(for: invocation)
        let new = try PasswordPrompt.newPassword(for: invocation)
        let session = try await client.logIn(login, password: old, atMotus: false)
        try await session.changePassword(from: old, to: new, endingTokens: invocation[endTokens])
        let tokens =
            invocation[endTokens]
            ? " Tokens of theirs count no more either: log in again, and give programs new ones." : ""
        try invocation.print(
            Rendering(
                session.person, identifiers: [session.person.login],
                sentence:
                    "\(session.person.login) has a new password at \(client.server.text), and no session any more.\(tokens)"
            ))
    }
}
