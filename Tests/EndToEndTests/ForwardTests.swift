// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite("The built server passes on what it stores", .timeLimit(.minutes(10)))
struct ForwardTests {
    private static let serial = "SG-7F5ERPI46977"

    @Test("to a web server: signed, in order, again after failures and from a time on, and says how far behind it is")
    func webhook() async throws {
        try await WebhookSink.lend { sink, url in
            try await withServer(["--forward-allow-addresses", "127.0.0.1"]) { server in
                try await server.add(Self.serial)
                let added = try await server.forwards("add", "hook", "--webhook", url)
                let secret = try #require(added["secret"]?.text)
                let start = Timestamp(microseconds: 0)
                try await server.report(1...5)
                #expect(try await server.eventually { Set(sink.ids).count == 5 })
                #expect(sink.ids.count == 5)
                let request = try #require(sink.requests.first)
                #expect(try await verifies(request, secret: secret, in: server.folder))
                #expect(try await !verifies(request, secret: secret + "x", in: server.folder))
                let event = try #require(sink.events.first)
                #expect(event["kind"]?.text == "info" && event["serial"]?.text == Self.serial)
                #expect(event["bodyBase64"]?.text.flatMap { Data(base64Encoded: $0) } == Data(Self.report(1).utf8))

                // Failures open the breaker; the place is kept, and the lag is seen.
                sink.status = 500
                try await server.report(6...8)
                #expect(
                    try await server.eventually {
                        try await server.forward("hook")["breaker"]?.text != "closed"
                    })
                let failing = try await server.forward("hook")
                #expect(failing["error"]?.text == "The target answered with status 500.")
                #expect(failing["lagFrames"] == .integer(3))
                #expect(try await server.metric("gnome_forward_lag_frames{forward=\"hook\"}") == 3)
                #expect(try #require(await server.metric("gnome_forward_lag_seconds{forward=\"hook\"}")) > 0)
                #expect(try await server.metric("gnome_forward_up{forward=\"hook\"}") == 0)
                sink.status = 200
                _ = try await server.forwards("resume", "hook")
                #expect(try await server.eventually { Set(sink.ids).count == 8 })
                #expect(
                    try await server.eventually {
                        try await server.metric("gnome_forward_lag_frames{forward=\"hook\"}") == 0
                    })
                #expect(try await server.metric("gnome_forward_up{forward=\"hook\"}") == 1)

                // All of it comes again, with the same ids.
                _ = try await server.forwards("replay", "hook", "\(start)")
                #expect(try await server.eventually { sink.ids.count == 16 })
                #expect(Set(sink.ids).count == 8)

                // A target that is gone halts its forward.
                sink.status = 410
                try await server.report(9...9)
                #expect(
                    try await server.eventually { try await server.forward("hook")["state"]?.text == "disabled" })
                _ = try await server.forwards("remove", "hook")
                #expect(try await server.gnomectl("forwards", "pause", "hook").status == 1)
                #expect(!FileManager.default.fileExists(atPath: server.folder + "/data/secrets/hook"))
            }
        }
    }

    @Test(
        "an event that its target refuses alone is set aside as a job, the others arrive, and it too when it is taken")
    func poison() async throws {
        try await WebhookSink.lend { sink, url in
            try await withServer(["--forward-allow-addresses", "127.0.0.1"]) { server in
                try await server.add(Self.serial)
                _ = try await server.forwards("add", "hook", "--webhook", url)
                sink.status = 422
                try await server.report(1...1)
                #expect(
                    try await server.eventually {
                        let answer = try await server.gnomectl("jobs", "list", "--format", "json")
                        return answer.output.contains("\"forward\"")
                    })
                sink.status = 200
                _ = try await server.forwards("resume", "hook")
                try await server.report(2...3)
                #expect(try await server.eventually { Set(sink.ids).count == 3 })
            }
        }
    }

    @Test("not to an address that is not public, whatever its name, and not without TLS")
    func addresses() async throws {
        try await WebhookSink.lend { sink, url in
            try await withServer { server in
                for wrong in [
                    url, "ftp://example.org/", "https://user:pass@example.org/", "https:///x", "example.org",
                    "http://example.org/",
                ] {
                    let answer = try await server.gnomectl("forwards", "add", "a", "--webhook", wrong)
                    #expect(answer.status == 1 && answer.output.contains("url"), "\(wrong): \(answer.output)")
                }
                try await server.add(Self.serial)
                let inside = ["https://127.0.0.1:1/", "https://localhost:1/", "https://[::1]:1/", "https://0x7f.1:1/"]
                for (index, url) in inside.enumerated() {
                    _ = try await server.forwards("add", "inside-\(index)", "--webhook", url)
                }
                try await server.report(1...1)
                for index in inside.indices {
                    #expect(
                        try await server.eventually {
                            try await server.forward("inside-\(index)")["error"]?.text?.contains("not allowed") == true
                        })
                }
                #expect(sink.requests.isEmpty)
            }
        }
    }

    @Test(
        "two servers on one database share the work, send nothing twice, and one takes over from the other when that dies",
        .enabled(if: TestDatabase.isThere, TestDatabase.skipped))
    func twoServers() async throws {
        try await TestDatabase.withSchema { database in
            try await WebhookSink.lend { sink, url in
                try await withTemporaryFolder { folder in
                    let settings = [
                        "--forward-allow-addresses", "127.0.0.1", "--forward-credentials", folder + "/secrets",
                    ]
                    let environment = ["GNOME_STORE_URL": database]
                    let first = try await TestServer.start(in: folder + "/1", settings, environment: environment)
                    try await first.add(Self.serial)
                    _ = try await first.forwards("add", "hook", "--webhook", url)
                    _ = try await first.forwards("add", "other", "--webhook", url)
                    let second = try await TestServer.start(in: folder + "/2", settings, environment: environment)
                    for number in 1...40 { try await (number % 2 == 0 ? first : second).report(number...number) }
                    #expect(try await second.eventually { sink.ids.count >= 80 })
                    #expect(sink.ids.count == 80 && Set(sink.ids).count == 40)
                    first.program.signal(9)
                    #expect(await first.program.end() == -9)
                    try await second.report(41...45)
                    #expect(try await second.eventually { Set(sink.ids).count == 45 })
                    for name in ["hook", "other"] {
                        #expect(
                            try await second.eventually { try await second.forward(name)["lagFrames"] == .integer(0) })
                    }
                    await second.stop()
                }
            }
        }
    }

    @Test(
        "to whoever binds a queue to the exchange of events: at least once however often it is killed, the id tells a repetition",
        .enabled(if: TestBroker.isThere, "no broker; use scripts/test"))
    func events() async throws {
        try await TestBroker.withVirtualHost { broker in
            let topology =
                Topology.events
                + Topology(
                    queues: [.init("reports"), .init("others")],
                    bindings: [
                        .init(from: "gnome.events", to: "reports", pattern: "info.*.\(Self.serial)"),
                        .init(from: "gnome.events", to: "others", pattern: "log.#"),
                    ])
            try await broker.withTransport(topology) { transport in
                try await withTemporaryFolder { folder in
                    let settings = ["--amqp-url", broker.url]
                    let server = try await TestServer.start(in: folder, settings)
                    try await server.add(Self.serial)
                    try await server.report(0...0)
                    #expect(try await server.eventually { try await server.isThrough("events") })
                    await server.stop()
                    // Each life ends before a later commit than the last: that of a frame, or that of the cursor behind
                    // events which have arrived.
                    var number = 1
                    for commit in 24..<40 {
                        // One that is slow to begin may write so often of its own, and end before anybody can report.
                        guard
                            let server = try await TestServer.launch(
                                in: folder, settings, environment: ["GNOME_FAIL_POINT": "beforeCommit:\(commit)"])
                        else { continue }
                        var isAlive = true
                        while isAlive {
                            isAlive = (try? await server.report(number...number)) != nil
                            number += 1
                        }
                        #expect(await server.program.end() == -9)
                    }
                    let last = try await TestServer.start(in: folder, settings)
                    #expect(try await last.eventually { try await last.isThrough("events") })
                    let frames = try await last.allMessages().map(\.id.rawValue)
                    let deliveries = await transport.drain("reports", until: "\(frames.last ?? 0)")
                    let events = try deliveries.map { try #require(JSONValue(bytes: $0.body)) }
                    #expect(deliveries.map(\.properties.messageID) == events.map { $0["id"]?.text })
                    let document = try AsyncAPIDocument()
                    #expect(events.allSatisfy { document.complaints(about: $0, as: "event").isEmpty })
                    let numbers = events.compactMap { $0["frame"]?.lenientInteger }
                    #expect(Set(numbers).sorted() == frames)
                    #expect(Set(deliveries.map(\.properties.messageID)).count == frames.count)
                    // Some of those deaths lay between arrival and cursor.
                    #expect(deliveries.count > frames.count)
                    #expect(frames.count > 16)

                    // Nobody wanted the logs but one, and nobody at all the notes.
                    _ = try await last.post("/agent/logs?file=syslog&pos=1", as: Self.serial, key: "k", body: "x")
                    let log = await transport.subscribe(to: "others", prefetch: 1).nextBatch(upTo: 1)
                    #expect(log.map(\.routingKey) == ["log.none.\(Self.serial)"])
                    await last.stop()
                }
            }
        }
    }

    @Test(
        "to an exchange of another broker, with a login and routing keys of its own",
        .enabled(if: TestBroker.isThere, "no broker; use scripts/test"))
    func otherBroker() async throws {
        try await TestBroker.withVirtualHost { broker in
            let topology = Topology(
                exchanges: [.init("mirror", .topic)], queues: [.init("copy")],
                bindings: [.init(from: "mirror", to: "copy", pattern: "fleet.*")])
            try await broker.withTransport(topology) { transport in
                try await withServer { server in
                    try await server.add(Self.serial)
                    let address = broker.url.replacing("admin:admin@", with: "admin@")
                    #expect(address != broker.url)
                    try "admin\n".write(toFile: server.folder + "/password", atomically: true, encoding: .utf8)
                    let refused = try await server.gnomectl(
                        "forwards", "add", "mirror", "--amqp", broker.url, "--exchange", "mirror")
                    #expect(refused.status == 1 && refused.output.contains("password"))
                    _ = try await server.forwards(
                        "add", "mirror", "--amqp", address, "--exchange", "mirror", "--routing", "fleet.{serial}",
                        "--secret-file", server.folder + "/password", "--kind", "info")
                    try await server.report(1...20)
                    _ = try await server.post("/agent/logs?file=syslog&pos=1", as: Self.serial, key: "k", body: "x")
                    let deliveries = await transport.drain("copy", until: "20")
                    #expect(deliveries.map { JSONValue(bytes: $0.body)?["frame"] } == (1...20).map { .integer($0) })
                    #expect(Set(deliveries.map(\.routingKey)) == ["fleet.\(Self.serial)"])
                    #expect(try await server.eventually { try await server.isThrough("mirror") })
                    let list = try await server.gnomectl("forwards", "list", "--format", "json").output
                    #expect(!list.contains("admin:"))
                }
            }
        }
    }

    fileprivate static let reporter = serial

    fileprivate static func report(_ number: Int) -> String { "sgid: \(serial)\ndate: \(number)\n" }
}

