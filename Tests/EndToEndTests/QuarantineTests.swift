// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import TestSupport
import Testing

@Suite("The quarantine of the built server", .timeLimit(.minutes(10)))
struct QuarantineTests {
    private static let key = "0123456789abcdef0123456789abcdef"
    private static let honest = "SG-7F5ERPI46977"
    private static let waiting = "SG-F28CRPI33503"

    private static func invented(_ number: Int) -> String {
        "SG-\(String(10_000 + number % 10_000).suffix(4))RPI3\(String(20_000 + number / 10).suffix(4))"
    }

    @Test("10,000 invented serials over HTTP fill what is bounded, push nobody out, and delay nobody who belongs here")
    func flood() async throws {
        let room = ["--quarantine-pending-receivers", "200", "--quarantine-entries", "400"]
        try await withTemporaryFolder { folder in
            var server = try await TestServer.start(in: folder, room)
            try await server.add(Self.honest)
            #expect(try await server.report(Self.waiting, 0).status == 202)

            let memory = try #require(server.program.peakMegabytes)
            let answers = try await Self.flood(server)
            #expect(answers == [202: 199, 503: 9801, 200: 100])
            #expect(try #require(server.program.peakMegabytes) - memory < 32)
            #expect(try await server.receiver(Self.honest).receiver.frames == 100)
            let pages = try await server.get("/api/v1/receivers?limit=1000", as: PageView<ReceiverView, String>.self)
            #expect(pages.items.count == 201)
            #expect(try await server.quarantine().last?.serial?.text == Self.waiting)
            // Who waited before still finds room.
            #expect(try await server.report(Self.waiting, 1).status == 202)

            // The counts are durable.
            server.program.signal(9)
            _ = await server.program.end()
            server = try await TestServer.start(in: folder, room)
            let labels = #"{cause="quota",reason="receiver-pending"}"#
            let dropped = try await server.metric("gnome_quarantine_dropped_total\(labels)")
            // One whose answer was lost with its connection is sent and refused again.
            #expect(dropped >= 9801)
            #expect(try await server.metric(#"gnome_quarantine_entries{reason="receiver-pending"}"#) == 201)
            let counts = try await server.gnomectl("quarantine", "counts", "--format", "json")
            let answer = try JSONDecoder().decode(QuarantineCountsView.self, from: Data(counts.output.utf8))
            #expect(answer.pendingReceivers == 200 && answer.total.entries == 201)
            #expect(answer.drops.map { Double($0.volume.entries) } == [dropped])

            // What was invented goes in one go, its receivers with it, and a stranger can knock again.
            let others = try await server.gnomectl(
                "quarantine", "drop", "--reason", "receiver-pending", "--because", "invented serials")
            #expect(others.status == 0, "\(others.output)")
            #expect(try await server.report("SG-0000BBBK0000", 1).status == 202)
            await server.stop()
        }
    }

    @Test(
        "10,000 invented serials over RabbitMQ fill what is bounded, and a receiver that belongs here loses nothing",
        .enabled(if: TestBroker.isThere))
    func floodOverBroker() async throws {
        let room = ["--quarantine-pending-receivers", "200", "--quarantine-entries", "400"]
        try await TestBroker.withVirtualHost { broker in
            try await withServer(["--amqp-url", broker.url] + room) { server in
                try await server.add(Self.honest)
                #expect(try await server.eventually { try await server.isConnected })
                let memory = try #require(server.program.peakMegabytes)
                let transport = try RabbitMQTransport(
                    RabbitMQConfiguration(url: broker.url, topology: .proofOfConcept))
                async let running: Void = transport.run()
                for start in stride(from: 0, to: 10_000, by: 500) {
                    let serials = (start..<start + 500).map(Self.invented) + Array(repeating: Self.honest, count: 5)
                    let results = await transport.publish(
                        serials.enumerated().map { index, serial in
                            OutboundMessage(
                                exchange: "sensorgnome-exchange", routingKey: "x",
                                properties: MessageProperties(messageID: "\(start)-\(index)"),
                                body: Note(id: serial, text: "m").bytes)
                        })
                    #expect(results.allSatisfy { if case .success = $0 { true } else { false } })
                }
                transport.beginGracefulShutdown()
                try await running
                let dropped = #"gnome_quarantine_dropped_total{cause="quota",reason="receiver-pending"}"#
                #expect(try await server.eventually { try await server.metric(dropped) >= 9800 })
                #expect(try await server.eventually { try await server.receiver(Self.honest).receiver.frames == 100 })
                #expect(try await server.metric(#"gnome_quarantine_entries{reason="receiver-pending"}"#) == 200)
                #expect(try #require(server.program.peakMegabytes) - memory < 64)
            }
        }
    }

