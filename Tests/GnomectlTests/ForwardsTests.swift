// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import Testing

@testable import gnomectl

@Suite("gnomectl forwards")
struct ForwardsTests {
    private static func forward(state: String = "running", more: String = "") -> String {
        """
        {"name":"archive","kind":"webhook","url":"https://example.org/hook","kinds":["info"],"projects":[9],"serials":[],\
        "state":"\(state)","cursor":17,"lagFrames":3,"lagSeconds":12.4,"breaker":"open","failures":5,\
        "retryAt":"2026-05-01T12:00:00Z","error":"The target answered with status 500.","worker":"host 1",\
        "createdAt":"2026-04-01T12:00:00Z"\(more)}
        """
    }

    private func run(
        _ line: String, answer: String, status: Int = 200, expecting code: ExitCode = .success
    ) async throws -> World {
        try await withToken { path in
            let world = World(variables: ["GNOME_TOKEN_FILE": path]) { _ throws(TransportError) in
                .json(answer, status: status)
            }
            #expect(await world.run(line) == code)
            return world
        }
    }

    @Test("list shows how each fares and how far behind it is")
    func list() async throws {
        let world = try await run("forwards list", answer: Samples.page([Self.forward()]))
        #expect(world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/forwards"])
        let lines = world.results.split(separator: "\n")
        #expect(
            lines.first
                == "NAME     KIND     TO                        STATE    BEHIND  SECONDS  BREAKER  RETRY                 ERROR"
        )
        #expect(
            lines.last
                == "archive  webhook  https://example.org/hook  running       3       12  open     2026-05-01T12:00:00Z  The target answered with status 500."
        )
        #expect(try await run("forwards list", answer: Samples.page([])).results == "Nothing is passed on.\n")
        #expect(try await run("forwards list --quiet", answer: Samples.page([Self.forward()])).results == "archive\n")
    }

    @Test("add sends the target with its filter, and shows the secret that the server made, once")
    func add() async throws {
        let world = try await run(
            "forwards add archive --webhook https://example.org/hook --kind info --project 9 --serial SG-F28CRPI33503 "
                + "--from 2026-05-01T00:00:00Z", answer: Self.forward(more: #","secret":"gnomehook_x""#), status: 201)
        let request = try #require(world.requests.first)
        #expect(request.method == "PUT" && request.url.hasSuffix("/api/v1/forwards/archive"))
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == #"{"from":"2026-05-01T00:00:00Z","kind":"webhook","kinds":["info"],"projects":[9],"serials":["SG-F28CRPI33503"],"url":"https://example.org/hook"}"#
        )
        #expect(world.results.hasPrefix("archive is added; 3 messages are before it.\n"))
        #expect(world.results.contains("gnomehook_x"))
    }

    @Test("add takes the password of a broker from a file")
    func password() async throws {
        try await withToken("hush\n") { file in
            let world = try await run(
                "forwards add mirror --amqp amqps://u@h/v --exchange x --routing {serial} --secret-file \(file)",
                answer: Self.forward(), status: 201)
            let body = JSONValue(bytes: world.requests.first?.body ?? [])
            #expect(body?["kind"]?.text == "amqp" && body?["url"]?.text == "amqps://u@h/v")
            #expect(body?["exchange"]?.text == "x" && body?["routing"]?.text == "{serial}")
            #expect(body?["secret"]?.text == "hush")
        }
    }

    @Test(
        "a target must be one of a kind, and whole",
        arguments: [
            "forwards add a", "forwards add a --webhook https://h --amqp amqp://h --exchange x",
            "forwards add a --amqp amqp://h", "forwards add a --webhook https://h --exchange x",
            "forwards add A --webhook x",
            "forwards add a --webhook https://h --kind fax", "forwards replay a yesterday", "forwards pause",
        ])
    func wrong(line: String) async throws {
        let world = try await run(line, answer: "{}", expecting: .usage)
        #expect(world.requests.isEmpty)
    }

    @Test(
        "steering asks for what it says",
        arguments: [
            ("pause archive", "POST", "/archive/pause", "", "archive is halted"),
            ("resume archive", "POST", "/archive/resume", "", "archive goes on"),
            ("remove archive", "DELETE", "/archive", "", "archive is removed"),
            (
                "replay archive 2026-05-01T00:00:00Z", "POST", "/archive/replay", #"{"from":"2026-05-01T00:00:00Z"}"#,
                "archive begins again"
            ),
        ])
    func steers(line: String, method: String, path: String, body: String, sentence: String) async throws {
        let world = try await run("forwards " + line, answer: Self.forward())
        let request = try #require(world.requests.first)
        #expect(request.method == method && request.url.hasSuffix("/api/v1/forwards" + path))
        #expect(String(decoding: request.body ?? [], as: UTF8.self) == body)
        #expect(world.results == sentence + "; 3 messages are before it.\n")
    }
}
