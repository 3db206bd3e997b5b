// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import TestSupport
import Testing

@testable import gnomectl

@Suite("gnomectl stations, deployments and conflicts")
struct StationsTests {
    /// A server with a station at which one receiver hangs, for the second time.
    private static let server: World.Script = { request throws(TransportError) in
        switch request.place {
        case "GET stations?limit=500", "GET stations?text=Cabot%20Head&limit=500":
            .json(Samples.page([Samples.station(receivers: #"["SG-F28CRPI33503"]"#)]))
        case "GET stations/5":
            .json(
                Samples.history(
                    [
                        Samples.deployment(
                            7, start: "2025-05-01T00:00:00Z", end: #""2025-10-01T00:00:00Z""#), Samples.deployment(8),
                    ], receivers: #"["SG-F28CRPI33503"]"#))
        case "PUT stations/5", "POST projects/2/stations": .json(Samples.station())
        case _ where request.place.hasSuffix("/swap"):
            .json(
                #"{"ended":\#(Samples.deployment(8)),"begun":\#(Samples.deployment(9, serial: "SG-0000BBBK0000"))}"#)
        case _ where request.place.contains("conflicts/4/settle"):
            .json(#"{"conflict":\#(Samples.conflict(decision: #""accept""#)),"released":3,"dropped":0}"#)
        case _ where request.place.contains("conflicts/4"): .json(Samples.conflict())
        case _ where request.method == "DELETE": HTTPResponse(status: 204)
        default: .json(Samples.deployment())
        }
    }

    @Test("a station is made with a place that may lie south and west, and a wrong one is refused here")
    func add() async throws {
        let world = try await World.run(
            ["stations", "add", "Cabot Head", "--project", "2", "--place", "-33.5,-70.25,12"], script: Self.server)
        #expect(
            world.requests.last?.json
                == .object([
                    "name": .string("Cabot Head"),
                    "place": .object([
                        "latitude": .number(-33.5), "longitude": .number(-70.25), "elevation": .integer(12),
                    ]),
                ]))
        for place in ["91,0", "1", "1,2,3,4", "north,2", "1,2,"] {
            let wrong = try await World.run(
                ["stations", "add", "X", "--project", "2", "--place=\(place)"], expecting: .usage, script: Self.server)
            #expect(wrong.requests.isEmpty)
        }
    }

    @Test("editing a station sends what was seen of it, but for what is given or cleared")
    func edit() async throws {
        let world = try await World.run("stations edit 5 --clear place --notes wasps", script: Self.server)
        let change = try #require(world.requests.last)
        #expect(change.headers["If-Match"] == "\"6\"")
        #expect(
            change.json
                == .object([
                    "name": .string("Cabot Head"), "timeZone": .string("America/Toronto"), "notes": .string("wasps"),
                ]))
    }

    @Test("the hardware of a station is swapped by its name, on the deployment that goes on")
    func swap() async throws {
        let world = try await World.run(["stations", "swap", "Cabot Head", "SG-0000BBBK0000"], script: Self.server)
        let swap = try #require(world.requests.last)
        #expect(swap.place == "POST deployments/8/swap")
        #expect(swap.headers["If-Match"] == "\"2\"")
        #expect(swap.json == .object(["serial": .string("SG-0000BBBK0000")]))
        #expect(world.results.contains("gnomectl deployments undo 9"))
    }

    @Test("swap means the deployment that goes on by the server's clock, not one that is over nor one that is to come")
    func swapAmongMany() async throws {
        let now = World.now.advanced(by: .seconds(400 * 86_400))
        @Sendable func day(_ days: Int) -> String { now.advanced(by: .seconds(days * 86_400)).description }
        let world = try await World.run("stations swap 5 SG-0000BBBK0000") { request throws(TransportError) in
            guard request.method == "GET" else { return try Self.server(request) }
            return .json(
                Samples.history(
                    [
                        Samples.deployment(6, start: day(-9), end: "\"\(day(-1))\""),
                        Samples.deployment(7, start: day(-1), end: "\"\(day(8))\""),
                        Samples.deployment(8, start: day(8)),
                    ], receivers: #"["SG-F28CRPI33503"]"#)
            ).dated(now)
        }
        #expect(world.requests.last?.place == "POST deployments/7/swap")
        let over = try await World.run("stations swap 5 SG-0000BBBK0000", expecting: .failure) {
            _ throws(TransportError) in
            .json(Samples.history([Samples.deployment(6, start: day(-9), end: "\"\(day(-1))\"")], receivers: "[]"))
                .dated(now)
        }
        #expect(over.messages.contains("No such receiver hangs"))
    }

    @Test("where none or several hang at a station, swap says so and changes nothing")
    func swapUnclear() async throws {
        let none = try await World.run("stations swap 5 SG-0000BBBK0000", expecting: .failure) {
            _ throws(TransportError) in
            .json(Samples.history([], receivers: "[]"))
        }
        #expect(none.messages.contains("gnomectl deployments add 5"))
        let pair: World.Script = { request throws(TransportError) in
            request.method == "GET"
                ? .json(
                    Samples.history(
                        [Samples.deployment(7, serial: "SG-4001BBBK2600"), Samples.deployment(8)],
                        receivers: #"["SG-4001BBBK2600","SG-F28CRPI33503"]"#)) : try Self.server(request)
        }
        let two = try await World.run("stations swap 5 SG-0000BBBK0000", expecting: .failure, script: pair)
        #expect(two.messages.contains("SG-4001BBBK2600, SG-F28CRPI33503"))
        #expect(two.requests.allSatisfy { $0.method == "GET" })
        let named = try await World.run("stations swap 5 SG-0000BBBK0000 --receiver SG-4001BBBK2600", script: pair)
        #expect(named.requests.last?.place == "POST deployments/7/swap")
    }

    @Test("a deployment is made with all its antennas and what it is supposed to do")
    func deploy() async throws {
        let line =
            "deployments add 5 SG-F28CRPI33503 --start 2026-05-01 --antenna port=1,type=yagi-5,bearing=90,height=6.5 "
            + "--antenna type=omni,port=2,frequency=166.38 --link cardOnly --solar yes --duty-cycle 0.5 --months 4-6,9"
        let world = try await World.run(line, script: Self.server)
        #expect(world.requests.map(\.place) == ["POST stations/5/deployments"])
        #expect(
            world.requests.last?.json
                == .object([
                    "serial": .string("SG-F28CRPI33503"), "start": .string("2026-05-01T00:00:00Z"),
                    "antennas": .array([
                        .object([
                            "port": .integer(1), "type": .string("yagi-5"), "bearing": .integer(90),
                            "height": .number(6.5),
                        ]),
                        .object(["port": .integer(2), "type": .string("omni"), "frequency": .number(166.38)]),
                    ]),
                    "expectations": .object([
                        "link": .string("cardOnly"), "isSolar": .bool(true), "dutyCycle": .number(0.5),
                        "months": .array([4, 5, 6, 9].map { .integer($0) }),
                    ]),
                ]))
    }

    @Test("since when a deployment is that begins now, the server says, whose clock is right")
    func deployNow() async throws {
        let world = try await World.run("deployments add 5 SG-F28CRPI33503", script: Self.server)
        let body = try #require(world.requests.last?.json)
        #expect(body["serial"] == .string("SG-F28CRPI33503") && body["start"] == nil)
    }

    @Test(
        "an antenna or a month that can't be is refused here, with how it is written",
        arguments: [
            "--antenna port=1", "--antenna type=omni", "--antenna port=21,type=omni",
            "--antenna port=1,type=omni,port=2",
            "--antenna port=1,type=omni,colour=3", "--antenna port=1,type=omni,bearing=360", "--months 0-3",
            "--months 6-4", "--months 13", "--months 1,", "--months 4-", "--months -4", "--months 4-x", "--months 4-1O",
            "--months 4-5-6", "--duty-cycle 0", "--solar perhaps",
        ])
    func badFacts(option: String) async throws {
        let world = try await World.run(
            "deployments add 5 SG-F28CRPI33503 \(option)", expecting: .usage, script: Self.server)
        #expect(world.requests.isEmpty)
        #expect(world.messages.contains("Give "))
    }

    @Test("correcting a deployment says again what is not corrected, and rests on what was seen")
    func correct() async throws {
        let world = try await World.run("deployments correct 8 --start 2026-04-01 --solar no", script: Self.server)
        let change = try #require(world.requests.last)
        #expect(change.place == "PUT deployments/8" && change.headers["If-Match"] == "\"2\"")
        #expect(
            change.json
                == .object([
                    "serial": .string("SG-F28CRPI33503"), "start": .string("2026-04-01T00:00:00Z"),
                    "antennas": .array([
                        .object(["port": .integer(1), "type": .string("yagi-5"), "bearing": .integer(90)])
                    ]),
                    "expectations": .object([
                        "link": .string("networked"), "isSolar": .bool(false), "dutyCycle": .number(0.5),
                        "months": .array([.integer(4), .integer(5)]),
                    ]),
                ]))
        let bare = try await World.run("deployments correct 8 --clear antennas", script: Self.server)
        #expect(bare.requests.last?.json?["antennas"] == .array([]))
    }

    @Test(
        "ending, undoing and removing a deployment name the revision that was seen",
        arguments: [
            ("deployments end 8 --at 2026-10-01", "POST deployments/8/end"),
            ("deployments undo 8", "POST deployments/8/undo-swap"), ("deployments remove 8", "DELETE deployments/8"),
            ("deployments swap 8 SG-0000BBBK0000", "POST deployments/8/swap"),
        ])
    func acts(line: String, place: String) async throws {
        let world = try await World.run(line, script: Self.server)
        #expect(world.requests.map(\.place) == ["GET deployments/8", place])
        #expect(world.requests.last?.headers["If-Match"] == "\"2\"")
    }

    @Test("a list of deployments is of a station, of a receiver, or of all that hangs now, page after page")
    func list() async throws {
        let script: World.Script = { request throws(TransportError) in
            switch request.place {
            case "GET deployments?limit=500": .json(Samples.page([Samples.deployment(7)], next: "7"))
            case "GET deployments?after=7&limit=500": .json(Samples.page([Samples.deployment(8)]))
            case "GET receivers/SG-F28CRPI33503/deployments": .json(Samples.page([Samples.deployment(8)]))
            default: try Self.server(request)
            }
        }
        #expect(try await World.run("deployments list -q", script: script).results == "7\n8\n")
        #expect(try await World.run("deployments list -q --receiver SG-F28CRPI33503", script: script).results == "8\n")
        #expect(try await World.run("deployments list -q --station 5", script: script).results == "7\n8\n")
        _ = try await World.run(
            "deployments list --station 5 --receiver SG-F28CRPI33503", expecting: .usage, script: script)
    }

    @Test("a conflict is explained in words, settled by one of its acts, and can be taken back")
    func conflicts() async throws {
        let shown = try await World.run("conflicts show 4", script: Self.server)
        #expect(shown.results.contains("Its card was probably written anew."))
        let settled = try await World.run("conflicts settle 4 accept", script: Self.server)
        #expect(settled.requests.last?.json == .object(["act": .string("accept")]))
        #expect(settled.results.contains("3 frames") && settled.results.contains("gnomectl conflicts undo 4"))
        _ = try await World.run("conflicts settle 4 forget", expecting: .usage, script: Self.server)
        let undone = try await World.run("conflicts undo 4", script: Self.server)
        #expect(undone.requests.map(\.place) == ["POST conflicts/4/undo"])
        let list: World.Script = { _ throws(TransportError) in .json(Samples.page([Samples.conflict()])) }
        #expect(
            try await World.run("conflicts list", script: list).requests.map(\.place) == [
                "GET conflicts?state=open&limit=500"
            ])
        #expect(
            try await World.run("conflicts list --state all", script: list).requests.map(\.place) == [
                "GET conflicts?limit=500"
            ])
    }
}
