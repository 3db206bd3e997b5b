// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import Synchronization
import TestSupport
import Testing

@testable import gnomectl

@Suite("gnomectl receivers: their lives")
struct ReceiverLifeTests {
    private static func added(_ registration: String, outcome: String) -> HTTPResponse {
        .json(
            #"{"receiver":\#(Samples.receiver(registration: registration)),"outcome":"\#(outcome)","released":2}"#)
    }

    @Test("the server narrows and orders the list as it is asked for")
    func narrowed() async throws {
        for (options, query) in [
            ("", ""), ("--registration pending", "registration=pending&"), ("--contact late", "contact=late&"),
            ("--project 2", "project=2&"), ("--deployed no", "deployed=false&"), ("--text cabot", "text=cabot&"),
            ("--sort silent", "sort=lastHeard&"), ("--sort heard", "sort=-lastHeard&"),
            ("--deployed yes --sort urgency --project 2", "project=2&deployed=true&sort=urgency&"),
        ] {
            let world = try await World.run("receivers list -q \(options)") { request throws(TransportError) in
                request.url.contains("after=")
                    ? .json(Samples.page([Samples.receiver("SG-4001BBBK2600")]))
                    : .json(Samples.page([Samples.receiver()], next: #""name 1 2 SG-F28CRPI33503 a b""#))
            }
            #expect(world.results == "SG-F28CRPI33503\nSG-4001BBBK2600\n")
            let place = "http://127.0.0.1:8080/api/v1/receivers?\(query)"
            #expect(
                world.requests.map(\.url)
                    == [place + "limit=500", place + "after=name%201%202%20SG-F28CRPI33503%20a%20b&limit=500"])
        }
    }

    @Test("a receiver of a project is registered or expected there, and expecting one needs a project")
    func expected() async throws {
        let world = try await World.run("receivers add SG-F28CRPI33503 --project 2 --expected") {
            _ throws(TransportError) in
            Self.added("preauthorised", outcome: "registered")
        }
        #expect(world.requests.map(\.place) == ["POST projects/2/receivers"])
        #expect(
            world.requests.first?.json == .object(["serial": .string("SG-F28CRPI33503"), "isExpected": .bool(true)]))
        #expect(world.results.contains("is expected"))
        let nowhere = try await World.run("receivers add SG-F28CRPI33503 --expected", expecting: .usage) {
            _ throws(TransportError) in .problem(404, "Nothing.")
        }
        #expect(nowhere.requests.isEmpty)
    }

    @Test("an act on several goes on where one is refused, tells of each, and ends as the refusal says")
    func several() async throws {
        let world = try await World.run(
            "receivers accept SG-F28CRPI33503 SG-0000BBBK0000 SG-4001BBBK2600 SG-2222RPI32222 --format json",
            expecting: .failure
        ) { request throws(TransportError) in
            switch request.place {
            case "GET receivers/SG-2222RPI32222": .problem(404, "No such receiver.")
            case _ where request.method == "GET": .json(Samples.shown(Samples.receiver(request.serial)))
            case "POST receivers/SG-0000BBBK0000/accept": .problem(409, "It is decommissioned.")
            default: Self.added("accepted", outcome: "accepted")
            }
        }
        #expect(world.requests.count == 7, "nothing is asked of what is not there")
        guard case .array(let results)? = JSONValue(bytes: Array(world.results.utf8)) else {
            Issue.record("no list: \(world.results)")
            return
        }
        #expect(results.map { $0["error"]?.text } == [nil, "It is decommissioned.", nil, "No such receiver."])
        #expect(world.messages.contains("2 of 4"))
    }

    @Test(
        "each act asks for what it is called, and rests on what was seen",
        arguments: ["accept", "reject", "decommission", "restore"])
    func acts(act: String) async throws {
        let world = try await World.run("receivers \(act) SG-F28CRPI33503") { request throws(TransportError) in
            request.method == "GET" ? .json(Samples.shown()) : Self.added("accepted", outcome: "changed")
        }
        #expect(
            world.requests.map(\.place)
                == ["GET receivers/SG-F28CRPI33503", "POST receivers/SG-F28CRPI33503/\(act)"])
        #expect(world.requests.last?.headers["If-Match"] == "\"3\"")
    }

