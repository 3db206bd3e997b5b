// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import TestSupport
import Testing

@testable import gnomectl

@Suite("gnomectl projects, users, tokens and audit")
struct AccessTests {
    /// A server with one project, one person and one member, that changes whatever it is told to change.
    private static let server: World.Script = { request throws(TransportError) in
        let place = request.place.prefix { $0 != "?" }
        return switch place {
        case "GET projects": .json(Samples.page([Samples.project(), Samples.project(3, name: "Gulf")]))
        case _ where place.hasPrefix("GET projects/2/members"):
            .json(Samples.page([#"{"person":3,"login":"ann","name":"Ann Lee","role":"manager","isFromMotus":false}"#]))
        case _ where place.hasSuffix("/tokens") && request.method == "GET": .json(Samples.page([Samples.token()]))
        case "GET projects/2", "PUT projects/2", "POST projects": .json(Samples.project())
        case _ where place.hasPrefix("PUT projects/2/members/"):
            .json(#"{"person":3,"login":"ann","name":"Ann Lee","role":"operator","isFromMotus":false}"#)
        case "GET people": .json(Samples.page([Samples.person()]))
        case "GET people/3", "PUT people/3": .json(Samples.person())
        case _ where place.hasSuffix("reset-link"), _ where place.hasSuffix("invitations"),
            _ where place.hasSuffix("enrolment-tokens"), _ where place.hasSuffix("links"):
            .json(#"{"id":12,"token":"shown-once"}"#, status: 201)
        case _ where place.hasPrefix("DELETE tokens"): .json(Samples.token())
        case _ where request.method == "DELETE": HTTPResponse(status: 204)
        default: .problem(404, "Nothing.")
        }
    }

    @Test("a list comes as table, JSON or CSV, in which no name is a formula")
    func formats() async throws {
        let script: World.Script = { _ throws(TransportError) in
            .json(Samples.page([Samples.project(2, name: "=1+1, or so", motusID: "null")]))
        }
        let table = try await World.run("projects list", script: script)
        #expect(table.results.hasPrefix("ID  NAME") && table.results.contains(" 2  =1+1, or so  -"))
        let csv = try await World.run("projects list --format csv", script: script)
        #expect(csv.results == "id,name,motus,made\n2,\"'=1+1, or so\",,2026-04-30T08:00:00Z\n")
        let json = try await World.run("projects list --format json", script: script)
        let name = #"[\#(Samples.project(2, name: "=1+1, or so", motusID: "null"))]"#
        #expect(JSONValue(bytes: Array(json.results.utf8)) == JSONValue(bytes: Array(name.utf8)))
        let quiet = try await World.run("projects list -q", script: script)
        #expect(quiet.results == "2\n")
    }

    @Test("an empty list is a sentence for people, a header for spreadsheets, and nothing for scripts")
    func emptyList() async throws {
        let script: World.Script = { _ throws(TransportError) in .json(Samples.page([])) }
        #expect(
            try await World.run("projects list", script: script).results == "There are no projects that you may see.\n")
        #expect(try await World.run("projects list --format csv", script: script).results == "id,name,motus,made\n")
        #expect(try await World.run("projects list -q", script: script).results.isEmpty)
    }

    @Test("a project is found by its name, and what is not given stays as it was seen")
    func editProject() async throws {
        let world = try await World.run(["projects", "edit", "Great Lakes", "--name", "Lakes"], script: Self.server)
        let change = try #require(world.requests.last)
        #expect(change.place == "PUT projects/2")
        #expect(change.headers["If-Match"] == "\"7\"")
        #expect(change.json == .object(["name": .string("Lakes"), "motusID": .integer(213)]))
        let cleared = try await World.run("projects edit 2 --clear motus-id", script: Self.server)
        #expect(cleared.requests.last?.json == .object(["name": .string("Great Lakes")]))
    }

    @Test("a name that nothing has, or two have, is told with what to do")
    func names() async throws {
        let none = try await World.run("projects show Nowhere", expecting: .failure, script: Self.server)
        #expect(none.messages.contains("There is no project “Nowhere”") && none.messages.contains("projects list"))
        let two = try await World.run("stations show Twin", expecting: .failure) { _ throws(TransportError) in
            .json(Samples.page([Samples.station(5, name: "Twin"), Samples.station(6, name: "Twin")]))
        }
        #expect(two.messages.contains("5, 6"))
    }

    @Test("a state that somebody else changed ends with 1 and says to look again")
    func stale() async throws {
        let world = try await World.run("projects edit 2 --name X", expecting: .failure) {
            request throws(TransportError) in
            request.method == "GET" ? .json(Samples.project()) : .problem(412, "It was changed.")
        }
        #expect(world.messages.contains("It was changed.") && world.messages.contains("try again"))
    }

    @Test("roles are given and taken by log-in name, which managers find among their members")
    func roles() async throws {
        let granted = try await World.run("projects grant 2 ANN operator", script: Self.server)
        #expect(granted.requests.map(\.place).last == "PUT projects/2/members/3")
        #expect(granted.requests.last?.json == .object(["role": .string("operator")]))
        #expect(!granted.requests.contains { $0.place.hasPrefix("GET people") })
        let revoked = try await World.run("projects revoke 2 ann", script: Self.server)
        #expect(revoked.requests.map(\.place).last == "DELETE projects/2/members/3")
        let stranger = try await World.run("projects grant 2 bob viewer", expecting: .failure) {
            request throws(TransportError) in
            request.place.hasPrefix("GET people") ? .problem(403, "No.") : .json(Samples.page([]))
        }
        #expect(stranger.messages.contains("“bob” is no member"))
    }

    @Test("disabling somebody says all else of them as it was, and the revision that was seen")
    func disable() async throws {
        let world = try await World.run("users disable ann", script: Self.server)
        let change = try #require(world.requests.last)
        #expect(change.headers["If-Match"] == "\"4\"")
        #expect(
            change.json
                == .object([
                    "name": .string("Ann Lee"), "isAdministrator": .bool(true), "isDisabled": .bool(true),
                ]))
        #expect(world.results == "ann can't log in any more.\n")
    }

    @Test("an account at Motus is bound and parted, and stays where nothing is said of it")
    func bindMotus() async throws {
        let server: World.Script = { request throws(TransportError) in .json(Samples.person(motusID: "161")) }
        for (line, number) in [
            ("users edit 3 --motus-id 162", JSONValue.integer(162)), ("users edit 3 --name X", .integer(161)),
            ("users disable 3", .integer(161)), ("users edit 3 --clear motus-id", .null),
        ] {
            let world = try await World.run(line, script: server)
            #expect(world.requests.last?.json?["motusID"] == number, "\(line)")
        }
        let shown = try await World.run("users show 3", script: server)
        #expect(shown.results.contains("manager of 2, viewer of 7 by Motus") && shown.results.contains("161"))
    }

    @Test(
        "what is shown once is all that --quiet prints",
        arguments: [
            ("users invite --label Bob --project 2 --role operator", "POST projects/2/invitations"),
            ("users invite --label Bob --as-administrator", "POST people/invitations"),
            ("users reset-link 3", "POST people/3/reset-link"),
            ("tokens issue-enrolment spring --project 2 --uses 5", "POST projects/2/enrolment-tokens"),
            ("tokens issue-link owner --station 5", "POST stations/5/links"),
        ])
    func issued(line: String, place: String) async throws {
        let world = try await World.run("\(line) --quiet", script: Self.server)
        #expect(world.results == "shown-once\n")
        #expect(world.requests.map(\.place) == [place])
        let loud = try await World.run(line, script: Self.server)
        #expect(loud.results.hasPrefix("shown-once\n\nIt is shown this once."))
    }

    @Test("an enrolment token says for how many and until when")
    func enrolment() async throws {
        let world = try await World.run(
            "tokens issue-enrolment spring --project 2 --uses 5 --for 7d", script: Self.server)
        #expect(
            world.requests.last?.json
                == .object([
                    "label": .string("spring"), "mostUses": .integer(5),
                    "expiresAt": .string(World.now.advanced(by: .seconds(7 * 86_400)).description),
                ]))
    }

    @Test("an API token costs the password: a session issues it, with its scopes, and ends")
    func apiToken() async throws {
        let input = Input(ask: nil, line: { "four words only mine" })
        let world = World(input: input) { request throws(TransportError) in
            switch request.place {
            case "POST session": .json(#"{"secret":"session-secret","person":\#(Samples.person())}"#, status: 201)
            case "POST tokens": .json(#"{"id":9,"token":"token-secret"}"#, status: 201)
            default: HTTPResponse(status: 204)
            }
        }
        let line = "tokens issue script --user ann --scope stations:read --scope receivers:read -q"
        #expect(await world.run(line) == .success)
        #expect(world.results == "token-secret\n")
        #expect(world.requests.map(\.place) == ["POST session", "POST tokens", "DELETE session"])
        #expect(
            world.requests[1].json?["scopes"] == .array([.string("stations:read"), .string("receivers:read")]))
        #expect(await world.run("tokens issue script --user ann --scope everything") == .usage)
    }

    @Test("tokens are told with their state, and revoked by number")
    func tokens() async throws {
        let world = try await World.run("tokens list") { _ throws(TransportError) in
            .json(
                Samples.page([
                    Samples.token(1), Samples.token(2, more: #","expiresAt":"2026-04-30T00:00:00Z""#),
                    Samples.token(3, more: #","revokedAt":"2026-04-30T00:00:00Z""#),
                    Samples.token(4, kind: "enrolment", more: #","mostUses":1"#),
                ]))
        }
        let states = world.results.split(separator: "\n").dropFirst().map { line in
            ["valid", "expired", "revoked", "used up"].first { line.contains($0) } ?? "?"
        }
        #expect(states == ["valid", "expired", "revoked", "used up"])
        let revoked = try await World.run("tokens revoke 9", script: Self.server)
        #expect(revoked.requests.map(\.place) == ["DELETE tokens/9"])
    }

    @Test("audit verify ends with 1 where a record was changed, and tells the last link where none was")
    func verify() async throws {
        let sound = try await World.run("audit verify") { _ throws(TransportError) in
            .json(#"{"sound":9,"link":"00ff"}"#)
        }
        #expect(sound.results.contains("All 9 records") && sound.results.contains("00ff"))
        let broken = try await World.run("audit verify", expecting: .failure) { _ throws(TransportError) in
            .json(#"{"sound":3,"broken":4,"link":"00ff"}"#)
        }
        #expect(broken.messages.contains("Record 4"))
    }

    @Test("audit export prints every record once, as a line of JSON, page after page")
    func export() async throws {
        let world = try await World.run("audit export") { request throws(TransportError) in
            switch request.place {
            case "GET audit/records?after=0&limit=500":
                .json(Samples.page([Samples.record(1), Samples.record(2)], next: "2"))
            case "GET audit/records?after=2&limit=500": .json(Samples.page([Samples.record(3)]))
            default: .problem(404, "Nothing.")
            }
        }
        let lines = world.results.split(separator: "\n").map { JSONValue(bytes: Array($0.utf8)) }
        #expect(lines == [1, 2, 3].map { JSONValue(bytes: Array(Samples.record($0).utf8)) })
    }

    @Test("audit list narrows by who, what, on what and when, and stops where enough is shown")
    func audit() async throws {
        let words = [
            "audit", "list", "--actor", "ann", "--subject", "project 1", "--since", "2026-05-01", "--until",
            "2026-05-02T12:00:00Z", "-n", "1",
        ]
        let world = try await World.run(words) { _ throws(TransportError) in
            .json(Samples.page([Samples.record(3)], next: "3"))
        }
        let times = "since=2026-05-01T00%3A00%3A00Z&until=2026-05-02T12%3A00%3A00Z"
        #expect(world.requests.map(\.place) == ["GET audit?actor=ann&subject=project%201&\(times)&limit=1"])
    }
}
