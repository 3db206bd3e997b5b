// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite("An unmodified V2 receiver and the built server", .timeLimit(.minutes(5)))
struct ReceiverContractTests {
    private static let serial = "SG-7F5ERPI46977"
    private static let key = "0123456789abcdef0123456789abcdef"
    private static let report = "date: 1704067200 x\nsgid: SG-7F5ERPI46977\nbootcount: 7\nversion: SG 2023-115\n"

    @Test("its first contact makes it pending, and acceptance takes in what it had sent, in order")
    func firstContact() async throws {
        try await withServer { server in
            for path in ["/agent/info?features=cw", "/agent/telegraf", "/agent/logs?file=syslog&pos=0&reset=false"] {
                let body = path.contains("telegraf") ? #"{"metrics":[]}"# : Self.report
                let answer = try await server.post(path, as: Self.serial, key: Self.key, body: body)
                #expect(answer.status == 202)
            }
            var detail = try await server.receiver(Self.serial)
            #expect(detail.receiver.registration == .pending)
            #expect(detail.receiver.quarantined == 3)
            #expect(detail.receiver.frames == 0)

            let (status, output) = try await server.gnomectl("receivers", "add", Self.serial.lowercased())
            #expect(status == 0, "\(output)")
            detail = try await server.receiver(Self.serial)
            #expect(detail.receiver.registration == .accepted)
            #expect(detail.receiver.quarantined == 0)
            #expect(detail.receiver.frames == 3)
            #expect(try await server.allMessages().map(\.kind) == [.info, .metrics, .log])
            #expect(detail.report?.fields["version"] == "SG 2023-115")
        }
    }

    @Test("its report, metrics, logs and next contact are answered with an empty success, and make it online")
    func contact() async throws {
        try await withServer { server in
            try await server.add(Self.serial)
            let info = try await server.post("/agent/info?features=", as: Self.serial, key: Self.key, body: Self.report)
            #expect(info.status == 200)
            #expect(info.body.isEmpty)
            #expect(info.headers["Date"] != nil)
            let next = try await server.post("/agent/next?delay=123.5", as: Self.serial, key: Self.key)
            #expect(next.status == 200)
            let log = try await server.post(
                "/agent/logs?file=sg-control.log&pos=128&reset=true", as: Self.serial, key: Self.key, body: "x\n")
            #expect(log.status == 200)
            let metrics = try await server.post(
                "/agent/telegraf", as: Self.serial, key: Self.key,
                body:
                    #"{"metrics":[{"name":"temp","tags":{"sgid":"SG-7F5ERPI46977"},"fields":{"temp":50},"timestamp":1}]}"#
            )
            #expect(metrics.status == 204)

            let receiver = try await server.receiver(Self.serial).receiver
            #expect(receiver.contact == .online)
            let announced = try #require(receiver.nextContactAt)
            let first = try #require(receiver.firstContactAt)
            #expect(first.duration(to: announced) >= .milliseconds(123_500))
        }
    }

    @Test("the same report sent again is stored once, packed or not")
    func repeats() async throws {
        try await withServer { server in
            try await server.add(Self.serial)
            for _ in 0..<3 {
                let answer = try await server.post("/agent/info", as: Self.serial, key: Self.key, body: Self.report)
                #expect(answer.status == 200)
            }
            let packed = try await CurlClient().send(
                HTTPClientRequest(
                    "POST", server.url + "/agent/info",
                    headers: [
                        "Authorization": "Basic \(Data("\(Self.serial):\(Self.key)".utf8).base64EncodedString())",
                        "Content-Encoding": "gzip",
                    ], body: Gzip.deflate(Array(Self.report.utf8))))
            #expect(packed.status == 200)
            #expect(try await server.receiver(Self.serial).receiver.frames == 1)
        }
    }

    @Test("another key is held and shown, and the first stays trusted")
    func changedKey() async throws {
        try await withServer { server in
            try await server.add(Self.serial)
            #expect(try await server.post("/agent/next?delay=60", as: Self.serial, key: Self.key).status == 200)
            let other = String(repeating: "f", count: 32)
            #expect(try await server.post("/agent/next?delay=60", as: Self.serial, key: other).status == 202)
            #expect(try await server.post("/agent/next?delay=60", as: Self.serial, key: Self.key).status == 200)
            let receiver = try await server.receiver(Self.serial).receiver
            #expect(receiver.heldKey?.frames == 1)
            #expect(receiver.frames == 2)
            #expect(try await server.quarantine().map(\.reason) == [.keyChanged])
            let page = String(decoding: try await server.send("GET", "/receivers/\(Self.serial)").body, as: UTF8.self)
            #expect(page.contains("Another key"))
            #expect(!page.contains(Self.key) && !page.contains(other))
        }
    }

    @Test("a request without log-in, or as nobody, is refused with the reason")
    func refusals() async throws {
        try await withServer { server in
            let anonymous = try await server.sendAsNobody("POST", "/agent/info", body: Self.report)
            #expect(anonymous.status == 401)
            #expect(anonymous.headers["WWW-Authenticate"]?.hasPrefix("Basic") == true)
            #expect(try await server.post("/agent/info", as: "null", key: Self.key, body: Self.report).status == 400)
            #expect(try await server.post("/agent/info", as: Self.serial, key: "", body: Self.report).status == 401)
            #expect(try await server.send("GET", "/agent/info").status == 405)
            #expect(try await server.post("/agent/tls-key-md5", as: Self.serial, key: Self.key).status == 404)
            #expect(try await server.quarantine().isEmpty)
        }
    }

    @Test("what can't be read is kept in quarantine with its bytes, and delays nothing")
    func badBodies() async throws {
        try await withServer { server in
            try await server.add(Self.serial)
            #expect(
                try await server.post("/agent/telegraf", as: Self.serial, key: Self.key, body: "{cut").status == 202)
            #expect(
                try await server.post(
                    "/agent/info", as: Self.serial, key: Self.key, body: "sgid: SG-0000BBBK0000\ndate: 1\n"
                ).status == 202)
            #expect(
                try await server.post("/agent/info", as: Self.serial, key: Self.key, body: Self.report).status == 200)
            let entries = try await server.quarantine()
            #expect(Set(entries.map(\.reason)) == [.undecodable, .identityMismatch])
            let cut = try #require(entries.first { $0.reason == .undecodable })
            let (status, output) = try await server.gnomectl("quarantine", "show", "\(cut.id.rawValue)")
            #expect(status == 0)
            #expect(output.contains("{cut"))
        }
    }

    @Test("simulated receivers are served as real ones, and their page shows the report")
    func simulation() async throws {
        try await withServer { server in
            let (status, output) = try await server.gnomectl(
                "simulate", "--receivers", "20", "--seed", "3", "--register", "--rounds", "1", "--every", "1s")
            #expect(status == 0, "\(output)")
            let page = try await server.get(
                "/api/v1/receivers?limit=1000", as: PageView<ReceiverView, Serial>.self)
            #expect(page.items.count == 20)
            #expect(page.items.count { $0.contact == .never } == 2)
            let heard = try #require(page.items.first { $0.contact != .never })
            #expect(heard.frames == 3)
            let html = String(decoding: try await server.send("GET", "/receivers/\(heard.serial)").body, as: UTF8.self)
            #expect(html.contains("SG 2023-115") && html.contains("3D-fix"))
        }
    }
}
