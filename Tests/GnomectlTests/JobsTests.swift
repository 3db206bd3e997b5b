// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import Testing

@testable import gnomectl

@Suite("gnomectl jobs")
struct JobsTests {
    private static func job(_ id: Int, _ state: String = "dead", more: String = "") -> String {
        """
        {"id":\(id),"kind":"mail","state":"\(state)","attempts":20,"createdAt":"2026-05-01T12:00:00Z",\
        "dueAt":"2026-05-02T12:00:00Z","worker":"host 7","error":"no\\u001b route","uniqueKey":null,"size":5\(more)}
        """
    }

    private func run(_ words: String..., script: @escaping World.Script) async throws -> World {
        try await withToken { path in
            let world = World(variables: ["GNOME_TOKEN_FILE": path], script: script)
            #expect(await world.run(words) == .success)
            return world
        }
    }

    @Test("list shows jobs and how many there are in which state, and asks only for those that are wanted")
    func list() async throws {
        let world = try await run("jobs", "list", "--state", "dead", "--kind", "mail") { _ throws(TransportError) in
            .json(Samples.page([Self.job(7)], more: #","counts":{"dead":1,"waiting":40}"#))
        }
        #expect(
            world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/jobs?state=dead&kind=mail&limit=50"])
        #expect(world.requests.first?.headers["Authorization"] == "Bearer secret-token")
        #expect(
            world.results == """
                ID  KIND  STATE  ATTEMPTS  WRITTEN               DUE                   ERROR
                 7  mail  dead         20  2026-05-01T12:00:00Z  2026-05-02T12:00:00Z  no\\u{1b} route

                STATE    JOBS
                dead        1
                waiting    40

                """)
    }

    @Test("list follows the pages back, and is an empty list to a script where there are none")
    func pages() async throws {
        let world = try await run("jobs", "list", "-q") { request throws(TransportError) in
            request.url.contains("before=8")
                ? .json(Samples.page([Self.job(7)], more: #","counts":{"dead":2}"#))
                : .json(Samples.page([Self.job(8)], next: "8", more: #","counts":{"dead":2}"#))
        }
        #expect(world.results == "8\n7\n")
        let empty = try await run("jobs", "list", "--format", "json") { _ throws(TransportError) in
            .json(Samples.page([], more: #","counts":{}"#))
        }
        #expect(
            JSONValue(bytes: Array(empty.results.utf8)) == .object(["items": .array([]), "counts": .object([:])]))
    }

    @Test("show has the payload, made harmless, and JSON has all of it")
    func show() async throws {
        let more = #","payload":"to\u001b@x","payloadBase64":"dG8bQHg=""#
        let script: World.Script = { _ throws(TransportError) in .json(Self.job(7, more: more)) }
        let world = try await run("jobs", "show", "7", script: script)
        #expect(world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/jobs/7"])
        #expect(world.results.contains("Worker    host 7\n"))
        #expect(world.results.hasSuffix("Payload\nto\\u{1b}@x\n"))
        let json = try await run("jobs", "show", "7", "--format", "json", script: script).results
        #expect(JSONValue(bytes: Array(json.utf8)) == JSONValue(bytes: Array(Self.job(7, more: more).utf8)))
    }

    @Test("replay and drop ask for what they say, and drop says why")
    func decisions() async throws {
        let replay = try await run("jobs", "replay", "7") { _ throws(TransportError) in .json(Self.job(7, "waiting")) }
        #expect(replay.requests.map(\.method) == ["POST"])
        #expect(replay.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/jobs/7/replay"])
        #expect(replay.results == "Job 7 (mail) begins anew.\n")
        let drop = try await run("jobs", "drop", "7", "no & longer") { _ throws(TransportError) in .json(Self.job(7)) }
        #expect(drop.requests.map(\.method) == ["DELETE"])
        #expect(drop.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/jobs/7?reason=no%20%26%20longer"])
        #expect(drop.results == "Job 7 (mail) is gone.\n")
    }

    @Test("a job can't be dropped without a reason, and what the server refuses gives 1")
    func refused() async throws {
        let world = World()
        #expect(await world.run("jobs drop 7") == .usage)
        #expect(await world.run("jobs list --state lost") == .usage)
        try await withToken { path in
            let world = World(variables: ["GNOME_TOKEN_FILE": path]) { _ throws(TransportError) in
                .problem(404, "There is no dead job of this number.")
            }
            #expect(await world.run("jobs replay 7") == .failure)
            #expect(world.messages.hasPrefix("Error: There is no dead job of this number."))
        }
    }

    @Test("retention tells for how long what is kept, and how much would go")
    func retention() async throws {
        let world = try await run("retention") { _ throws(TransportError) in
            .json(
                """
                {"at":"2026-05-01T12:00:00Z","cuts":[
                {"class":"metric","detail":"raw","keep":"90d","before":"2026-01-31T12:00:00Z","rows":120,"hasMore":true},
                {"class":"metric","detail":"hour","keep":null,"before":null,"rows":0,"hasMore":false}]}
                """)
        }
        #expect(world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/retention"])
        #expect(
            world.results == """
                CLASS   DETAIL  KEPT FOR  WOULD GO BEFORE               ROWS
                metric  raw     90d       2026-01-31T12:00:00Z  at least 120
                metric  hour    ever      -                                0

                """)
    }
}
