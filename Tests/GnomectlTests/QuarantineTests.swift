// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import Testing

@testable import gnomectl

@Suite("gnomectl quarantine")
struct QuarantineTests {
    private func run(_ line: String, script: @escaping World.Script) async throws -> World {
        try await withToken { path in
            let world = World(variables: ["GNOME_TOKEN_FILE": path], script: script)
            #expect(await world.run(line) == .success)
            return world
        }
    }

    @Test("list shows entries and how many wait for which reason")
    func list() async throws {
        let world = try await run("quarantine list") { _ throws(TransportError) in
            .json(
                Samples.page([Samples.entry(7)], more: #","counts":{"undecodable":1,"receiver-pending":40}"#))
        }
        #expect(world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/quarantine?limit=50"])
        #expect(
            world.results == """
                ID  RECEIVED              REASON       SERIAL  WAY   ROUTE                  BYTES  DETAIL
                 7  2026-05-01T12:00:00Z  undecodable  -       amqp  sensorgnome-exchange/      5  no JSON at byte 0

                REASON            ENTRIES
                receiver-pending       40
                undecodable             1

                """)
    }

    @Test("an empty quarantine is said to be empty, and is an empty list to a script")
    func empty() async throws {
        let script: World.Script = { _ throws(TransportError) in .json(Samples.page([], more: #","counts":{}"#)) }
        #expect(try await run("quarantine list", script: script).results == "The quarantine is empty.\n")
        let json = try await run("quarantine list --format json", script: script).results
        #expect(JSONValue(bytes: Array(json.utf8)) == .object(["items": .array([]), "counts": .object([:])]))
    }

    @Test("show explains the entry and shows the body, made harmless")
    func show() async throws {
        let more = """
            ,"explanation":"The body can't be read.","attributes":{"message-id":"x1"},"body":"hel\\u001blo\\nyou",\
            "bodyBase64":"aGVsbG8="
            """
        let world = try await run("quarantine show 7") { _ throws(TransportError) in
            .json(Samples.entry(7, more: more))
        }
        #expect(world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/quarantine/7"])
        #expect(world.results.contains("message-id    x1\n\nThe body can't be read.\n\nBody\nhel\\u{1b}lo\nyou\n"))
    }

    @Test("a body that is no text is left to JSON, which has all of it")
    func binaryBody() async throws {
        let more = #","explanation":"No.","attributes":{},"body":null,"bodyBase64":"/wA=""#
        let script: World.Script = { _ throws(TransportError) in .json(Samples.entry(7, more: more)) }
        #expect(try await run("quarantine show 7", script: script).results.contains("The body is no text"))
        let json = try await run("quarantine show 7 --format json", script: script).results
        #expect(JSONValue(bytes: Array(json.utf8)) == JSONValue(bytes: Array(Samples.entry(7, more: more).utf8)))
    }
}
