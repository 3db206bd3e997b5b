// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Synchronization
import Testing

@testable import gnomectl

@Suite("gnomectl messages")
struct MessagesTests {
    /// Runs a line with a token against a script.
    private func run(
        _ line: String, sleeps: Int = 0, script: @escaping World.Script
    ) async throws -> (code: ExitCode, world: World) {
        try await withToken { path in
            let world = World(variables: ["GNOME_TOKEN_FILE": path], sleeps: sleeps, script: script)
            return (await world.run(line), world)
        }
    }

    @Test("list shows the newest messages, oldest first")
    func list() async throws {
        let (code, world) = try await run("messages list -n 2") { _ throws(TransportError) in
            .json(Samples.page([Samples.message(8), Samples.message(10, summary: #"a\u001b[2Jb"#)], next: "10"))
        }
        #expect(code == .success)
        #expect(world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/messages?limit=2"])
        #expect(
            world.results == """
                ID  RECEIVED              SERIAL           KIND  WAY   PROOF  BYTES  SUMMARY
                 8  2026-05-01T12:00:00Z  SG-F28CRPI33503  info  http  key      812  up 3 days
                10  2026-05-01T12:00:00Z  SG-F28CRPI33503  info  http  key      812  a\\u{1b}[2Jb

                """)
    }

    @Test("list of one receiver turns the server's order round, over as many pages as it takes")
    func listOfReceiver() async throws {
        let (code, world) = try await run(
            "messages list --receiver SG-F28CRPI33503 -n 3 --quiet"
        ) { request throws(TransportError) in
            request.url.contains("before=8")
                ? .json(Samples.page([Samples.message(5), Samples.message(4)], next: "4"))
                : .json(Samples.page([Samples.message(9), Samples.message(8)], next: "8"))
        }
        #expect(code == .success)
        #expect(world.results == "5\n8\n9\n")
        #expect(world.requests.last?.url.hasSuffix("/receivers/SG-F28CRPI33503/messages?before=8&limit=1") == true)
    }

    @Test("tail begins with the last messages, then prints each new one once, in order")
    func tail() async throws {
        let (code, world) = try await run("messages tail -n 1 -q", sleeps: 3) { request throws(TransportError) in
            switch request.url.split(separator: "?").last {
            case "limit=1": .json(Samples.page([Samples.message(3)], next: "3"))
            case "after=3&limit=500": .json(Samples.page([Samples.message(4), Samples.message(6)], next: "6"))
            default: .json(Samples.page([], next: "6"))
            }
        }
        #expect(code == .success)
        #expect(world.results == "3\n4\n6\n")
        #expect(world.requests.map { $0.url.contains("after=6") } == [false, false, true, true])
    }

    @Test("tail takes a full page's successor at once, without waiting")
    func tailCatchesUp() async throws {
        let (code, world) = try await run("messages tail -n 0 -q", sleeps: 1) { request throws(TransportError) in
            let after = request.url.split(separator: "after=").last.flatMap { Int($0.prefix { $0.isNumber }) }
            guard request.url.contains("after="), let after, after < 1000 else {
                return .json(Samples.page([]))
            }
            return .json(Samples.page((after + 1...after + 500).map { Samples.message($0) }))
        }
        #expect(code == .success)
        #expect(world.results.split(separator: "\n").count == 1000)
    }

    @Test("tail as JSON prints one object a line")
    func tailJSON() async throws {
        let (_, world) = try await run("messages tail --format json", sleeps: 1) { request throws(TransportError) in
            request.url.contains("after=")
                ? .json(Samples.page([])) : .json(Samples.page([Samples.message(1), Samples.message(2)]))
        }
        let lines = world.results.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    }

    @Test("tail waits for a server that goes away, says so once, and loses nothing")
    func tailWaits() async throws {
        let calls = Mutex(0)
        let (code, world) = try await run("messages tail -q", sleeps: 4) { request throws(TransportError) in
            let call = calls.withLock { count in
                count += 1
                return count
            }
            switch call {
            case 1: return .json(Samples.page([]))
            case 2: throw TransportError(.unreachable, "No connection.")
            case 3: return .problem(503, "Starting.")
            default: return .json(Samples.page(call == 4 ? [Samples.message(1)] : []))
            }
        }
        #expect(code == .success)
        #expect(world.results == "1\n")
        #expect(world.messages.split(separator: "\n").filter { $0.hasPrefix("Waiting for the server") }.count == 1)
    }

    @Test("tail ends at once where waiting can't help", arguments: [(401, ExitCode.denied), (404, .failure)])
    func tailEnds(status: Int, code: ExitCode) async throws {
        let (ended, world) = try await run("messages tail", sleeps: 5) { request throws(TransportError) in
            request.url.contains("after=") ? .problem(status, "No.") : .json(Samples.page([]))
        }
        #expect(ended == code)
        #expect(world.requests.count == 2)
    }
}