    @Test("where somebody else was quicker, that is said, and what to do")
    func stale() async throws {
        let world = try await World.run("receivers reject SG-F28CRPI33503", expecting: .failure) {
            request throws(TransportError) in
            request.method == "GET"
                ? .json(Samples.shown()) : .problem(412, "The receiver was changed since it was read.")
        }
        #expect(world.results.contains("The receiver was changed since it was read."))
        #expect(world.messages.contains("Somebody changed it in the meantime. Look at it, and try again."))
    }

    @Test("another name leaves the owner as it was, and rests on what was seen")
    func edit() async throws {
        let world = try await World.run("receivers edit SG-F28CRPI33503 --name Harry") {
            request throws(TransportError) in
            .json(
                request.method == "GET"
                    ? Samples.shown(Samples.receiver(project: "2")) : Samples.receiver(project: "2"))
        }
        #expect(world.requests.last?.place == "PATCH receivers/SG-F28CRPI33503")
        #expect(world.requests.last?.headers["If-Match"] == "\"3\"")
        #expect(world.requests.last?.json == .object(["name": .string("Harry"), "project": .integer(2)]))
    }

    @Test("a new key is shown once, and rests on what was seen")
    func rotateKey() async throws {
        let world = try await World.run("receivers rotate-key SG-F28CRPI33503 -q") { request throws(TransportError) in
            request.method == "GET"
                ? .json(Samples.shown())
                : .json(#"{"serial":"SG-F28CRPI33503","key":"00112233"}"#)
        }
        #expect(world.results == "00112233\n")
        #expect(world.requests.last?.headers["If-Match"] == "\"3\"")
    }

    @Test(
        "an import is sent in its own language, says which rows were refused and why, and then ends with 1",
        arguments: [("serial\nSG-A\n", "text/csv"), (#" [{"serial":"SG-A"}]"#, "application/json")])
    func imports(content: String, type: String) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/list"
            try Data(content.utf8).write(to: URL(filePath: path))
            let refused = #"{"name":"serial","reason":"must be a serial","example":"SG-F28CRPI33503"}"#
            let script: World.Script = { _ throws(TransportError) in
                .json(
                    """
                    {"dryRun":true,"counts":{"refused":1,"registered":1},"rows":[{"number":1,"serial":"SG-A",\
                    "outcome":"registered","problems":[]},{"number":2,"serial":"=x","outcome":"refused",\
                    "problems":[\(refused)]}]}
                    """)
            }
            let line = ["receivers", "import", path, "--project", "2", "--dry-run"]
            let world = try await World.run(line, expecting: .failure, script: script)
            #expect(world.requests.map(\.place) == ["POST projects/2/receivers/import?dryRun=true"])
            #expect(world.requests.first?.headers["Content-Type"] == type)
            #expect(world.requests.first?.body == Array(content.utf8))
            #expect(world.results.hasPrefix("Nothing was changed"))
            #expect(world.results.contains("  2  =x      refused  serial must be a serial, such as SG-F28CRPI33503"))
            #expect(!world.results.contains("SG-A"))
            let csv = try await World.run(line + ["--format", "csv"], expecting: .failure, script: script)
            #expect(csv.results.hasPrefix("row,serial,outcome,because\n1,SG-A,registered,\n2,'=x,refused,"))
        }
    }

    /// A receiver that comes one step further each time it is asked for.
    private static func coming(_ steps: [HTTPResponse]) -> World.Script {
        let left = Mutex(steps)
        return { _ throws(TransportError) in left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
    }

    private static func shown(_ registration: String, heard: Bool) -> HTTPResponse {
        let receiver = Samples.receiver(registration: registration)
        let text = heard ? receiver : receiver.replacing(#""2026-05-01T12:00:05.250000Z""#, with: "null")
        return .json(Samples.shown(text))
    }

    @Test("waiting goes on while the receiver is unknown, the server is away, or the receiver is not so far")
    func wait() async throws {
        let script = Self.coming([
            .problem(404, "No."), .problem(503, "Busy."), Self.shown("pending", heard: false),
            Self.shown("accepted", heard: false), Self.shown("accepted", heard: true),
        ])
        let world = try await World.run("receivers wait SG-F28CRPI33503 --timeout 1h", sleeps: 100, script: script)
        #expect(world.requests.count == 5)
        #expect(world.results == "SG-F28CRPI33503 is heard.\n")
        let early = try await World.run(
            "receivers wait SG-F28CRPI33503 --state accepted", sleeps: 100,
            script: Self.coming([Self.shown("pending", heard: false), Self.shown("accepted", heard: false)]))
        #expect(early.requests.count == 2)
    }

    @Test("waiting ends with 75 when its time is over, after few questions; a refusal ends it at once")
    func waitTooLong() async throws {
        let world = try await World.run(
            "receivers wait SG-F28CRPI33503 --timeout 10m", expecting: .temporary, sleeps: 1000,
            script: Self.coming([Self.shown("pending", heard: false)]))
        // A question a second would be 600.
        #expect((30...60).contains(world.requests.count))
        #expect(world.messages.contains("within 10m"))
        let denied = try await World.run(
            "receivers wait SG-F28CRPI33503", expecting: .denied, sleeps: 1000,
            script: Self.coming([.problem(403, "No.")]))
        #expect(denied.requests.count == 1)
    }

    @Test("a deployment with --wait ends once its receiver was heard after it was made, not before")
    func waitAfterDeployment() async throws {
        let reads = Mutex(0)
        let world = try await World.run(
            "deployments add 5 SG-F28CRPI33503 --wait 1h", sleeps: 100
        ) { request throws(TransportError) in
            guard request.method == "GET" else { return .json(Samples.deployment(), status: 201) }
            let count = reads.withLock { count in
                count += 1
                return count
            }
            let late = World.now.advanced(by: .seconds(count < 3 ? -60 : 60))
            let text = Samples.receiver().replacing("2026-05-01T12:00:05.250000Z", with: late.description)
            return .json(Samples.shown(text))
        }
        #expect(reads.withLock { $0 } == 3)
        #expect(world.results.contains("deployment 8"))
    }

    @Test("whether it was heard since is told by the server's clock, however wrong one's own is")
    func waitByServerClock() async throws {
        for hours in [-9, 9] {
            let made = World.now.advanced(by: .seconds(hours * 3600))
            let reads = Mutex(0)
            let world = try await World.run(
                "deployments add 5 SG-F28CRPI33503 --wait 1h", sleeps: 100
            ) { request throws(TransportError) in
                guard request.method == "GET" else {
                    return .json(Samples.deployment(), status: 201).dated(made)
                }
                let count = reads.withLock { count in
                    count += 1
                    return count
                }
                let heard = made.advanced(by: .seconds(count < 3 ? -60 : 60)).description
                let text = Samples.receiver().replacing("2026-05-01T12:00:05.250000Z", with: heard)
                return .json(Samples.shown(text)).dated(made.advanced(by: .seconds(count)))
            }
            #expect(reads.withLock(\.self) == 3)
            #expect(world.results.contains("deployment 8"))
        }
    }

    @Test("whether it hangs somewhere now is told by the server's clock")
    func waitUntilDeployed() async throws {
        let begin = World.now.advanced(by: .seconds(9 * 3600))
        let reads = Mutex(0)
        _ = try await World.run("receivers wait SG-F28CRPI33503 --state deployed", sleeps: 100) {
            request throws(TransportError) in
            guard request.place.hasSuffix("/deployments") else { return Self.shown("accepted", heard: true) }
            let count = reads.withLock { count in
                count += 1
                return count
            }
            return .json(Samples.page([Samples.deployment(start: begin.description)]))
                .dated(begin.advanced(by: .seconds(count < 3 ? -60 : 60)))
        }
        #expect(reads.withLock(\.self) == 3)
    }

    @Test(
        "a wait ends in time, however long the server takes to answer, and asks once more just before",
        arguments: ["heard", "deployed"])
    func waitInTime(state: String) async {
        let clock = TestClock(sleeps: 1000)
        let last = Mutex(Duration.zero)
        let world = World(clock: clock) { request throws(TransportError) in
            last.withLock { $0 = clock.passed }
            guard state == "deployed", !request.place.hasSuffix("/deployments") else {
                clock.pass(request.timeout)
                throw TransportError(.timeout, "Too slow.")
            }
            clock.pass(request.timeout / 2)
            return Self.shown("accepted", heard: true)
        }
        #expect(await world.run("receivers wait SG-F28CRPI33503 --state \(state) --timeout 100s") == .temporary)
        #expect(clock.passed == .seconds(100))
        #expect(last.withLock(\.self) >= .seconds(90))
    }
}

extension HTTPClientRequest {
    /// The serial of the receiver that it names.
    fileprivate var serial: String { place.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
}