extension WebhookSink {
    /// All events that it took.
    fileprivate var events: [JSONValue] {
        requests.flatMap { request -> [JSONValue] in
            guard case .array(let events)? = JSONValue(bytes: request.body)?["events"] else { return [] }
            return events
        }
    }
}

extension TestBroker {
    /// Lends a transport that runs.
    fileprivate func withTransport(
        _ topology: Topology, _ body: (RabbitMQTransport) async throws -> Void
    ) async throws {
        let transport = try RabbitMQTransport(RabbitMQConfiguration(url: url, topology: topology))
        let running = Task { try await transport.run() }
        // What is declared must be there before anything is published.
        let ready = transport.subscribe(to: topology.queues[0].name, prefetch: 1)
        while "\(transport.state)" != "connected" { try? await Task.sleep(for: .milliseconds(2)) }
        ready.cancel()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(transport)) } catch { outcome = .failure(error) }
        transport.beginGracefulShutdown()
        _ = try? await running.value
        try outcome.get()
    }
}

extension RabbitMQTransport {
    /// Takes what a queue holds, up to the first copy of the event of a frame.
    fileprivate func drain(_ queue: String, until frame: String) async -> [Delivery] {
        let subscription = subscribe(to: queue, prefetch: 1000)
        var deliveries: [Delivery] = []
        while !deliveries.contains(where: { $0.properties.messageID?.contains(".\(frame).") == true }) {
            let batch = await subscription.nextBatch(upTo: 1000)
            guard !batch.isEmpty else { break }
            subscription.acknowledge(batch.map(\.id))
            deliveries += batch
        }
        subscription.cancel()
        return deliveries
    }
}

