// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// How a command finds the server and proves who calls: options first, then the environment, then what is usual.
enum ConnectionSettings {
    private static let server = Parameter.option(
        "server", value: "url", .server,
        help: "The server; otherwise GNOME_SERVER, otherwise \(ServerURL.standard).")
    private static let tokenFile = Parameter.option(
        "token-file", value: "path", .path,
        help: "The administrator token; otherwise GNOME_TOKEN_FILE, otherwise admin-token in the data folder.")

    /// The options of every command that talks to the server.
    static let parameters = [server.declaration, tokenFile.declaration]

    /// The environment variables, for the help.
    static let variables = Command.Section(
        title: "ENVIRONMENT",
        rows: [
            ("GNOME_SERVER", "The server to talk to, where --server is not given."),
            ("GNOME_TOKEN_FILE", "The file of the administrator token, where --token-file is not given."),
            ("GNOME_STORE_URL", "The PostgreSQL database that “store” means, where --store is not given."),
            ("GNOME_MANAGEMENT_URL", "The broker's management API, where --management-url is not given."),
            ("XDG_DATA_HOME", "Where the data folder, gnome-server, lies; otherwise ~/.local/share."),
            ("NO_COLOR", "Anything: no colours on the terminal."),
            ("COLUMNS", "The width of the help."),
        ])

    /// The server that a call asks for.
    ///
    /// - Throws: `configuration` where the environment names a server that can't be one.
    static func server(for invocation: Invocation) throws(CommandError) -> ServerURL {
        if let server = invocation[server] { return server }
        let text = invocation.environment["GNOME_SERVER"] ?? ServerURL.standard
        guard let server = ServerURL(text) else {
            throw CommandError(
                .configuration, "GNOME_SERVER is '\(text)', which is no URL of a server.",
                hint: "Set it to something like https://gnome.example.org.")
        }
        return server
    }

    /// The token file that the call or the environment names.
    static func namedTokenFile(for invocation: Invocation) -> String? {
        invocation[tokenFile] ?? invocation.environment["GNOME_TOKEN_FILE"]
    }
}

extension Invocation {
    /// A client that shows the administrator token where its file is named or lies in the data folder; without one, the
    /// server says what it asks for.
    ///
    /// - Throws: `configuration` where server or token can't be used, `denied` where a named token is not there.
    func client() throws(CommandError) -> GnomeClient {
        let standard = "\(environment.dataFolder)/admin-token"
        return try client(tokenFile: FileManager.default.fileExists(atPath: standard) ? standard : nil)
    }

    /// A client that shows the administrator token.
    ///
    /// - Throws: `configuration` where server or token can't be used, `denied` where there is no token.
    func administratorClient() throws(CommandError) -> GnomeClient {
        try client(tokenFile: "\(environment.dataFolder)/admin-token")
    }

    private func client(tokenFile standard: String?) throws(CommandError) -> GnomeClient {
        let server = try ConnectionSettings.server(for: self)
        guard let file = ConnectionSettings.namedTokenFile(for: self) ?? standard else {
            return GnomeClient(server: server, http: environment.http, token: nil)
        }
        let token = try AdministratorToken(file: file)
        if server.isExposed {
            output.message("Warning: the administrator token goes to \(server.text) unencrypted.")
        }
        return GnomeClient(server: server, http: environment.http, token: token)
    }
}
