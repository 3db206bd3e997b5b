// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite(
    "The built server and a real broker", .enabled(if: TestBroker.isThere, "no broker; use scripts/test"),
    .timeLimit(.minutes(10)))
struct BrokerTests {
    @Test("messages of a client that is not ours are shown, whatever their label, and bad ones wait with their reason")
    func foreignClient() async throws {
        try await TestBroker.withVirtualHost { broker in
            try await withServer(["--amqp-url", broker.url]) { server in
                try await server.add("SG-F28CRPI33503")
                #expect(try await server.eventually { try await server.isConnected })

                try await broker.publish(#"{"id": "SG-F28CRPI33503", "message": "plain"}"#)
                try await broker.publish(
                    #"{"id": "SG-F28CRPI33503", "message": "labelled"}"#, contentType: "application/json")
                try await broker.publish(#"{"id": "SG-F28CRPI33503", "message": "extra", "battery": 12.6}"#)
                try await broker.publish(#"{"id": "SG-0000BBBK0000", "message": "from whom?"}"#)
                try await broker.publish("this is no JSON")
                #expect(
                    try await server.eventually {
                        let quarantined = try await server.quarantine().count
                        let stored = try await server.allMessages().count
                        return stored + quarantined >= 5
                    })

                #expect(try await server.allMessages().map(\.summary) == ["plain", "labelled", "extra"])
                let entries = try await server.quarantine()
                #expect(Set(entries.map(\.reason)) == [.receiverPending, .undecodable])
                #expect(try await server.receiver("SG-0000BBBK0000").receiver.registration == .pending)
                let receiver = try await server.receiver("SG-F28CRPI33503").receiver
                #expect(receiver.contact == .online)
                let page = String(
                    decoding: try await server.send("GET", "/receivers/SG-F28CRPI33503").body, as: UTF8.self)
                #expect(page.contains("labelled") && page.contains("unproven"))
            }
        }
    }

    @Test("a broker that is away is looked for again after amqp.longest-wait at the latest")
    func longestWait() async throws {
        // Port 1 is reserved and nobody's.
        try await withServer(["--amqp-url", "amqp://u:p@127.0.0.1:1/", "--amqp-longest-wait", "1s"]) { server in
            var waits: [Int] = []
            while waits.count < 12 {
                let line = try #require(await server.program.line(with: "next attempt in "))
                let wait = try #require(line.firstMatch(of: /next attempt in (\d+) ms/))
                waits.append(try #require(Int(wait.output.1)))
            }
            #expect(waits.allSatisfy { $0 <= 1000 }, "\(waits)")
            #expect(Set(waits).count > 1, "each wait is random")
        }
    }

    @Test("kill -9 at random moments while 10,000 messages flow: each is stored exactly once")
    func killsWhileMessagesFlow() async throws {
        try await TestBroker.withVirtualHost { broker in
            try await withTemporaryFolder { folder in
                let settings = ["--amqp-url", broker.url]
                var server = try await TestServer.start(in: folder, settings)
                let receivers = 100
                let rounds = 100
                _ = try await server.gnomectl(
                    "simulate", "--receivers", "\(receivers)", "--seed", "5", "--orderly", "--register", "--rounds", "0"
                )
                #expect(try await server.eventually { try await server.isConnected })
                let simulation = try RunningProgram(
                    "gnomectl",
                    [
                        "simulate", "--receivers", "\(receivers)", "--seed", "5", "--orderly", "--over", "amqp",
                        "--amqp-url", broker.url, "--rounds", "\(rounds)", "--every", "0s",
                    ])

                // Each life ends at a moment that the seed chooses: after so many more stored messages.
                var random = SplitMix(seed: 2026)
                var target = 0
                for _ in 0..<8 {
                    target += Int.random(in: 100...1300, using: &random)
                    let goal = min(target, receivers * rounds - 1)
                    _ = try await server.eventually { try await server.frameCount >= goal }
                    server.program.signal(9)
                    #expect(await server.program.end() == -9)
                    server = try await TestServer.start(in: folder, settings)
                }
                let sent = await simulation.output()
                #expect(await simulation.end() == 0, "\(sent)")

                let expected = receivers * rounds
                #expect(try await server.eventually { try await server.frameCount >= expected })
                let summaries = try await server.allMessages().map(\.summary)
                #expect(summaries.count == expected)
                #expect(Set(summaries).count == expected)
                #expect(try await server.quarantine().isEmpty)
                await server.stop()
            }
        }
    }
}

extension TestServer {
    /// Whether messages are being taken from the broker.
    var isConnected: Bool {
        get async throws {
            String(decoding: try await send("GET", "/readyz").body, as: UTF8.self).contains("broker: connected")
        }
    }

    /// How many frames all receivers together have sent.
    var frameCount: Int {
        get async throws {
            try await get("/api/v1/receivers?limit=1000", as: PageView<ReceiverView, Serial>.self).items
                .reduce(0) { $0 + $1.frames }
        }
    }
}
