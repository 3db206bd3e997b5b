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

    @Test("a spreadsheet gets the entries and never the sums, also where no entry matches")
    func spreadsheet() async throws {
        let sums = #","counts":{"undecodable":1}"#
        let some = try await run("quarantine list --format csv") { _ throws(TransportError) in
            .json(Samples.page([Samples.entry(7)], more: sums))
        }
        #expect(
            some.results == """
                id,received,reason,serial,way,route,bytes,detail
                7,2026-05-01T12:00:00Z,undecodable,,amqp,sensorgnome-exchange/,5,no JSON at byte 0

                """)
        let none = try await run("quarantine list --format csv") { _ throws(TransportError) in
            .json(Samples.page([], more: sums))
        }
        #expect(none.results == "id,received,reason,serial,way,route,bytes,detail\n")
    }

    @Test("a filter goes to the server as it is, and nothing that matches is told apart from nothing that waits")
    func filters() async throws {
        let world = try await run(
            "quarantine list --reason key-changed --receiver sg-f28crpi33503 --since 2026-05-01T12:00:00Z "
                + "--until 2026-05-02T00:00:00Z"
        ) { _ throws(TransportError) in .json(Samples.page([], more: #","counts":{"undecodable":1}"#)) }
        let url = try #require(world.requests.first?.url)
        for part in [
            "reason=key-changed", "serial=SG-F28CRPI33503", "since=2026-05-01T12", "until=2026-05-02T00",
        ] {
            #expect(url.contains(part), "\(url)")
        }
        #expect(world.results.hasPrefix("Nothing of what waits matches."))
    }

    private static let decoded = """
        ,"explanation":"The body can't be read.","attributes":{"message-id":"x1"},"body":"hel\\u001blo",\
        "bodyBase64":"aGVsbG8=","decoded":{"layers":[{"name":"encoding","isUnderstood":true,"note":"not packed"},\
        {"name":"format","isUnderstood":false,"note":"expected a value, found “h”","offset":0}],"form":"hex",\
        "content":"00000000  68\\u001b","isShortened":true,"size":9000}
        """

    @Test("show explains the entry, what was read layer by layer, and what is there, made harmless")
    func show() async throws {
        let world = try await run("quarantine show 7") { _ throws(TransportError) in
            .json(Samples.entry(7, more: Self.decoded))
        }
        #expect(world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/quarantine/7"])
        #expect(
            world.results.contains(
                """
                message-id    x1

                The body can't be read.

                LAYER     READ  WHAT
                encoding  yes   not packed
                format    no    expected a value, found “h”, at byte 0

                Content as hex, 9000 bytes, of which a part is shown; “--format json” has all of it
                00000000  68\\u{1b}

                """), "\(world.results)")
    }

    @Test("a server that does not read layers yet is shown its body, or says that it is no text")
    func olderServer() async throws {
        for (body, shown) in [("null", "The body is no text"), (#""hello""#, "Body\nhello")] {
            let more = #","explanation":"No.","attributes":{},"body":\#(body),"bodyBase64":"/wA=""#
            let script: World.Script = { _ throws(TransportError) in .json(Samples.entry(7, more: more)) }
            #expect(try await run("quarantine show 7", script: script).results.contains(shown))
        }
    }

    @Test("replay goes through what matches step by step, and adds up what became of it")
    func replay() async throws {
        let world = try await run("quarantine replay --reason undecodable") { request throws(TransportError) in
            let isFirst = !String(decoding: request.body ?? [], as: UTF8.self).contains("after")
            return .json(
                #"{"dryRun":false,"matched":500,"stored":490,"repeated":1,"kept":{"undecodable":9},"missing":0"#
                    + (isFirst ? #","next":812}"# : "}"))
        }
        let bodies = world.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) }
        #expect(
            bodies == [
                #"{"dryRun":false,"limit":500,"reason":"undecodable"}"#,
                #"{"after":812,"dryRun":false,"limit":500,"reason":"undecodable"}"#,
            ])
        #expect(
            world.results == """
                Sent in                   1000
                Stored                     980
                Repeated                     2
                Still waits: undecodable    18

                """)
    }

    @Test("a bound ends the steps, and the last asks for no more than is left")
    func bound() async throws {
        let world = try await run("quarantine replay --all --limit 501") { request throws(TransportError) in
            let isFirst = !String(decoding: request.body ?? [], as: UTF8.self).contains("after")
            return .json(
                #"{"dryRun":false,"matched":\#(isFirst ? 500 : 1),"stored":0,"repeated":0,"kept":{},"missing":0,"#
                    + #""next":\#(isFirst ? 812 : 813)}"#)
        }
        #expect(
            world.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) } == [
                #"{"all":true,"dryRun":false,"limit":500}"#, #"{"after":812,"all":true,"dryRun":false,"limit":1}"#,
            ])
    }

    @Test("numbers go in one request, in the order in which the entries came; a rehearsal says so")
    func replayNumbers() async throws {
        let world = try await run("quarantine replay 9 7 9 --dry-run") { _ throws(TransportError) in
            .json(#"{"dryRun":true,"matched":1,"stored":0,"repeated":0,"kept":{},"missing":1,"next":null}"#)
        }
        #expect(
            world.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) } == [#"{"dryRun":true,"ids":[7,9]}"#])
        #expect(world.results == "Nothing was changed; 1 entry would be sent in again.\n")
    }

    @Test("drop needs a reason, sends it, and tells how much went")
    func drop() async throws {
        let world = try await withToken { path in
            let world = World(variables: ["GNOME_TOKEN_FILE": path]) { _ throws(TransportError) in
                .json(
                    #"{"dryRun":false,"total":{"entries":2,"bytes":90},"dropped":{"unproven":{"entries":2,"bytes":90}},"#
                        + #""missing":0}"#)
            }
            #expect(await world.run("quarantine drop --all") == .usage)
            #expect(world.messages.contains("--because"))
            #expect(await world.run(["quarantine", "drop", "--all", "--because", "a test of ours"]) == .success)
            return world
        }
        #expect(
            world.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) } == [
                #"{"all":true,"because":"a test of ours","dryRun":false,"limit":500}"#
            ])
        #expect(world.results.hasPrefix("2 entries dropped.\n\nREASON    ENTRIES  BYTES\nunproven        2     90\n"))
    }

    @Test(
        "an act that names no entries, or names them twice, is refused before the server is asked",
        arguments: [
            "quarantine replay", "quarantine replay 7 --all", "quarantine replay --all --reason unproven",
            "quarantine replay 7 --since 2026-05-01T12:00:00Z",
        ])
    func ambiguous(line: String) async throws {
        try await withToken { path in
            let world = World(variables: ["GNOME_TOKEN_FILE": path])
            #expect(await world.run(line) == .usage)
            #expect(world.requests.isEmpty)
        }
    }

    @Test("counts show what waits, what may, and what was dropped")
    func counts() async throws {
        let world = try await run("quarantine counts") { _ throws(TransportError) in
            .json(
                """
                {"waiting":{"unproven":{"entries":2,"bytes":90}},"total":{"entries":2,"bytes":90},\
                "limit":{"entries":100,"bytes":1000},"receiverLimit":{"entries":10,"bytes":100},\
                "sourceLimit":{"entries":20,"bytes":200},"ageSeconds":7776000,"pendingReceivers":3,"pendingLimit":5,\
                "drops":[{"cause":"quota","reason":"receiver-pending","because":"It is full.",\
                "volume":{"entries":7,"bytes":70},"firstAt":"2026-05-01T12:00:00Z","lastAt":"2026-05-01T13:00:00.5Z"}]}
                """)
        }
        #expect(world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/quarantine/counts"])
        #expect(world.results.contains("all             2     90"))
        #expect(world.results.contains("At most for         90d"))
        #expect(world.results.contains("3 of at most 5"))
        #expect(
            world.results.contains("2026-05-01T13:00:00Z  quota  receiver-pending        7     70  -   It is full."))
    }
}
