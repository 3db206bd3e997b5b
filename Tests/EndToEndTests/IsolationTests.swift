// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

/// What one receiver may not do to another: each attempt is refused by the broker, or caught by the server.
@Suite(
    "Receivers at a real broker", .enabled(if: TestBroker.hasManagement && TestBroker.hasPika), .timeLimit(.minutes(10))
)
struct IsolationTests {
    /// How accounts come to the broker.
    enum Provisioning: String, CaseIterable {
        /// By the server, over the management API.
        case managementAPI
        /// By an operator, with a definitions file.
        case definitionsFile
    }

    /// Two receivers with accounts, and the server that takes in what they send.
    private struct Scene {
        let broker: TestBroker
        let server: TestServer
        let own: Serial
        let other: Serial
        let ownPassword: String
        let otherPassword: String
    }

    private static func with(_ provisioning: Provisioning, _ body: (Scene) async throws -> Void) async throws {
        let (own, other) = (Serial.unique, Serial.unique)
        try await TestBroker.withVirtualHost { broker in
            var settings = ["--amqp-url", broker.url]
            if provisioning == .managementAPI {
                settings += ["--amqp-management-url", try TestBroker.managementURL()]
            }
            do {
                try await withServer(settings) { server in
                    #expect(try await server.eventually { try await server.isConnected })
                    var passwords: [String] = []
                    for serial in [own, other] {
                        try await server.add(serial.text)
                        let (status, output) = try await server.gnomectl(
                            "receivers", "credentials", "issue", serial.text, "-q")
                        try #require(status == 0, "\(output)")
                        passwords.append(String(output.prefix { !$0.isWhitespace }))
                    }
                    if provisioning == .definitionsFile {
                        let (status, definitions) = try await server.gnomectl("broker", "definitions")
                        try #require(status == 0, "\(definitions)")
                        let file = server.folder + "/definitions.json"
                        try definitions.write(toFile: file, atomically: true, encoding: .utf8)
                        try await TestBroker.control("import_definitions", file)
                    }
                    try await body(
                        Scene(
                            broker: broker, server: server, own: own, other: other, ownPassword: passwords[0],
                            otherPassword: passwords[1]))
                }
            } catch {
                for serial in [own, other] { _ = try? await TestBroker.control("delete_user", serial.text) }
                throw error
            }
            for serial in [own, other] { _ = try? await TestBroker.control("delete_user", serial.text) }
        }
    }

    /// What the broker makes of each attempt of `Tests/Peers/isolation.py`.
    ///
    /// RabbitMQ 3 does not look at the keys of `CC` and `BCC`; 4 refuses them. What is accepted is the server's to catch.
    private static let verdicts: [(verdict: Set<String>, attempts: [String])] = [
        (
            ["ok"],
            [
                "own key", "get from its own queue", "consume its own queue", "own key, another's claim", "no user id",
                "no user id, another's claim", "look for another's queue", "consume the pseudo queue of direct replies",
                "forged dead letter", "deep tables", "deep arrays", "headers that fill a frame",
            ]
        ),
        (
            ["ok", "403"],
            [
                "CC", "CC, another's claim", "CC, no user id, another's claim", "BCC", "BCC, another's claim",
                "BCC, no user id, another's claim",
            ]
        ),
        (["406"], ["another's user id"]),
        (["530", "access denied"], ["channels beyond the limit", "connections beyond the limit"]),
    ]

    @Test(
        "each thing that a receiver may try against another is refused by the broker or caught by the server",
        arguments: Provisioning.allCases)
    func matrix(provisioning: Provisioning) async throws {
        try await Self.with(provisioning) { scene in
            let url = scene.broker.url(user: scene.own.text, password: scene.ownPassword)
            let results = try await Self.attempts(url, own: scene.own, other: scene.other)
            try Self.expectVerdicts(results)
            try await Self.expectCaught(results, scene)
        }
    }

    /// Lets another client try everything as one receiver, and gives what the broker made of each attempt.
    static func attempts(_ url: String, own: Serial, other: Serial) async throws -> [String: String] {
        let (status, output) = try await RunningProgram.run(
            "/usr/bin/python3",
            [RunningProgram.packageRoot + "/Tests/Peers/isolation.py", url, own.text, other.text])
        try #require(status == 0, "\(output)")
        return try JSONDecoder().decode([String: String].self, from: Data(output.utf8))
    }

