// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import Synchronization
import TestSupport
import Testing

@testable import gnomectl

@Suite("gnomectl login and its profiles")
struct LogInTests {
    private static let url = "https://gnome.example.org"

    /// A server that lets Ann in, and issues the token 9.
    private static let friendly: World.Script = { request throws(TransportError) in
        switch request.place {
        case "POST session", "POST setup", "POST password/reset", "POST invitations/accept":
            .json(#"{"secret":"session-secret","person":\#(Samples.person())}"#, status: 201)
        case "POST tokens": .json(#"{"id":9,"token":"token-secret"}"#, status: 201)
        case "DELETE session": HTTPResponse(status: 204)
        case "DELETE tokens/9": .json(Samples.token())
        case _ where request.method == "GET": .json(Samples.page([]))
        default: .problem(404, "Nothing.")
        }
    }

    /// Somebody who answers each question with the next of some lines, and what was asked.
    private final class Typist: Sendable {
        private let state: Mutex<(answers: [String], asked: [String])>

        init(_ answers: String...) { state = Mutex((answers, [])) }

        var asked: [String] { state.withLock { $0.asked } }

        var input: Input {
            Input(
                ask: { question, isSecret throws(CommandError) in
                    self.state.withLock { state in
                        state.asked.append(question + (isSecret ? "hidden" : "shown"))
                        return state.answers.isEmpty ? "" : state.answers.removeFirst()
                    }
                }, line: { nil })
        }
    }

    private static func variables(_ folder: String, _ more: [String: String] = [:]) -> [String: String] {
        ["XDG_CONFIG_HOME": folder].merging(more) { _, new in new }
    }

    @Test("a log-in at the terminal shows no password, keeps a token in a file of 0600, and ends its session")
    func terminal() async throws {
        try await withTemporaryFolder { folder in
            let typist = Typist("ann", "four words only mine")
            let world = World(variables: Self.variables(folder), input: typist.input, script: Self.friendly)
            #expect(await world.run("login --server \(Self.url) --for 10d") == .success)
            #expect(typist.asked == ["Log-in name: shown", "Password: hidden"])
            #expect(world.requests.map(\.place) == ["POST session", "POST tokens", "DELETE session"])
            #expect(
                world.requests[0].json
                    == .object(["login": .string("ann"), "password": .string("four words only mine")]))
            #expect(world.requests[0].headers["Authorization"] == nil)
            #expect(world.requests.map { $0.headers["Idempotency-Key"] != nil } == [false, true, false])
            #expect(world.requests[1].headers["Authorization"] == "Bearer session-secret")
            #expect(
                world.requests[1].json?["expiresAt"]?.text
                    == World.now.advanced(by: .seconds(10 * 86_400)).description)
            let text = world.results + world.messages
            for secret in ["four words", "session-secret", "token-secret"] { #expect(!text.contains(secret)) }
            let path = "\(folder)/gnomectl/credentials.json"
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? UInt
            #expect(mode == 0o600)
            let kept = try String(contentsOfFile: path, encoding: .utf8)
            #expect(kept.contains("token-secret") && !kept.contains("four words") && !kept.contains("session-secret"))
            let later = World(variables: Self.variables(folder), script: Self.friendly)
            #expect(await later.run("stations list") == .success)
            #expect(later.requests.map(\.url) == ["\(Self.url)/api/v1/stations?limit=500"])
            #expect(later.requests.map { $0.headers["Authorization"] } == ["Bearer token-secret"])
        }
    }

    @Test("the first administrator types a new password twice, and nothing is sent where the two differ")
    func setUp() async throws {
        try await withTemporaryFolder { folder in
            let line = ["login", "--server", Self.url, "--setup-code", "c", "--user", "ann", "--name", "Ann Lee"]
            let clumsy = Typist("four words only mine", "four words only")
            let world = World(variables: Self.variables(folder), input: clumsy.input, script: Self.friendly)
            #expect(await world.run(line) == .usage)
            #expect(world.requests.isEmpty)
            let typist = Typist("four words only mine", "four words only mine")
            let again = World(variables: Self.variables(folder), input: typist.input, script: Self.friendly)
            #expect(await again.run(line) == .success)
            #expect(
                again.requests.first?.json
                    == .object([
                        "code": .string("c"), "login": .string("ann"), "name": .string("Ann Lee"),
                        "password": .string("four words only mine"),
                    ]))
        }
    }

