// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite("Requests that are sent again", .timeLimit(.minutes(5)))
struct RepeatedRequestTests {
    private static let key = "0123456789abcdef"
    private static let serial = "SG-F28CRPI33503"

    private static func post(
        _ path: String, _ body: String, key: String, type: String = "application/json", to server: TestServer
    ) async throws -> HTTPResponse {
        try await server.send(
            "POST", "/api/v1/" + path, headers: ["Idempotency-Key": key, "Content-Type": type], body: body)
    }

    /// What was done there, but for what the server does by itself when it starts.
    private static func deeds(at server: TestServer) async throws -> [String] {
        let records = try await server.get("/api/v1/audit?limit=1000", as: PageView<AuditRecordView, Int64>.self)
        return records.items.filter { $0.actor != "server" }.map { "\($0.action) \($0.subject)" }
    }

    @Test("whatever creates something creates it once, and tells the same again, also after a restart")
    func once() async throws {
        try await withTemporaryFolder { folder in
            var server = try await TestServer.start(in: folder)
            var asked: [(path: String, body: String, type: String, answer: HTTPResponse)] = []
            func ask(_ path: String, _ body: String, type: String = "application/json") async throws {
                let key = "\(Self.key) \(asked.count)".replacing(" ", with: "-")
                let answer = try await Self.post(path, body, key: key, type: type, to: server)
                try #require(
                    (200...202).contains(answer.status), "\(path): \(String(decoding: answer.body, as: UTF8.self))")
                asked.append((path, body, type, answer))
            }
            try await ask("projects", #"{"name":"P"}"#)
            try await ask("projects/1/receivers", #"{"serial":"\#(Self.serial)"}"#)
            try await ask("projects/1/receivers/import", "serial\nSG-0001RPI30001\n", type: "text/csv")
            try await ask("projects/1/stations", #"{"name":"S"}"#)
            try await ask("stations/1/deployments", #"{"serial":"\#(Self.serial)","start":"2026-05-01"}"#)
            try await ask("projects/1/invitations", #"{"label":"x","role":"viewer"}"#)
            try await ask("people/invitations", #"{"label":"x"}"#)
            let soon = SystemTime.now().advanced(by: .seconds(86_400))
            try await ask("projects/1/enrolment-tokens", #"{"label":"x","expiresAt":"\#(soon)","mostUses":2}"#)
            let token = try JSONDecoder().decode(IssuedTokenView.self, from: Data(asked[7].answer.body)).token
            try await ask("registrations", #"{"serial":"SG-0002RPI30002","token":"\#(token)"}"#)
            try await ask("receivers/\(Self.serial)/rotate-key", "")
            try await ask("receivers/\(Self.serial)/decommission", "")
            let deeds = try await Self.deeds(at: server)
            for round in 0..<2 {
                for (number, one) in asked.enumerated() {
                    let again = try await Self.post(
                        one.path, one.body, key: "\(Self.key)-\(number)", type: one.type, to: server)
                    #expect(again.status == one.answer.status && again.body == one.answer.body, "\(one.path)")
                    #expect(again.headers["ETag"] == one.answer.headers["ETag"])
                }
                #expect(try await Self.deeds(at: server) == deeds)
                await server.stop()
                if round == 0 { server = try await TestServer.start(in: folder) }
            }
            // The secrets that were told stand nowhere in what is kept.
            let key = try JSONDecoder().decode(KeyView.self, from: Data(asked[9].answer.body)).key
            for name in ["gnome.db", "gnome.db-wal"] {
                let bytes = (try? Data(contentsOf: URL(filePath: folder + "/data/" + name))) ?? Data()
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(!text.contains(token) && !text.contains(key) && !text.contains(Self.key))
                #expect(name != "gnome.db" || !bytes.isEmpty)
            }
        }
    }

    @Test("another request by the same key is refused, and what was refused before is tried anew")
    func refused() async throws {
        try await withServer { server in
            #expect(try await Self.post("projects", #"{"name":""}"#, key: Self.key, to: server).status == 422)
            #expect(try await Self.post("projects", #"{"name":"P"}"#, key: Self.key, to: server).status == 201)
            let other = try await Self.post("projects", #"{"name":"Q"}"#, key: Self.key, to: server)
            #expect(other.status == 422 && String(decoding: other.body, as: UTF8.self).contains("Idempotency-Key"))
            #expect(
                try await Self.post("people/invitations", #"{"label":"x"}"#, key: Self.key, to: server).status == 422)
            let short = try await Self.post("projects", #"{"name":"Q"}"#, key: "1", to: server)
            #expect(short.status == 400 && String(decoding: short.body, as: UTF8.self).contains("16 to 255"))
            let soon = SystemTime.now().advanced(by: .seconds(86_400))
            let issued = try await server.send(
                "POST", "/api/v1/projects/1/enrolment-tokens",
                body: #"{"label":"x","expiresAt":"\#(soon)","mostUses":1}"#)
            let token = try #require(JSONValue(bytes: issued.body)?["token"]?.text)
            for (token, status) in [("wrong", 403), (token, 201), (token, 201), ("wrong", 422)] {
                let body = #"{"serial":"\#(Self.serial)","token":"\#(token)"}"#
                #expect(try await Self.post("registrations", body, key: Self.key + "-2", to: server).status == status)
            }
            // Who may not do it gets no answer that was kept, and the page to log in takes no key.
            let nobody = try await server.sendAsNobody(
                "POST", "/api/v1/projects", headers: ["Idempotency-Key": Self.key], body: #"{"name":"P"}"#)
            #expect(nobody.status == 401)
        }
    }

    @Test("of many that come at once to two servers on one database, one is done")
    func atOnce() async throws {
        try await TestDatabase.withSchema { database in
            try await withTemporaryFolder { folder in
                let servers = [
                    try await TestServer.start(in: folder + "/1", ["--store-url", database]),
                    try await TestServer.start(in: folder + "/2", ["--store-url", database]),
                ]
                let answers = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
                    for number in 0..<16 {
                        group.addTask {
                            try await Self.post(
                                "people/invitations", #"{"label":"x"}"#, key: Self.key, to: servers[number % 2])
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let done = answers.filter { $0.status == 201 }
                #expect(Set(done.map(\.body)).count == 1)
                #expect(
                    answers.allSatisfy { $0.status == 201 || ($0.status == 409 && $0.headers["Retry-After"] == "1") })
                #expect(try await Self.deeds(at: servers[0]).count == 1)
                for server in servers { await server.stop() }
            }
        }
    }

    @Test("a server that is killed in the middle has done each thing once when all is asked again")
    func killed() async throws {
        try await withTemporaryFolder { folder in
            var asked = 0
            // Far enough for what a server writes of its own; one that is slow to begin may end even so, and shows nothing.
            for (round, (point, passing)) in [
                ("beforeCommit", 80), ("afterCommit", 80), ("afterTold", 80), ("beforeCommit", 81), ("afterCommit", 81),
                ("afterTold", 81),
            ].enumerated() {
                guard
                    let doomed = try await TestServer.launch(
                        in: folder, environment: ["GNOME_FAIL_POINT": "\(point):\(passing)"])
                else { continue }
                func post(_ number: Int, to server: TestServer) async throws -> HTTPResponse {
                    let key = "\(Self.key)-\(round)-\(number)"
                    return try await Self.post("people/invitations", #"{"label":"\#(number)"}"#, key: key, to: server)
                }
                var answers: [HTTPResponse] = []
                while answers.count < passing, let answer = try? await post(answers.count, to: doomed) {
                    #expect(answer.status == 201)
                    answers.append(answer)
                }
                #expect(await doomed.program.end() == -9)
                asked += answers.count + 1
                let server = try await TestServer.start(in: folder)
                for (number, answer) in answers.enumerated() {
                    let again = try await post(number, to: server)
                    #expect(again.status == 201 && again.body == answer.body)
                }
                // It was done and its answer lost, or it was not done and is now.
                #expect([201, 409].contains(try await post(answers.count, to: server).status))
                #expect(try await Self.deeds(at: server).count == asked, "\(point) \(passing)")
                await server.stop()
            }
            #expect(asked > 0)
        }
    }

    @Test("gnomectl sends again what it lost the answer to, and nothing is done twice")
    func lostAnswer() async throws {
        try await withServer { server in
            _ = try await Self.post("projects", #"{"name":"P"}"#, key: Self.key, to: server)
            let port = try #require(server.url.split(separator: ":").last.flatMap { UInt16($0) })
            try await TCPRelay.with(to: port) { relay in
                relay.loseNextAnswer()
                let (status, output) = try await RunningProgram.run(
                    "gnomectl", ["stations", "add", "Cabot Head", "--project", "1"],
                    environment: [
                        "GNOME_SERVER": "http://127.0.0.1:\(relay.port)",
                        "GNOME_TOKEN_FILE": server.folder + "/data/admin-token",
                    ])
                #expect(status == 0, "\(output)")
                #expect(!relay.isToLose)
            }
            let stations = try await server.get("/api/v1/stations", as: PageView<StationView, String>.self)
            #expect(stations.items.map(\.name) == ["Cabot Head"])
        }
    }
}
