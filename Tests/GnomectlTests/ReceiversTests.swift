// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import TestSupport
import Testing

@testable import gnomectl

@Suite("gnomectl receivers")
struct ReceiversTests {
    @Test("list follows the pages to the end and shows one aligned row a receiver")
    func list() async {
        let world = World { request throws(TransportError) in
            request.url.hasSuffix("?after=SG-A&limit=500")
                ? .json(
                    Samples.page([
                        Samples.receiver("SG-4001BBBK2600", registration: "pending", contact: "never", quarantined: 3)
                    ]))
                : .json(Samples.page([Samples.receiver(name: #""Kingsburg 鳥""#)], next: #""SG-A""#))
        }
        #expect(await world.run("receivers list") == .success)
        #expect(world.requests.count == 2)
        #expect(
            world.results == """
                SERIAL           NAME          REGISTRATION  CONTACT  LAST                  NEXT  FRAMES  QUARANTINED
                SG-F28CRPI33503  Kingsburg 鳥  accepted      online   2026-05-01T12:00:05Z  -         12            0
                SG-4001BBBK2600  -             pending       never    2026-05-01T12:00:05Z  -         12            3

                """)
    }

    @Test("list as JSON keeps every member, null where there is nothing")
    func listJSON() async throws {
        let world = World { _ throws(TransportError) in .json(Samples.page([Samples.receiver()])) }
        #expect(await world.run("receivers list --format json") == .success)
        let sent = try #require(JSONValue(bytes: Array("[\(Samples.receiver())]".utf8)))
        #expect(JSONValue(bytes: Array(world.results.utf8)) == sent)
    }

    @Test("list --quiet prints serials alone, and nothing where there are none")
    func listQuiet() async {
        let world = World { _ throws(TransportError) in
            .json(Samples.page([Samples.receiver(), Samples.receiver("SG-4001BBBK2600")]))
        }
        #expect(await world.run("receivers list -q") == .success)
        #expect(world.results == "SG-F28CRPI33503\nSG-4001BBBK2600\n")
        let empty = World { _ throws(TransportError) in .json(Samples.page([])) }
        #expect(await empty.run("receivers list -q") == .success)
        #expect(empty.results.isEmpty)
    }

    @Test("a server whose cursor does not move is not followed for ever")
    func endlessList() async {
        let world = World { _ throws(TransportError) in
            .json(Samples.page([Samples.receiver()], next: #""SG-A""#))
        }
        #expect(await world.run("receivers list") == .failure)
        #expect(world.requests.count == 2)
    }

    @Test("states are coloured on a terminal")
    func colours() async {
        let world = World(terminalColumns: 120) { _ throws(TransportError) in
            .json(Samples.page([Samples.receiver(contact: "offline")]))
        }
        #expect(await world.run("receivers list") == .success)
        #expect(world.results.contains("\u{1b}[31moffline\u{1b}[0m"))
    }

    @Test("show names a held key, what Motus knows, and the last report")
    func show() async {
        let held = #"{"since":"2026-05-01T00:00:00Z","frames":4,"fingerprint":"a1b2c3d4"}"#
        let motus = """
            {"motusID":4711,"projectID":1,"deviceID":null,"receiverType":"SENSORGNOME","name":"Old Harry",\
            "status":"active","start":"2020-01-01T00:00:00Z"}
            """
        let receiver = Samples.receiver(heldKey: held, motus: motus).dropLast()
        let world = World { _ throws(TransportError) in .json(receiver + #","report":{"load":[0.5,1]}}"#) }
        #expect(await world.run("receivers show f28crpi33503") == .success)
        #expect(world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/receivers/SG-F28CRPI33503"])
        for expected in [
            "Held key       a1b2c3d4, 4 frames since 2026-05-01T00:00:00Z", "Motus receiver  4711",
            "Deployment      Old Harry", "Last report\n{\n", "0.5",
        ] {
            #expect(world.results.contains(expected), "\(expected)")
        }
    }

    @Test("show as JSON is what the server sent, the report included")
    func showJSON() async throws {
        let text = Samples.receiver().dropLast() + #","report":{"load":[0.5,1],"odd":"\u001b"}}"#
        let world = World { _ throws(TransportError) in .json(String(text)) }
        #expect(await world.run("receivers show SG-F28CRPI33503 --format json") == .success)
        #expect(JSONValue(bytes: Array(world.results.utf8)) == JSONValue(bytes: Array(text.utf8)))
    }

    @Test("an odd serial is encoded into the path")
    func oddSerial() async {
        let world = World()
        _ = await world.run(["receivers", "show", "a/b?c#d%e"])
        #expect(world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/receivers/a%2Fb%3Fc%23d%25e"])
    }

    @Test(
        "add says what became of the receiver",
        arguments: [
            ("registered", 0, "SG-F28CRPI33503 is registered.\n"),
            ("accepted", 1, "SG-F28CRPI33503 is accepted; 1 frame taken in from quarantine.\n"),
            ("accepted", 7, "SG-F28CRPI33503 is accepted; 7 frames taken in from quarantine.\n"),
            ("renamed", 0, "SG-F28CRPI33503 is now called Old Harry.\n"),
            ("unchanged", 0, "SG-F28CRPI33503 was registered already; nothing changed.\n"),
        ])
    func add(outcome: String, released: Int, sentence: String) async throws {
        try await withToken { path in
            let world = World { _ throws(TransportError) in
                let receiver = Samples.receiver(name: #""Old Harry""#)
                return .json(#"{"receiver":\#(receiver),"outcome":"\#(outcome)","released":\#(released)}"#, status: 201)
            }
            let line = ["receivers", "add", "SG-F28CRPI33503", "--name", "Old Harry", "--token-file", path]
            #expect(await world.run(line) == .success)
            #expect(world.results == sentence)
            let request = try #require(world.requests.first)
            #expect(request.method == "PUT")
            #expect(request.headers["Content-Type"] == "application/json")
            #expect(request.body.map { String(decoding: $0, as: UTF8.self) } == #"{"name":"Old Harry"}"#)
        }
    }

    @Test("add without a name leaves the name alone")
    func addWithoutName() async throws {
        try await withToken { path in
            let world = World()
            _ = await world.run(["receivers", "add", "SG-F28CRPI33503", "--token-file", path])
            #expect(world.requests.first?.body == Array("{}".utf8))
        }
    }

    @Test("import-motus sends the file as it is, and lists what it could not place and why", arguments: [true, false])
    func importMotus(isDryRun: Bool) async throws {
        try await withToken { path in
            let file = "\(path).json"
            let content = Array(#"{"data":[ ]}"#.utf8)
            try Data(content).write(to: URL(filePath: file))
            let world = World { _ throws(TransportError) in
                .json(
                    """
                    {"dryRun":\(isDryRun),"rows":4,"receivers":2,"added":["SG-A"],"updated":["SG-B"],"unchanged":0,\
                    "superseded":[{"motusID":9,"serial":"SG-A","reason":"terminated"}],\
                    "unplaced":[{"row":3,"motusID":null,"text":"TEMP\\u001b16","reason":"no serial"}]}
                    """)
            }
            let flags = isDryRun ? ["--dry-run"] : []
            #expect(
                await world.run(["receivers", "import-motus", file, "--token-file", path] + flags) == .success)
            let request = try #require(world.requests.first)
            #expect(request.url.hasSuffix("/api/v1/receivers/import-motus?dryRun=\(isDryRun)"))
            #expect(request.body == content)
            #expect(world.results.hasPrefix("Nothing was changed") == isDryRun)
            #expect(world.results.contains("    9  SG-A    terminated"))
            #expect(world.results.contains("  3  -      TEMP\\u{1b}16  no serial"))
        }
    }

    @Test("import-motus says which file it can't read, and asks no server")
    func missingFile() async throws {
        try await withToken { path in
            let world = World()
            let line = ["receivers", "import-motus", "/nowhere/receivers.json", "--token-file", path]
            #expect(await world.run(line) == .failure)
            #expect(world.messages == "Error: /nowhere/receivers.json can't be read.\n")
            #expect(world.requests.isEmpty)
        }
    }
}