    /// Lets 10,000 receivers call that do not exist, and in between one that does; tells how often each status was answered.
    private static func flood(_ server: TestServer) async throws -> [Int: Int] {
        try await withThrowingTaskGroup(of: [Int: Int].self) { group in
            for part in 1...16 {
                group.addTask {
                    var answers: [Int: Int] = [:]
                    for number in stride(from: part, through: 10_000, by: 16) {
                        let answer = try await server.report(invented(number), number)
                        answers[answer.status, default: 0] += 1
                        if answer.status == 503 { #expect(answer.headers["Retry-After"] == "3600") }
                        guard number % 100 == 0 else { continue }
                        answers[try await server.report(honest, number).status, default: 0] += 1
                    }
                    return answers
                }
            }
            return try await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        }
    }

    @Test("what this version can read is sent in again by gnomectl, in order, and what it still can't keeps its place")
    func replay() async throws {
        try await withTemporaryFolder { folder in
            var server = try await TestServer.start(in: folder)
            try await server.add(Self.honest)
            await server.stop()
            // As an older version left it, which could not read these.
            let store = try await SQLStore.sqlite(at: folder + "/data/gnome.db")
            try await store.write { (store) throws(StoreError) in
                _ = try store.quarantine(
                    (0..<700).map { number in
                        let body =
                            number % 7 == 3
                            ? Array("{".utf8) + [UInt8](repeating: 0x20, count: number)
                            : Note(id: Self.honest, text: "n\(number)").bytes
                        return QuarantineDraft(
                            reason: .undecodable, detail: "not understood", claimedSerial: nil,
                            key: .message(id: "\(number)", content: []),
                            frame: Frame(
                                way: .amqp, route: "sensorgnome-exchange/x",
                                receivedAt: SystemTime.now().advanced(by: .seconds(number)), body: body))
                    })
            }
            await store.close()

            server = try await TestServer.start(in: folder)
            let rehearsal = try await server.gnomectl("quarantine", "replay", "--reason", "undecodable", "--dry-run")
            #expect(rehearsal.output.contains("700 entries would be sent in again"))
            #expect(try await server.allMessages().isEmpty)
            let replay = try await server.gnomectl(
                "quarantine", "replay", "--reason", "undecodable", "--format", "json")
            #expect(replay.status == 0, "\(replay.output)")
            let answer = try JSONDecoder().decode(QuarantineReplayView.self, from: Data(replay.output.utf8))
            #expect(answer.matched == 700 && answer.stored == 600 && answer.kept == ["undecodable": 100])
            #expect(try await server.allMessages().map(\.summary) == (0..<700).filter { $0 % 7 != 3 }.map { "n\($0)" })
            let left = try await server.quarantine()
            #expect(left.count == 100)
            #expect(left.allSatisfy { $0.detail.hasPrefix("expected a key in quotes, found the end at byte") })

            let id = try #require(left.last?.id.rawValue)
            let shown = try await server.gnomectl("quarantine", "show", "\(id)")
            #expect(shown.output.contains("at byte 4") && shown.output.contains("Content as text, 4 bytes\n{"))
            let drop = try await server.gnomectl("quarantine", "drop", "\(id)", "--because", "nobody can mend it")
            #expect(drop.status == 0, "\(drop.output)")
            #expect(try await server.gnomectl("quarantine", "show", "\(id)").status == 1)
            let counts = try await server.gnomectl("quarantine", "counts")
            #expect(counts.output.contains("console") && counts.output.contains("nobody can mend it"))
            await server.stop()
        }
    }

    @Test("acts need the token, name their entries, and say what they did not understand")
    func refusals() async throws {
        try await withServer { server in
            let bearer = try "Bearer " + String(server.token.prefix { !$0.isWhitespace })
            for path in ["replay", "drop", "1/replay", "1/drop"] {
                #expect(try await server.sendAsNobody("POST", "/api/v1/quarantine/\(path)", body: "{}").status == 401)
            }
            let table = [
                ("replay", "{}", 422), ("replay", #"{"all":true,"reason":"unproven"}"#, 422),
                ("replay", #"{"ids":[]}"#, 400), ("replay", #"{"ids":[1],"reason":"unproven"}"#, 422),
                ("replay", #"{"all":true,"because":"x"}"#, 400), ("replay", #"{"reason":"whatever"}"#, 400),
                ("replay", #"{"all":true,"limit":0}"#, 400), ("replay", "[]", 400), ("replay", #"{"all":true}"#, 200),
                ("drop", #"{"all":true}"#, 400), ("drop", #"{"all":true,"because":" "}"#, 422),
                ("drop", #"{"ids":[1],"because":"gone"}"#, 200), ("1/replay", "", 404),
                ("1/drop", #"{"because":"x"}"#, 404), ("x/drop", #"{"because":"x"}"#, 400),
            ]
            for (path, body, status) in table {
                let answer = try await server.send(
                    "POST", "/api/v1/quarantine/\(path)", headers: ["Authorization": bearer], body: body)
                #expect(answer.status == status, "\(path) \(body): \(String(decoding: answer.body, as: UTF8.self))")
            }
        }
    }

    @Test("pages show what waits to administrators, made harmless, and change nothing")
    func pages() async throws {
        try await withServer { server in
            _ = try await server.post(
                "/agent/telegraf?x=%3Cb%3E", as: Self.waiting, key: Self.key, body: "<script>alert(1)</script>")
            let id = try #require(try await server.quarantine().first?.id.rawValue)
            for path in ["/quarantine", "/quarantine/\(id)"] {
                let stranger = try await server.sendAsNobody("GET", path)
                #expect(stranger.status == 303)
                #expect(stranger.headers["Location"]?.hasPrefix("/log-in?next=%2Fquarantine") == true)
                let wrong = try await server.send("GET", path, headers: ["Authorization": "Bearer x"])
                #expect(wrong.status == 303)
                let page = try await server.send("GET", path)
                #expect(page.status == 200)
                let html = String(decoding: page.body, as: UTF8.self)
                #expect(html.contains("undecodable"))
                #expect(html.contains("gnomectl quarantine replay"))
                #expect(html.contains("<a href=\"/receivers\">Receivers</a>"))
                #expect(html.contains(" dead lettered</a>") == (path == "/quarantine"))
                #expect(!html.contains("<script>") && !html.contains("<b>"))
                #expect(try await server.send("POST", path, body: "").status == 405)
            }
            let entry = String(decoding: try await server.send("GET", "/quarantine/\(id)").body, as: UTF8.self)
            #expect(entry.contains("&lt;script&gt;") && entry.contains("at byte 0"))
            for (query, status) in [("?reason=undecodable&serial=", 200), ("?reason=x", 400), ("?before=x", 400)] {
                #expect(try await server.send("GET", "/quarantine" + query).status == status)
            }
            #expect(try await server.send("GET", "/quarantine/999").status == 404)
        }
    }

    @Test(
        "every receiver that Motus lists can call before it is registered, and the import takes in what each had sent")
    func realSerials() async throws {
        let path = RunningProgram.packageRoot + "/../shared/data/motus/receivers.json"
        guard let data = FileManager.default.contents(atPath: path) else {
            print("skipped: \(path) is absent")
            return
        }
        let serials = Set(try MotusReceiverList(bytes: Array(data)).current().rows.map(\.serial))
        let senders = Set(serials.map(\.ofHardware)).sorted()
        try await withServer { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for part in 0..<8 {
                    group.addTask {
                        for index in stride(from: part, to: senders.count, by: 8) {
                            let answer = try await server.report(senders[index].text, index)
                            #expect(answer.status == 202)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let before = try await server.gnomectl("quarantine", "counts", "--format", "json")
            let counts = try JSONDecoder().decode(QuarantineCountsView.self, from: Data(before.output.utf8))
            #expect(counts.pendingReceivers == senders.count && counts.total.entries == senders.count)
            #expect(counts.drops.isEmpty)
            let (status, output) = try await server.gnomectl("receivers", "import-motus", path)
            #expect(status == 0, "\(output)")
            let left = try await server.quarantine()
            #expect(left.count == senders.count { !serials.contains($0) })
            #expect(try await server.allMessages().count == senders.count - left.count)
        }
    }

    @Test("what has waited longer than it may is dropped by the server, and counted")
    func age() async throws {
        try await withServer(["--quarantine-age", "1s"]) { server in
            #expect(try await server.report(Self.waiting, 0).status == 202)
            #expect(try await server.eventually { try await server.quarantine().isEmpty })
            let counts = try await server.gnomectl("quarantine", "counts")
            #expect(counts.output.contains("It had waited longer than 1s."))
            // Nothing of it waits, so nobody knows it any more.
            #expect(try await server.send("GET", "/api/v1/receivers/\(Self.waiting)").status == 404)
        }
    }
}

extension TestServer {
    /// Posts a report of a receiver, each number another.
    fileprivate func report(_ serial: String, _ number: Int) async throws -> HTTPResponse {
        try await post(
            "/agent/info", as: serial, key: "0123456789abcdef0123456789abcdef",
            body: "sgid: \(serial)\ndate: \(1_777_636_800 + number)\n")
    }
}
