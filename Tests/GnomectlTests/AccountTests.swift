// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import Synchronization
import TestSupport
import Testing

@testable import gnomectl

@Suite("gnomectl account")
struct AccountTests {
    private static let (old, new) = ("four words only mine", "five other words of mine")

    /// A server at which Ann is logged in twice, and may change her password.
    private static let server: World.Script = { request throws(TransportError) in
        switch request.place {
        case "POST session": .json(#"{"secret":"first-secret","person":\#(Samples.person())}"#, status: 201)
        case "PUT password": .json(#"{"secret":"second-secret","person":\#(Samples.person())}"#)
        case "GET sessions": .json(Samples.page([Samples.session(1), Samples.session(2)]))
        case "DELETE session", "DELETE sessions", "DELETE sessions/1", "DELETE sessions/2": HTTPResponse(status: 204)
        default: .problem(404, "Nothing.")
        }
    }

    /// What must have been asked for, and with which proof, when the password was changed.
    private static func expectChange(_ world: World, endingTokens: Bool = false) {
        #expect(world.requests.map(\.place) == ["POST session", "PUT password", "DELETE session"])
        #expect(
            world.requests.map { $0.headers["Authorization"] } == [nil, "Bearer first-secret", "Bearer second-secret"])
        #expect(world.requests[0].json == .object(["login": .string("ann"), "password": .string(old)]))
        #expect(
            world.requests[1].json
                == .object(["old": .string(old), "new": .string(new), "endsTokens": .bool(endingTokens)]))
        let text = world.results + world.messages
        for secret in [old, new, "first-secret", "second-secret"] { #expect(!text.contains(secret)) }
    }

    @Test("a password is changed at the terminal, which shows none and asks for the new one twice; no session is left")
    func terminal() async {
        let answers = Mutex(["four words only mine", "five other words of mine", "five other words of mine"])
        let asked = Mutex<[Bool]>([])
        let input = Input(
            ask: { _, isSecret throws(CommandError) in
                asked.withLock { $0.append(isSecret) }
                return answers.withLock { $0.removeFirst() }
            }, line: { nil })
        let world = World(input: input, script: Self.server)
        #expect(await world.run("account password --user ann") == .success)
        #expect(asked.withLock(\.self) == [true, true, true])
        Self.expectChange(world)
    }

    @Test("the passwords come from files, or from standard input where that is said, the one until now first")
    func piped() async throws {
        try await withTemporaryFolder { folder in
            for (name, text) in [("old", Self.old), ("new", Self.new)] {
                try Data("\(text)\nmore\n".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            }
            let files = World(script: Self.server)
            let line = "account password --user ann --password-file \(folder)/old --new-password-file \(folder)/new"
            #expect(await files.run(line) == .success)
            Self.expectChange(files)
            let ending = World(script: Self.server)
            #expect(await ending.run(line + " --end-tokens") == .success)
            Self.expectChange(ending, endingTokens: true)
            #expect(ending.results.contains("count no more") && !files.results.contains("count no more"))
            let lines = Mutex([Self.old, Self.new])
            let input = Input(ask: nil, line: { lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } })
            let piped = World(input: input, script: Self.server)
            #expect(await piped.run("account password --user ann --password-file - --new-password-file -") == .success)
            Self.expectChange(piped)
        }
    }

    @Test(
        "a password is never an argument, and where one is missing nothing is asked of the server",
        arguments: ["ann", "--password x", "--new-password x", "--password=x", "--user ann"])
    func incomplete(words: String) async {
        let world = World(script: Self.server)
        #expect(await world.run("account password \(words)") == .usage)
        #expect(world.requests.isEmpty)
    }

    @Test("a new password that is refused changes nothing, and the session that was begun for it ends")
    func refused() async throws {
        let lines = Mutex([Self.old, "short"])
        let input = Input(ask: nil, line: { lines.withLock { $0.removeFirst() } })
        let world = World(input: input) { request throws(TransportError) in
            request.place == "PUT password" ? .problem(422, "Too short.") : try Self.server(request)
        }
        #expect(await world.run("account password --user ann") == .failure)
        #expect(world.messages.contains("Too short."))
        #expect(world.requests.last?.place == "DELETE session")
        #expect(world.requests.last?.headers["Authorization"] == "Bearer first-secret")
    }

    @Test("one's own sessions are listed, and ended by their numbers or all at once")
    func sessions() async throws {
        let list = try await World.run("account sessions list", script: Self.server)
        #expect(list.results.contains("192.0.2.7") && list.results.contains("Firefox"))
        #expect(try await World.run("account sessions list -q", script: Self.server).results == "1\n2\n")
        let two = try await World.run("account sessions revoke 1 2 -q", script: Self.server)
        #expect(two.requests.map(\.place) == ["DELETE sessions/1", "DELETE sessions/2"])
        #expect(two.results == "1\n2\n")
        let all = try await World.run("account sessions revoke --all", script: Self.server)
        #expect(all.requests.map(\.place) == ["DELETE sessions"])
        for line in ["account sessions revoke", "account sessions revoke 1 --all", "account sessions revoke x"] {
            let unclear = try await World.run(line, expecting: .usage, script: Self.server)
            #expect(unclear.requests.isEmpty)
        }
        _ = try await World.run("account sessions revoke 3", expecting: .failure, script: Self.server)
    }
}
