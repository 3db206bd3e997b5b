// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import TestSupport
import Testing

@Suite(
    "A real broker that asks the server who may log in", .enabled(if: TestBroker.isThere && TestBroker.hasPika),
    .timeLimit(.minutes(10)))
struct BrokerAuthTests {
    @Test("each thing that a receiver may try against another is refused, and its password is void once it is revoked")
    func matrix() async throws {
        try await withTemporaryFolder { folder in
            // The broker must know the server's port, and the server the broker's.
            let first = try await TestServer.start(in: folder)
            let port = first.url.split(separator: ":").last.map(String.init) ?? ""
            await first.stop()
            let script = "\(RunningProgram.packageRoot)/scripts/services/rabbitmq"
            let (status, output) = try await RunningProgram.run(
                script, [folder + "/broker", "start", "--auth-backend", "http://127.0.0.1:\(port)/broker/auth"])
            try #require(status == 0, "\(output)")
            do {
                let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("AMQP_URL=") })
                let broker = TestBroker(url: String(line.dropFirst("AMQP_URL=".count)))
                try await Self.tryAll(broker, folder: folder, port: port)
            } catch {
                _ = try await RunningProgram.run(script, [folder + "/broker", "stop"])
                throw error
            }
            _ = try await RunningProgram.run(script, [folder + "/broker", "stop"])
        }
    }

    private static func tryAll(_ broker: TestBroker, folder: String, port: String) async throws {
        let server = try await TestServer.start(
            in: folder,
            [
                "--amqp-url", broker.url, "--amqp-auth-backend", "on", "--http-port", port,
                "--http-public-url", "https://gnome.example.org",
            ])
        #expect(try await server.eventually { try await server.isConnected })
        let (own, other) = (Serial.unique, Serial.unique)
        // The broker gets the queues as a topology from here; the accounts are the server's alone.
        var topology = Topology.server
        var passwords: [String] = []
        for serial in [own, other] {
            topology = topology + (try BrokerAccount(serial)).topology
            try await server.add(serial.text)
            let (status, output) = try await server.gnomectl("receivers", "credentials", "issue", serial.text, "-q")
            try #require(status == 0, "\(output)")
            passwords.append(String(output.prefix { !$0.isWhitespace }))
        }
        try await IsolationTests.declare(topology, over: broker.url)
        let url = broker.url(user: own.text, password: passwords[0])
        let results = try await IsolationTests.attempts(url, own: own, other: other)
        // Limits are the broker's own users' only.
        try IsolationTests.expectVerdicts(
            results, besides: ["channels beyond the limit", "connections beyond the limit"])
        #expect(try await IsolationTests.logIn(url))
        #expect(try await !IsolationTests.logIn(broker.url(user: own.text, password: passwords[1])))
        #expect(try await !IsolationTests.logIn(broker.url(user: own.text.lowercased(), password: passwords[0])))
        try await Self.expectDenials(server, own: own.text, password: passwords[0])
        #expect(try await server.gnomectl("receivers", "credentials", "revoke", own.text).status == 0)
        #expect(try await !IsolationTests.logIn(url))
        await server.stop()
    }

    /// What is malformed, ambiguous or proxied is denied, whatever else is right in it.
    private static func expectDenials(_ server: TestServer, own: String, password: String) async throws {
        let right = "username=\(own)&password=\(password)"
        let table: [(body: String, headers: HTTPHeaders, status: Int, answer: String)] = [
            (right, [:], 200, "allow"), ("username=\(own)", [:], 200, "deny"), ("", [:], 200, "deny"),
            ("username=\(own)&username=\(own)&password=\(password)", [:], 200, "deny"), ("%zz", [:], 200, "deny"),
            ("username=\(own)x&password=\(password)", [:], 200, "deny"),
            (right, ["X-Forwarded-For": "127.0.0.1"], 404, "nothing at this address"),
            (right, ["Forwarded": "for=127.0.0.1"], 404, "nothing at this address"),
            (right, ["Host": "gnome.example.org"], 404, "nothing at this address"),
        ]
        for (body, headers, status, expected) in table {
            let answer = try await server.sendAsNobody("POST", "/broker/auth/user", headers: headers, body: body)
            #expect(answer.status == status)
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(status == 200 ? text == expected : text.contains(expected), "\(body)")
        }
    }
}

@Suite("A server that is to answer a broker")
struct BrokerAuthConfigurationTests {
    @Test("does not start where it has no broker, and says why")
    func noBroker() async throws {
        try await withTemporaryFolder { folder in
            let (status, output) = try await RunningProgram.run(
                "gnome-server", ["--data-folder", folder + "/data", "--amqp-auth-backend", "on"])
            #expect(status == 78)
            #expect(output.contains("amqp.auth-backend: there is nobody to answer without amqp.url"))
        }
    }

    @Test("has no such address where it is not to answer")
    func off() async throws {
        try await withServer { server in
            let answer = try await server.send("POST", "/broker/auth/user", body: "username=x")
            #expect(answer.status == 404)
        }
    }
}