    @Test(
        "the password comes from a file or from standard input where that is said, and only its first line",
        arguments: ["file", "-", nil])
    func piped(source: String?) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/password"
            try Data("four words only mine\r\nmore\n".utf8).write(to: URL(filePath: path))
            let input = Input(ask: nil, line: { source == "file" ? nil : "four words only mine" })
            let world = World(variables: Self.variables(folder), input: input, script: Self.friendly)
            let named = source.map { ["--password-file", $0 == "file" ? path : $0] } ?? []
            #expect(await world.run(["login", "--server", Self.url, "--user", "ann"] + named) == .success)
            #expect(world.requests.first?.json?["password"]?.text == "four words only mine")
        }
    }

    @Test(
        "a log-in that lacks something ends with 64 and asks no server",
        arguments: [
            "login --user ann", "login", "login --setup-code a --invitation b --user ann",
            "login --motus --invitation b --user ann",
            "login --user ann --password hunter2",
        ])
    func incomplete(line: String) async {
        let world = World(script: Self.friendly)
        #expect(await world.run(line) == .usage)
        #expect(world.requests.isEmpty)
    }

    @Test("with --motus the server is told whose account it is, and the profile's name is not taken for one there")
    func atMotus() async throws {
        try await withTemporaryFolder { folder in
            try await Self.logIn(folder)
            let typist = Typist("jdoe", "four words at motus", "jdoe", "four words at motus")
            for line in ["login --motus", "tokens issue laptop --motus"] {
                let world = World(variables: Self.variables(folder), input: typist.input, script: Self.friendly)
                #expect(await world.run(line) == .success)
                #expect(
                    world.requests.first?.json
                        == .object([
                            "login": .string("jdoe"), "password": .string("four words at motus"),
                            "account": .string("motus"),
                        ]))
            }
        }
    }

    @Test("a refused password ends with 77, and leaves the profile that there was")
    func refused() async throws {
        try await withTemporaryFolder { folder in
            try await Self.logIn(folder)
            let input = Input(ask: nil, line: { "wrong" })
            let world = World(variables: Self.variables(folder), input: input) { _ throws(TransportError) in
                .problem(401, "This does not let you in.")
            }
            #expect(await world.run("login") == .denied)
            #expect(world.messages == "Error: This does not let you in.\n")
            #expect(try Profiles(Environment.of(folder)).all["default"]?.token == "token-secret")
        }
    }

    @Test("options outweigh a named profile, that the environment, and that the usual profile")
    func precedence() async throws {
        try await withTemporaryFolder { folder in
            try await Self.logIn(folder)
            try await Self.logIn(folder, "field", server: "https://field.example.org")
            let file = "\(folder)/token"
            try PrivateFile(path: file).write(Array("file-secret".utf8))
            let environment = ["GNOME_SERVER": "https://env.example.org", "GNOME_TOKEN_FILE": file]
            let cases: [(String, [String: String], String, String?)] = [
                ("stations list", [:], "gnome", "token-secret"),
                ("stations list", environment, "env", "file-secret"),
                ("stations list", ["GNOME_SERVER": "https://env.example.org"], "env", nil),
                ("stations list", ["GNOME_SERVER": Self.url], "gnome", "token-secret"),
                ("stations list", ["GNOME_PROFILE": "field"], "field", "token-secret"),
                ("stations list", ["GNOME_PROFILE": "field"].merging(environment) { $1 }, "env", "file-secret"),
                ("stations list --profile field", environment, "field", "token-secret"),
                ("stations list --server https://other.example.org", [:], "other", nil),
                ("stations list --server https://other.example.org --profile field", environment, "other", nil),
                ("stations list --profile field --token-file \(file)", [:], "field", "file-secret"),
            ]
            for (line, variables, host, secret) in cases {
                let world = World(variables: Self.variables(folder, variables), script: Self.friendly)
                #expect(await world.run(line) == .success, "\(line) \(variables)")
                #expect(
                    world.requests.first?.url.hasPrefix("https://\(host).example.org/") == true, "\(line) \(variables)")
                #expect(
                    world.requests.first?.headers["Authorization"] == secret.map { "Bearer \($0)" },
                    "\(line) \(variables)")
            }
            let missing = World(variables: Self.variables(folder), script: Self.friendly)
            #expect(await missing.run("stations list --profile none") == .configuration)
            #expect(missing.messages.contains("gnomectl login --profile none"))
        }
    }

    @Test("logout takes the token back and forgets the profile, also where the server can't be reached")
    func logOut() async throws {
        try await withTemporaryFolder { folder in
            try await Self.logIn(folder)
            try await Self.logIn(folder, "field")
            let world = World(variables: Self.variables(folder), script: Self.friendly)
            #expect(await world.run("logout") == .success)
            #expect(world.requests.map(\.place) == ["DELETE tokens/9"])
            #expect(world.requests.map { $0.headers["Authorization"] } == ["Bearer token-secret"])
            #expect(try Profiles(Environment.of(folder)).all.keys.sorted() == ["field"])
            let away = World(variables: Self.variables(folder)) { _ throws(TransportError) in
                throw TransportError(.unreachable, "No connection.")
            }
            #expect(await away.run("logout --profile field") == .success)
            #expect(away.messages.contains("The token 9 was not taken back"))
            #expect(await away.run("logout") == .failure)
            let list = World(variables: Self.variables(folder))
            #expect(await list.run("profiles") == .success)
            #expect(list.results.hasPrefix("There are no profiles."))
        }
    }

    @Test("a new log-in takes the token of the one before back")
    func renewal() async throws {
        try await withTemporaryFolder { folder in
            try await Self.logIn(folder)
            let input = Input(ask: nil, line: { "four words only mine" })
            let world = World(variables: Self.variables(folder), input: input, script: Self.friendly)
            #expect(await world.run("login") == .success)
            #expect(
                world.requests.map(\.place) == ["POST session", "POST tokens", "DELETE session", "DELETE tokens/9"])
        }
    }

    @Test("a log-in keeps what another one kept while the password was being typed")
    func sideBySide() async throws {
        try await withTemporaryFolder { folder in
            let other = Profile(
                server: try #require(ServerURL(Self.url)), login: "bo", token: "other-secret", tokenID: 10,
                expiresAt: World.now)
            let input = Input(
                ask: { _, _ throws(CommandError) in
                    try Profiles.set(other, as: "field", Environment.of(folder))
                    return "four words only mine"
                }, line: { nil })
            let world = World(variables: Self.variables(folder), input: input, script: Self.friendly)
            #expect(await world.run("login --server \(Self.url) --user ann") == .success)
            let kept = try Profiles(Environment.of(folder)).all
            #expect(kept.mapValues(\.token) == ["default": "token-secret", "field": "other-secret"])
        }
    }

    @Test("of profiles that are kept at the same time none is lost, and each is told what it replaced")
    func lock() async throws {
        try await withTemporaryFolder { folder in
            let server = try #require(ServerURL(Self.url))
            let replaced = try await withThrowingTaskGroup(of: [Int64?].self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let profile = Profile(
                            server: server, login: "ann", token: "t", tokenID: Int64(number), expiresAt: World.now)
                        let environment = Environment.of(folder)
                        try Profiles.set(profile, as: "own-\(number)", environment)
                        return [try Profiles.set(profile, as: "shared", environment)?.tokenID]
                    }
                }
                return try await group.reduce([], +)
            }
            let kept = try Profiles(Environment.of(folder)).all
            #expect(kept.count == 9)
            // Each but the last was replaced by exactly one other.
            let told = replaced.compactMap(\.self) + [try #require(kept["shared"]?.tokenID)]
            #expect(told.sorted() == Array(0..<8))
        }
    }

    @Test("a token that can't be kept is taken back at once")
    func unwritable() async throws {
        try await withTemporaryFolder { folder in
            // A file, where a folder would have to be.
            try Data().write(to: URL(filePath: "\(folder)/file"))
            let input = Input(ask: nil, line: { "four words only mine" })
            let world = World(
                variables: ["GNOME_CREDENTIALS_FILE": "\(folder)/file/credentials.json"], input: input,
                script: Self.friendly)
            #expect(await world.run("login --server \(Self.url) --user ann") == .configuration)
            #expect(
                world.requests.map(\.place) == ["POST session", "POST tokens", "DELETE session", "DELETE tokens/9"])
            #expect(world.requests.last?.headers["Authorization"] == "Bearer token-secret")
        }
    }

    @Test(
        "a password that goes over the network unencrypted is warned of before it is asked for",
        arguments: ["login", "tokens issue laptop", "account password"])
    func exposedPassword(line: String) async throws {
        for (server, isWarned) in [("http://192.0.2.7", true), ("https://192.0.2.7", false), ("http://[::1]:8", false)]
        {
            let typist = Typist()
            let world = World(input: typist.input, script: Self.friendly)
            #expect(await world.run("\(line) --server \(server) --user ann") == .usage)
            #expect(world.requests.isEmpty && typist.asked.count == 1)
            #expect(
                world.messages.hasPrefix("Warning: the password goes to \(server) unencrypted.\n") == isWarned)
        }
    }

    @Test("profiles that others may read, or that are none, are refused and not overwritten")
    func badFile() async throws {
        try await withTemporaryFolder { folder in
            try await Self.logIn(folder)
            let path = "\(folder)/gnomectl/credentials.json"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            let world = World(variables: Self.variables(folder), script: Self.friendly)
            #expect(await world.run("stations list") == .configuration)
            #expect(world.messages.contains("chmod 600 \(path)"))
            try PrivateFile(path: path).write(Array("[]".utf8))
            #expect(await world.run("login --server \(Self.url) --user ann") == .configuration)
            #expect(world.requests.isEmpty)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "[]")
        }
    }

    @Test("profiles lists names, servers and ends, and never a secret")
    func profiles() async throws {
        try await withTemporaryFolder { folder in
            try await Self.logIn(folder)
            for format in ["table", "json", "csv"] {
                let world = World(variables: Self.variables(folder))
                #expect(await world.run("profiles --format \(format)") == .success)
                #expect(world.results.contains(Self.url) && !world.results.contains("token-secret"))
            }
        }
    }

    private static func logIn(_ folder: String, _ profile: String = "default", server: String = url) async throws {
        let input = Input(ask: nil, line: { "four words only mine" })
        let world = World(variables: variables(folder), input: input, script: friendly)
        try #require(
            await world.run("login --server \(server) --profile \(profile) --user ann") == .success,
            "\(world.messages)")
    }
}

extension Environment {
    /// A world of which only the folder of settings matters.
    fileprivate static func of(_ folder: String) -> Environment {
        Environment(variables: ["XDG_CONFIG_HOME": folder], http: NoServer(), clock: ContinuousClock())
    }
}