    /// Compares what the broker made of each attempt with what it should.
    static func expectVerdicts(_ results: [String: String], besides others: Set<String> = []) throws {
        let special = Set(verdicts.flatMap(\.attempts))
        for (verdict, attempts) in verdicts {
            for attempt in attempts where !others.contains(attempt) {
                let result = try #require(results[attempt], "\(attempt)")
                #expect(verdict.contains(result), "\(attempt): \(result)")
            }
        }
        for (attempt, result) in results where !special.contains(attempt) {
            #expect(result == "403", "\(attempt)")
        }
        #expect(results.count >= 60)
    }

    /// Everything that the broker accepted counts for its sender, or waits in quarantine, and nothing is the other's.
    private static func expectCaught(_ results: [String: String], _ scene: Scene) async throws {
        let server = scene.server
        let published = Set(results.filter { $0.value == "ok" }.keys).subtracting([
            "get from its own queue", "consume its own queue", "look for another's queue",
            "consume the pseudo queue of direct replies",
        ])
        let honest: Set = ["own key", "CC", "BCC", "deep tables", "deep arrays"]
        #expect(
            try await server.eventually {
                try await server.allMessages().count + server.quarantine().count >= published.count
            })
        let stored = try await server.allMessages()
        #expect(stored.count == published.intersection(honest).count)
        #expect(stored.allSatisfy { $0.serial == scene.own && $0.proof == .broker })
        let entries = try await server.quarantine()
        #expect(entries.count == published.subtracting(honest).count)
        #expect(entries.contains { $0.reason == .unproven })
        #expect(Set(entries.map(\.reason)) == [.unproven, .identityMismatch, .oversize])
        #expect(try await server.receiver(scene.other.text).receiver.frames == 0)
        #expect(try await scene.broker.depth(of: "gnome.downlink.\(scene.other)") == 0)
        let metrics = String(decoding: try await server.send("GET", "/metrics").body, as: UTF8.self)
        #expect(metrics.contains(#"gnome_security_events_total{reason="unproven"}"#))
        #expect(metrics.contains(#"gnome_security_events_total{reason="identity-mismatch"}"#))
        #expect(metrics.contains(#"gnome_queue_messages{queue="gnome.ingest"} 0"#))
    }

    @Test("another virtual host, the management API and a wrong password are closed to a receiver")
    func otherDoors() async throws {
        try await Self.with(.managementAPI) { scene in
            let url = scene.broker.url(user: scene.own.text, password: scene.ownPassword)
            #expect(try await Self.logIn(url))
            #expect(try await !Self.logIn(String(url.prefix(upTo: url.lastIndex(of: "/") ?? url.endIndex)) + "/%2F"))
            #expect(try await !Self.logIn(scene.broker.url(user: scene.own.text, password: scene.otherPassword)))
            let management = try TestBroker.managementURL()
                .replacing(/\/\/[^@]*@/, with: "//\(scene.own):\(scene.ownPassword)@")
            let client = ManagementClient(try ManagementAddress(url: management), http: CurlClient())
            let error = await #expect(throws: TransportError.self) { _ = try await client.definitions() }
            #expect(error?.code == .denied)
        }
    }

    @Test("rotating and revoking end the receiver's connections, and the old password is void at once")
    func rotatesAndRevokes() async throws {
        try await Self.with(.managementAPI) { scene in
            let server = scene.server
            let old = scene.broker.url(user: scene.own.text, password: scene.ownPassword)
            var passwords = [scene.ownPassword]
            for command in ["rotate", "revoke"] {
                let events = AsyncStream<TransportEvent>.makeStream()
                let transport = try Self.transport(
                    scene.broker.url(user: scene.own.text, password: passwords.last ?? "")
                ) { events.continuation.yield($0) }
                async let running: Void = transport.run()
                try await transport.publish(
                    OutboundMessage(
                        exchange: Frame.uplinkExchange, routingKey: "\(scene.own).status",
                        properties: MessageProperties(messageID: command, userID: scene.own.text),
                        body: Envelope(serial: scene.own.text, kind: "status").bytes))
                let (status, output) = try await server.gnomectl(
                    "receivers", "credentials", command, scene.own.text, "-q")
                try #require(status == 0, "\(output)")
                passwords.append(String(output.prefix { !$0.isWhitespace }))
                // Its connection ends, and it can't come back.
                for await event in events.stream {
                    if case .lost(_, let error, _) = event, error.code == .denied { break }
                }
                transport.beginGracefulShutdown()
                try await running
                #expect(try await !Self.logIn(old))
            }
            #expect(try await server.eventually { try await server.allMessages().count == 2 })
            // Revoked twice, and issued again.
            #expect(try await server.gnomectl("receivers", "credentials", "revoke", scene.own.text).status == 0)
            #expect(try await server.gnomectl("receivers", "credentials", "rotate", scene.own.text).status == 1)
            let again = try await server.gnomectl("receivers", "credentials", "issue", scene.own.text, "-q")
            let password = String(again.output.prefix { !$0.isWhitespace })
            #expect(try await Self.logIn(scene.broker.url(user: scene.own.text, password: password)))
        }
    }

    @Test("check finds what somebody changed at the broker, apply puts it right, and what is right stays as it is")
    func checksAndApplies() async throws {
        try await Self.with(.managementAPI) { scene in
            let (server, host) = (scene.server, scene.broker.virtualHost)
            #expect(try await server.gnomectl("broker", "check").output.contains("Nothing is wrong."))
            try await TestBroker.control("clear_topic_permissions", "-p", host, scene.own.text)
            try await TestBroker.control("delete_user", scene.other.text)
            let stray = Serial.unique
            try await TestBroker.control("add_user", stray.text, "secret")
            try await TestBroker.control("set_user_tags", stray.text, BrokerAccount.tag)
            try await TestBroker.control("set_permissions", "-p", host, stray.text, "^$", "^$", "^$")

            let check = try await server.gnomectl("broker", "check", "-q")
            #expect(check.status == 1)
            #expect(
                Set(check.output.split(separator: "\n").map(String.init)).isSuperset(of: [
                    "missing", "stray", "unguarded",
                ]))
            // Asked from here it finds the same, without the server's knowing the management API.
            let here = try await server.gnomectl(
                "broker", "check", "-q", "--management-url", try TestBroker.managementURL())
            #expect(here.status == 1)
            #expect(here.output.split(separator: "\n").sorted() == check.output.split(separator: "\n").sorted())

            for deleted in ["\(stray)\n", ""] {
                let apply = try await server.gnomectl("broker", "apply", "-q")
                #expect(apply.status == 0, "\(apply.output)")
                #expect(apply.output == deleted)
            }
            #expect(try await server.gnomectl("broker", "check").output.contains("Nothing is wrong."))
            // The account that was deleted is there again with the password it had.
            #expect(try await Self.logIn(scene.broker.url(user: scene.other.text, password: scene.otherPassword)))
        }
    }

    @Test("a user of the broker's own is never taken over")
    func foreignUser() async throws {
        try await Self.with(.managementAPI) { scene in
            let serial = Serial.unique
            try await scene.broker.withUser(serial.text) { url in
                try await scene.server.add(serial.text)
                let answer = try await scene.server.gnomectl("receivers", "credentials", "issue", serial.text)
                #expect(answer.status == 1)
                #expect(answer.output.contains("did not make"))
                #expect(try await Self.logIn(url))
            }
        }
    }

    /// Declares a topology as an administrator does.
    static func declare(_ topology: Topology, over url: String) async throws {
        let (events, sink) = AsyncStream<TransportEvent>.makeStream()
        let transport = try transport(url, topology) { sink.yield($0) }
        async let running: Void = transport.run()
        for await event in events { if case .connected = event { break } }
        transport.beginGracefulShutdown()
        try await running
    }

    private static func transport(
        _ url: String, _ topology: Topology = Topology(), _ note: @escaping @Sendable (TransportEvent) -> Void
    ) throws -> RabbitMQTransport {
        var configuration = try RabbitMQConfiguration(url: url, topology: topology)
        configuration.retryDelay = .milliseconds(1)...(.milliseconds(100))
        configuration.onEvent = note
        return try RabbitMQTransport(configuration)
    }

    /// Whether a broker lets one in.
    static func logIn(_ url: String) async throws -> Bool {
        let (events, sink) = AsyncStream<TransportEvent>.makeStream()
        let transport = try transport(url) { sink.yield($0) }
        async let running: Void = transport.run()
        var isIn = false
        for await event in events {
            if case .connected = event { isIn = true }
            break
        }
        transport.beginGracefulShutdown()
        try await running
        return isIn
    }
}
