// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

/// The command `login`.
enum LogInCommand {
    private static let name = Parameter.option(
        "name", value: "name", .text, help: "What people call you, where an account is made.")
    private static let setUpCode = Parameter.option(
        "setup-code", value: "code", .text,
        help: "Become the first administrator, by the code that a fresh server prints when it starts.")
    private static let invitation = Parameter.option(
        "invitation", value: "code", .text, help: "Become whom an invitation invites; its link will do.")
    private static let resetLink = Parameter.option(
        "reset-link", value: "link", .text, help: "Set a new password, by the link that an administrator made.")
    private static let life = Parameter.option(
        "for", value: "duration", .duration, default: "30d", help: "How long the log-in counts; at most 366d.")

    static let command = Command(
        "login", abstract: "Log in to a server, and keep a profile of it.",
        discussion: """
            The password is asked for at the terminal, or read from standard input or a file, and kept nowhere. What is kept is \
            a token that acts as you until it expires or you log out, in a file that only you may read. Give each server \
            a profile of its own with --profile; the one called “default” counts where none is named. Codes of set-up and \
            invitations count once. With --motus the name and the password are those of your account at Motus.
            """,
        parameters: [
            PasswordPrompt.user.declaration, PasswordPrompt.motus.declaration, name.declaration, setUpCode.declaration,
            invitation.declaration,
            resetLink.declaration,
            life.declaration,
        ] + PasswordPrompt.parameters + OutputFormat.parameters + ConnectionSettings.logInParameters
    ) { invocation in
        let profileName = ConnectionSettings.profileName(invocation)
        let known = try Profiles(invocation.environment).all[profileName]
        let client = try invocation.logInClient(known: known)
        let server = client.server
        let session = try await enter(client, invocation, login: known?.login)
        let host = invocation.environment["HOSTNAME"] ?? ProcessInfo.processInfo.hostName
        let expiresAt = invocation.environment.now().advanced(by: invocation[life])
        let issued = try await session.exchange(
            label: "gnomectl at \(host.prefix(60))", expiresAt: expiresAt, scopes: [])
        let profile = Profile(
            server: server, login: session.person.login, token: issued.token, tokenID: issued.id,
            expiresAt: expiresAt)
        let former: Profile?
        do throws(CommandError) {
            former = try Profiles.set(profile, as: profileName, invocation.environment)
        } catch {
            await profile.takeBack(invocation)
            throw error
        }
        await former?.takeBack(invocation)
        let sentence = "You are \(profile.login) at \(server.text) until \(expiresAt.toTheSecond)."
        let hint =
            profileName == Profiles.standard
            ? "Commands go there from now on." : "Commands go there with --profile \(profileName)."
        try invocation.print(
            Rendering(
                ProfileAnswer(profileName, profile), identifiers: [profileName],
                sentence: "\(sentence) \(hint)"))
    }

    /// Begins a session by what the call shows: a password, or a code by which an account is made or opened.
    private static func enter(
        _ client: GnomeClient, _ invocation: Invocation, login known: String?
    ) async throws(CommandError) -> LogInSession {
        let codes = [invocation[setUpCode], invocation[invitation], invocation[resetLink]].compactMap(\.self)
        let isAtMotus = invocation[PasswordPrompt.motus]
        guard codes.count + (isAtMotus ? 1 : 0) < 2 else {
            throw CommandError(.usage, "Give one of --setup-code, --invitation, --reset-link and --motus.")
        }
        if let link = invocation[resetLink] {
            let password = try PasswordPrompt.password(for: invocation, isNew: true)
            let session = try await client.logIn(
                ["password", "reset"], ["link": .string(link), "password": .string(password)])
            invocation.output.message(
                "Your sessions and tokens from before count no more. Log in anew elsewhere, and give programs new tokens."
            )
            return session
        }
        let login = try PasswordPrompt.login(for: invocation, known: codes.isEmpty && !isAtMotus ? known : nil)
        guard let code = codes.first else {
            return try await client.logIn(
                login, password: try PasswordPrompt.password(for: invocation), atMotus: isAtMotus)
        }
        let name = try PasswordPrompt.line(invocation[name], "Your name", option: "--name", invocation)
        let password = try PasswordPrompt.password(for: invocation, isNew: true)
        var members: [String: JSONValue] = [
            "login": .string(login), "name": .string(name), "password": .string(password),
        ]
        let isSetUp = invocation[setUpCode] != nil
        members[isSetUp ? "code" : "invitation"] = .string(code)
        return try await client.logIn(isSetUp ? ["setup"] : ["invitations", "accept"], members)
    }
}

/// A profile without its secret, for people and scripts.
struct ProfileAnswer: Encodable {
    let profile: String
    let server: ServerURL
    let login: String
    let expiresAt: Timestamp

    init(_ name: String, _ profile: Profile) {
        self.profile = name
        server = profile.server
        login = profile.login
        expiresAt = profile.expiresAt
    }
}

extension Profile {
    /// Takes its token back; where the server can't be reached, says that it ends by itself.
    func takeBack(_ invocation: Invocation) async {
        let client = GnomeClient(server: server, http: invocation.environment.http, token: BearerToken(secret: token))
        do throws(CommandError) {
            let _: TokenAnswer = try await client.change("DELETE", ["tokens", "\(tokenID)"])
        } catch {
            // A token that the server does not take any more is as good as taken back.
            guard error.exitCode != .denied else { return }
            invocation.output.message(
                "The token \(tokenID) was not taken back, and counts until \(expiresAt.toTheSecond): \(error.message)")
        }
    }
}

extension Invocation {
    /// A client for a log-in, which shows no token; that the password could be read on the way is warned of.
    ///
    /// - Throws: `configuration` where the environment names a server that can't be one.
    func logInClient(known: Profile?) throws(CommandError) -> GnomeClient {
        let server = try ConnectionSettings.serverToLogIn(self, known: known)
        if server.isExposed { output.message("Warning: the password goes to \(server.text) unencrypted.") }
        return GnomeClient(server: server, http: environment.http, token: nil, clock: environment.clock)
    }
}
