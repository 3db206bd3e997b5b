// SPDX-License-Identifier: Apache-2.0

/// How a command finds the server and proves who calls: options first, then the environment, then the usual profile, then
/// what is usual at the server's own machine.
struct ConnectionSettings: Sendable {
    private static let server = Parameter.option(
        "server", value: "url", .server,
        help:
            "The server; otherwise that of --profile, GNOME_SERVER, that of the usual profile, or \(ServerURL.standard)."
    )
    private static let tokenFile = Parameter.option(
        "token-file", value: "path", .path,
        help:
            "A file with a token; otherwise that of --profile, GNOME_TOKEN_FILE, that of the usual profile, or, for a server at "
            + "this machine, admin-token in the data folder.")
    /// The profile of a call, for those that keep one.
    static let profile = Parameter.option(
        "profile", value: "name", .profile, help: "The profile of an earlier log-in; otherwise GNOME_PROFILE.")

    /// The options of every command that talks to the server.
    static let parameters = [server.declaration, tokenFile.declaration, profile.declaration]
    /// The options of a log-in, which has no token yet.
    static let logInParameters = [server.declaration, profile.declaration]

    /// The environment variables, for the help.
    static let variables = Command.Section(
        title: "ENVIRONMENT",
        rows: [
            ("GNOME_SERVER", "The server to talk to, where neither --server nor --profile is given."),
            ("GNOME_TOKEN_FILE", "The file of the token, where neither --token-file nor --profile is given."),
            ("GNOME_PROFILE", "The profile, where --profile is not given; otherwise “\(Profiles.standard)”."),
            ("GNOME_CREDENTIALS_FILE", "The file of the profiles; otherwise ~/.config/gnomectl/credentials.json."),
            ("XDG_CONFIG_HOME", "What stands for ~/.config there."),
            ("GNOME_STORE_URL", "The PostgreSQL database that “store” means, where --store is not given."),
            ("GNOME_MANAGEMENT_URL", "The broker's management API, where --management-url is not given."),
            ("XDG_DATA_HOME", "Where the data folder, gnome-server, lies; otherwise ~/.local/share."),
            ("NO_COLOR", "Anything: no colours on the terminal."),
            ("COLUMNS", "The width of the help."),
        ])

    /// The server to talk to.
    let server: ServerURL
    /// The file of the token, where one is named.
    private let tokenFile: String?
    /// The token of the profile, where the server is that of the profile.
    private let token: BearerToken?

    /// The settings of a call.
    ///
    /// - Throws: As ``init(server:tokenFile:profile:_:)``.
    init(_ invocation: Invocation) throws(CommandError) {
        try self.init(
            server: invocation[Self.server], tokenFile: invocation[Self.tokenFile],
            profile: invocation[Self.profile], invocation.environment)
    }

    /// The settings of these options, with what the environment and the profiles say besides.
    ///
    /// - Throws: `configuration` where the environment names a server that can't be one, or a profile is named and not there.
    init(
        server: ServerURL?, tokenFile: String?, profile name: String?, _ environment: Environment
    ) throws(CommandError) {
        let profile = try Self.profile(name, environment)
        let server = try Self.server(server, of: profile, isNamed: name != nil, environment)
        self.server = server
        self.tokenFile = tokenFile ?? (name == nil ? environment["GNOME_TOKEN_FILE"] : nil)
        // What a log-in gave is shown to nobody but the server that gave it.
        token = profile.flatMap { $0.server == server ? BearerToken(secret: $0.token) : nil }
    }

    /// The name of the profile that a call means, named or not.
    static func profileName(_ invocation: Invocation) -> String {
        invocation[profile] ?? invocation.environment["GNOME_PROFILE"] ?? Profiles.standard
    }

    /// The server to log in to, whose profile need not be there yet.
    ///
    /// - Throws: `configuration` where the environment names a server that can't be one.
    static func serverToLogIn(_ invocation: Invocation, known: Profile?) throws(CommandError) -> ServerURL {
        try server(invocation[server], of: known, isNamed: invocation[profile] != nil, invocation.environment)
    }

    /// What proves who calls; nothing where there is nothing.
    ///
    /// - Parameter standard: The file of this machine's console, to take where nothing else is said.
    /// - Throws: `configuration` where the token can't be used, `denied` where its file is not there.
    func token(else standard: String?) throws(CommandError) -> BearerToken? {
        if let tokenFile { return try BearerToken(file: tokenFile) }
        if let token { return token }
        // Who has it may do everything here: it is shown to no other machine.
        guard server.isLoopback else { return nil }
        return try standard.map { path throws(CommandError) in try BearerToken(file: path) }
    }

    private static func profile(_ name: String?, _ environment: Environment) throws(CommandError) -> Profile? {
        let named = name ?? environment["GNOME_PROFILE"]
        if let found = try Profiles(environment).all[named ?? Profiles.standard] { return found }
        guard let named else { return nil }
        throw CommandError(
            .configuration, "There is no profile “\(named)”.", hint: "Make it with: gnomectl login --profile \(named)")
    }

    /// A profile that the call names outweighs the environment, which outweighs the usual one.
    private static func server(
        _ given: ServerURL?, of profile: Profile?, isNamed: Bool, _ environment: Environment
    ) throws(CommandError) -> ServerURL {
        if let server = given ?? (isNamed ? profile?.server : nil) { return server }
        if environment["GNOME_SERVER"] == nil, let profile { return profile.server }
        let text = environment["GNOME_SERVER"] ?? ServerURL.standard
        guard let server = ServerURL(text) else {
            throw CommandError(
                .configuration, "GNOME_SERVER is '\(text)', which is no URL of a server.",
                hint: "Set it to something like https://gnome.example.org.")
        }
        return server
    }
}

extension Invocation {
    /// A client that shows what proves who calls, where there is something; without it, the server says what it asks for.
    ///
    /// - Throws: `configuration` where server, profile or token can't be used, `denied` where a named token is not there.
    func client() throws(CommandError) -> GnomeClient {
        try client(tokenFile: environment.presentAdministratorToken)
    }

    /// A client that shows who calls, for what nobody may do unnamed.
    ///
    /// - Throws: `configuration` where server, profile or token can't be used, `denied` where there is no token.
    func administratorClient() throws(CommandError) -> GnomeClient {
        let client = try client(tokenFile: environment.administratorToken)
        guard client.token != nil else {
            throw CommandError(
                .denied, "There is no token for \(client.server.text).",
                hint: "Log in with “gnomectl login --server \(client.server.text)”, or name a file with --token-file.")
        }
        return client
    }

    private func client(tokenFile standard: String?) throws(CommandError) -> GnomeClient {
        let settings = try ConnectionSettings(self)
        let token = try settings.token(else: standard)
        if token != nil, settings.server.isExposed {
            output.message("Warning: the token goes to \(settings.server.text) unencrypted.")
        }
        return GnomeClient(server: settings.server, http: environment.http, token: token, clock: environment.clock)
    }
}