extension TestServer {
    /// Posts reports of these numbers.
    fileprivate func report(_ numbers: ClosedRange<Int>) async throws {
        for number in numbers {
            let answer = try await post(
                "/agent/info", as: ForwardTests.reporter, key: "k", body: ForwardTests.report(number))
            #expect(answer.status == 200)
        }
    }

    /// Runs `gnomectl forwards` and reads its answer.
    fileprivate func forwards(_ arguments: String...) async throws -> JSONValue {
        let (status, output) = try await RunningProgram.run(
            "gnomectl", ["forwards"] + arguments + ["--format", "json"],
            environment: ["GNOME_SERVER": url, "GNOME_TOKEN_FILE": folder + "/data/admin-token"])
        try #require(status == 0, "\(output)")
        return try #require(JSONValue(bytes: Array(output.utf8)))
    }

    /// One forward as the list shows it.
    fileprivate func forward(_ name: String) async throws -> JSONValue {
        let bearer = try "Bearer " + String(token.prefix { !$0.isWhitespace })
        let answer = try await send("GET", "/api/v1/forwards", headers: ["Authorization": bearer])
        guard case .array(let items)? = JSONValue(bytes: answer.body)?["items"] else { return .null }
        return try #require(items.first { $0["name"]?.text == name })
    }

    /// Whether a forward has passed on all that is stored.
    fileprivate func isThrough(_ name: String) async throws -> Bool {
        try await forward(name)["lagFrames"] == .integer(0)
    }

    /// The value of a metric.
    fileprivate func metric(_ name: String) async throws -> Double? {
        let text = String(decoding: try await send("GET", "/metrics").body, as: UTF8.self)
        return text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            .flatMap { Double($0.dropFirst(name.count + 1)) }
    }
}
