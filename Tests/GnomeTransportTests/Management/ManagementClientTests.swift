// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import Synchronization
import Testing

@Suite("The management API")
struct ManagementClientTests {
    /// Answers every request the same, and keeps them.
    private final class Scripted: HTTPClient {
        let requests = Mutex<[HTTPClientRequest]>([])
        let answer: Result<HTTPResponse, TransportError>
        init(_ answer: Result<HTTPResponse, TransportError>) { self.answer = answer }

        func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse {
            requests.withLock { $0.append(request) }
            return try answer.get()
        }
    }

    private static func client(_ status: Int, _ body: String = "") throws -> (ManagementClient, Scripted) {
        let http = Scripted(.success(HTTPResponse(status: status, body: Array(body.utf8))))
        return (ManagementClient(try ManagementAddress(url: "http://admin:p%40ss@localhost:1"), http: http), http)
    }

    @Test(
        "a URL that would show the password to a network, or has none, is refused and not repeated",
        arguments: [
            "http://admin:hunter2@broker.example.org:15672", "https://broker.example.org",
            "amqp://admin:hunter2@localhost",
            "https://admin@localhost", "https://admin:hunter2@localhost/?x", "hunter2",
            "http://admin:hunter2@127.0.0.1.example.org",
            "",
        ])
    func refusesAddress(url: String) {
        let error = #expect(throws: TransportError.self) { try ManagementAddress(url: url) }
        #expect(error?.code == .invalid)
        #expect(error?.debugDescription.contains("hunter2") == false)
    }

    @Test(
        "an address is shown without its log-in, with the usual port where it names none",
        arguments: [
            ("http://a:b@localhost", "http://localhost:15672"),
            ("https://a:b@h.example.org/", "https://h.example.org:15671"),
            ("https://a:b@h.example.org:8443/rabbit/", "https://h.example.org:8443/rabbit"),
            ("http://a:b@[::1]:1", "http://[::1]:1"),
        ])
    func showsAddress(url: String, expected: String) throws {
        let address = try ManagementAddress(url: url)
        #expect("\(address)" == expected)
        var dumped = ""
        dump(address, to: &dumped)
        #expect(!dumped.contains("\"b\""))
    }

    @Test("names are encoded into the path, and the log-in is sent as it was meant")
    func encodes() async throws {
        let (client, http) = try Self.client(204)
        try await client.deleteQueue("a/b c", in: "/é")
        let request = try #require(http.requests.withLock { $0.first })
        #expect(request.url == "http://localhost:1/api/queues/%2F%C3%A9/a%2Fb%20c")
        #expect(request.method == "DELETE")
        #expect(request.headers["Authorization"] == BasicCredentials(user: "admin", password: "p@ss")?.authorization)
    }

    @Test(
        "a refusal says what to do by its code",
        arguments: [
            (401, .denied), (403, .denied), (400, .invalid), (500, .unreachable), (503, .unreachable),
            (302, .protocolViolation),
        ] as [(Int, TransportError.Code)])
    func mapsRefusals(status: Int, code: TransportError.Code) async throws {
        let (client, _) = try Self.client(status, "{}")
        let error = await #expect(throws: TransportError.self) { _ = try await client.definitions() }
        #expect(error?.code == code)
        #expect(error?.message.contains("p@ss") == false)
    }

    @Test("what is not there any more is deleted already, and no answer of another program is taken for one")
    func oddAnswers() async throws {
        let (gone, _) = try Self.client(404)
        try await gone.deleteUser("nobody")
        for body in ["", "[]", "{\"users\": 1}", "<html>"] {
            let (client, _) = try Self.client(200, body)
            let error = await #expect(throws: TransportError.self) { _ = try await client.definitions() }
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test("a keeper lets no user send before it is said with which keys")
    func orderOfApplying() async throws {
        let (client, http) = try Self.client(200, "{}")
        let account = try BrokerAccount(Serial(sensorgnome: "F28CRPI33503"))
        let desired = BrokerDefinitions(.server, accounts: [account: "hash"], virtualHost: "/")
        #expect(try await BrokerKeeper(client).apply(desired).isEmpty)
        let posts = http.requests.withLock { $0 }.filter { $0.method == "POST" }
            .map { JSONValue(bytes: $0.body ?? []) }
        #expect(posts.count == 2)
        #expect(posts.first??["permissions"] == .array([]))
        #expect(posts.first??["topic_permissions"] != .array([]))
        #expect(posts.last??["permissions"] != .array([]))
    }
}
