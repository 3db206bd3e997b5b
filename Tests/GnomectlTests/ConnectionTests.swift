// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeTransport
import TestSupport
import Testing

@testable import gnomectl

@Suite("Finding the server and proving who calls")
struct ConnectionTests {
    private static let emptyList: World.Script = { _ throws(TransportError) in .json(Samples.page([])) }

    @Test("the option outweighs the environment, which outweighs what is usual")
    func precedence() async {
        let variables = ["GNOME_SERVER": "https://env.example.org/"]
        for (line, variables, url) in [
            ("receivers list", [:], "http://127.0.0.1:8080/api/v1/receivers?limit=500"),
            ("receivers list", variables, "https://env.example.org/api/v1/receivers?limit=500"),
            (
                "receivers list --server http://[::1]:9/gnome/", variables,
                "http://[::1]:9/gnome/api/v1/receivers?limit=500"
            ),
        ] {
            let world = World(variables: variables, script: Self.emptyList)
            #expect(await world.run(line) == .success)
            #expect(world.requests.map(\.url) == [url])
        }
    }

    @Test(
        "only a plain HTTP URL names a server; one with a password is refused",
        arguments: [
            "ftp://x", "x", "http://", "https://user:pw@x", "https://user@x", "http://x?y=1", "http://x#y", "",
            "file:///x",
        ])
    func urls(text: String) {
        #expect(ServerURL(text) == nil)
    }

    @Test("the token is read from its file, trimmed, and sent as a bearer")
    func token() async throws {
        try await withToken { path in
            let world = World(script: Self.emptyList)
            #expect(await world.run(["messages", "list", "--token-file", path]) == .success)
            #expect(world.requests.map { $0.headers["Authorization"] } == ["Bearer secret-token"])
            #expect(world.messages.isEmpty)
        }
    }

    @Test("the token lies in the data folder unless something else is said")
    func tokenPlaces() async throws {
        try await withToken { path in
            let named = World(variables: ["GNOME_TOKEN_FILE": path], script: Self.emptyList)
            #expect(await named.run("quarantine list") == .success)
            let folder = URL(filePath: path).deletingLastPathComponent().path
            let data = "\(folder)/share/gnome-server"
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: path, toPath: "\(data)/admin-token")
            let usual = World(variables: ["XDG_DATA_HOME": "\(folder)/share"], script: Self.emptyList)
            #expect(await usual.run("quarantine list") == .success)
            #expect(usual.requests.map { $0.headers["Authorization"] } == ["Bearer secret-token"])
        }
    }

    @Test(
        "the token of this machine's console goes to no other machine, whether a command or completion asks",
        arguments: ["https://colleague.example", "http://127.example.org", "https://localhost.example.org"])
    func consoleTokenStays(server: String) async throws {
        try await withTemporaryFolder { folder in
            try PrivateFile(path: "\(folder)/gnome-server/admin-token").write(Array("secret-token".utf8))
            func asked(_ words: [String], expecting code: ExitCode = .success) async -> [String?] {
                let world = World(variables: ["XDG_DATA_HOME": folder], script: Self.emptyList)
                #expect(await world.run(words) == code)
                return world.requests.map { $0.headers["Authorization"] }
            }
            let complete = ["--complete", "receivers", "--line"]
            #expect(await asked(["receivers", "list", "--server", server]) == [nil])
            #expect(await asked(complete + ["gnomectl receivers show --server \(server) "]) == [nil])
            // What nobody may do unnamed is not even asked.
            #expect(await asked(["users", "list", "--server", server], expecting: .denied) == [])
            let token = "\(folder)/gnome-server/admin-token"
            #expect(
                await asked(["users", "list", "--server", server, "--token-file", token]) == ["Bearer secret-token"])
            for own in ["http://localhost:9", "http://[::1]:9", "https://127.0.0.1"] {
                #expect(await asked(["users", "list", "--server", own]) == ["Bearer secret-token"])
                #expect(await asked(complete + ["gnomectl receivers show --server \(own) "]) == ["Bearer secret-token"])
            }
        }
    }

    @Test("what anybody may ask is asked without the token, unless its file is named")
    func tokenOnlyWhereNeeded() async throws {
        try await withToken { path in
            let world = World(variables: ["GNOME_TOKEN_FILE": path], script: Self.emptyList)
            #expect(await world.run("receivers list") == .success)
            #expect(world.requests.map { $0.headers["Authorization"] } == ["Bearer secret-token"])
            let plain = World(variables: ["XDG_DATA_HOME": "/nowhere"], script: Self.emptyList)
            #expect(await plain.run("receivers list") == .success)
            #expect(plain.requests.map { $0.headers["Authorization"] } == [nil])
        }
    }

    @Test("a token that others may read is refused, with the command that mends it", arguments: [0o640, 0o604, 0o660])
    func openToken(permissions: Int) async throws {
        try await withToken(permissions: permissions) { path in
            let world = World(script: Self.emptyList)
            #expect(await world.run(["messages", "list", "--token-file", path]) == .configuration)
            #expect(world.messages.contains("chmod 600 \(path)"))
            #expect(world.requests.isEmpty)
        }
    }

    @Test("a link to a token is judged by what it points to")
    func linkedToken() async throws {
        try await withToken { path in
            try FileManager.default.createSymbolicLink(atPath: "\(path).link", withDestinationPath: path)
            let world = World(script: Self.emptyList)
            #expect(await world.run(["messages", "list", "--token-file", "\(path).link"]) == .success)
        }
    }

    @Test(
        "a missing token gives 77, one that is none gives 78 without being shown",
        arguments: ["", "two words", "a\u{7}"])
    func badToken(text: String) async throws {
        try await withToken(text) { path in
            let world = World(script: Self.emptyList)
            #expect(await world.run(["messages", "list", "--token-file", path]) == .configuration)
            if !text.isEmpty { #expect(!world.messages.contains(text)) }
            #expect(await world.run(["messages", "list", "--token-file", "\(path).none"]) == .denied)
            #expect(world.requests.isEmpty)
        }
    }

    @Test(
        "a token that goes over the network unencrypted is warned of once",
        arguments: ["messages list", "messages tail"])
    func exposedToken(line: String) async throws {
        try await withToken { path in
            let world = World(variables: ["GNOME_TOKEN_FILE": path], sleeps: 3, script: Self.emptyList)
            #expect(await world.run("\(line) --server http://192.0.2.7") == .success)
            #expect(world.messages == "Warning: the token goes to http://192.0.2.7 unencrypted.\n")
            let safe = World(variables: ["GNOME_TOKEN_FILE": path], sleeps: 3, script: Self.emptyList)
            #expect(await safe.run("\(line) --server https://192.0.2.7") == .success)
            #expect(safe.messages.isEmpty)
        }
    }

    @Test("the token never shows in a description")
    func redaction() async throws {
        try await withToken { path in
            let token = try BearerToken(file: path)
            #expect(!"\(token)".contains("secret"))
        }
    }
}
