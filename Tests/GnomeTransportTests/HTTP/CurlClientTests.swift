// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Synchronization
import Testing

@Suite("HTTP client", .timeLimit(.minutes(10)))
struct CurlClientTests {
    /// The code of the error that a request comes to.
    private func code(
        _ request: HTTPClientRequest, _ client: CurlClient = CurlClient()
    ) async -> TransportError.Code? {
        await #expect(throws: TransportError.self) { try await client.send(request) }?.code
    }

    @Test("Sends method, fields and body as they are, and takes status, fields and body back")
    func exchange() async throws {
        let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        let application = ClosureApplication { request in
            #expect(request.head.target == "/a%20b?c=d")
            #expect(request.head.headers.values("X-Repeated") == ["1", "2"])
            #expect(request.head.headers.values("X-Empty") == [""])
            #expect(request.head.headers["Content-Type"] == nil)
            return HTTPResponse(status: 418, headers: ["X-Method": request.head.method], body: request.body.reversed())
        }
        try await withServer(application) { port, _ in
            var request = HTTPClientRequest("PATCH", "http://127.0.0.1:\(port)/a%20b?c=d", body: body)
            request.headers.append("X-Repeated", "1")
            request.headers.append("X-Repeated", "2")
            request.headers.append("X-Empty", "")
            let answer = try await CurlClient().send(request)
            #expect(answer.status == 418)
            #expect(answer.headers["x-method"] == "PATCH")
            #expect(answer.body == body.reversed())
        }
    }

    @Test(
        "Says that there is no body where a body is usual, and nothing where none is",
        arguments: [("POST", "0"), ("PUT", "0"), ("GET", nil), ("DELETE", nil)] as [(String, String?)])
    func noBody(method: String, length: String?) async throws {
        let application = ClosureApplication { request in
            #expect(request.head.headers["Content-Length"] == length)
            return HTTPResponse(status: 204)
        }
        try await withServer(application) { port, _ in
            let status = try await CurlClient().send(HTTPClientRequest(method, "http://127.0.0.1:\(port)/")).status
            #expect(status == 204)
        }
    }

    @Test("HEAD has an answer without body")
    func head() async throws {
        try await withServer(ClosureApplication.echo) { port, _ in
            let answer = try await CurlClient().send(HTTPClientRequest("HEAD", "http://127.0.0.1:\(port)/a"))
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Length"] == "8")
            #expect(answer.body.isEmpty)
        }
    }

    @Test("Does not follow a redirect")
    func redirect() async throws {
        let application = ClosureApplication { request in
            #expect(request.head.path == ["from"])
            return HTTPResponse(status: 302, headers: ["Location": "/to"])
        }
        try await withServer(application) { port, _ in
            let answer = try await CurlClient().send(HTTPClientRequest("GET", "http://127.0.0.1:\(port)/from"))
            #expect(answer.status == 302)
            #expect(answer.headers["Location"] == "/to")
        }
    }

    @Test("Uses a connection again")
    func reuse() async throws {
        // A second connection would wait for the end of the first.
        try await withServer(ClosureApplication.echo, connectionLimit: 1) { port, _ in
            let client = CurlClient()
            for _ in 0..<5 {
                let status = try await client.send(HTTPClientRequest("GET", "http://127.0.0.1:\(port)/")).status
                #expect(status == 200)
            }
        }
    }

    @Test("Keeps as many requests in flight as it is told to, and no more")
    func concurrency() async throws {
        let barrier = Barrier(64)
        let inFlight = Mutex((now: 0, most: 0))
        let application = ClosureApplication { request in
            inFlight.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            if request.head.path == ["together"] { await barrier.arrive() }
            inFlight.withLock { $0.now -= 1 }
            return HTTPResponse(status: 204)
        }
        try await withServer(application) { port, _ in
            for (concurrency, path) in [(64, "together"), (3, "apart")] {
                inFlight.withLock { $0.most = 0 }
                let client = CurlClient(concurrency: concurrency)
                try await withThrowingTaskGroup { group in
                    for _ in 0..<64 {
                        group.addTask {
                            try await client.send(HTTPClientRequest("GET", "http://127.0.0.1:\(port)/\(path)"))
                        }
                    }
                    for try await answer in group { #expect(answer.status == 204) }
                }
                #expect(inFlight.withLock { $0.most } <= concurrency)
            }
        }
    }

    @Test("A request without an answer in time is a timeout, and so is one whose turn does not come")
    func timeout() async throws {
        let release = Gate()
        let application = ClosureApplication { _ in
            await release.pass()
            return HTTPResponse(status: 200)
        }
        try await withServer(application) { port, _ in
            let client = CurlClient(concurrency: 1)
            let url = "http://127.0.0.1:\(port)/"
            async let first = client.send(HTTPClientRequest("GET", url))
            async let second = code(HTTPClientRequest("GET", url, timeout: .milliseconds(100)), client)
            let third = await code(HTTPClientRequest("GET", url, timeout: .milliseconds(100)))
            #expect(third == .timeout)
            #expect(await second == .timeout)
            await release.open()
            let status = try await first.status
            #expect(status == 200)
        }
    }

    @Test("Cancelling aborts a request, under way or waiting for its turn")
    func cancellation() async throws {
        let begun = Gate()
        let release = Gate()
        let application = ClosureApplication { _ in
            await begun.open()
            await release.pass()
            return HTTPResponse(status: 200)
        }
        try await withServer(application) { port, _ in
            let client = CurlClient(concurrency: 1)
            let request = HTTPClientRequest("GET", "http://127.0.0.1:\(port)/", timeout: .seconds(3600))
            let underWay = Task { await code(request, client) }
            await begun.pass()
            let waiting = Task { await code(request, client) }
            waiting.cancel()
            #expect(await waiting.value == .stopped)
            underWay.cancel()
            #expect(await underWay.value == .stopped)
            await release.open()
            let status = try await client.send(request).status
            #expect(status == 200)
        }
    }

    @Test("Nobody there is unreachable")
    func unreachable() async throws {
        let port = try await withServer(ClosureApplication.echo) { port, _ in port }
        #expect(await code(HTTPClientRequest("GET", "http://127.0.0.1:\(port)/")) == .unreachable)
        #expect(await code(HTTPClientRequest("GET", "http://gnome.invalid/")) == .unreachable)
    }

    @Test(
        "What can't be sent is invalid",
        arguments: [
            HTTPClientRequest("GET", ""), HTTPClientRequest("GET", "127.0.0.1"), HTTPClientRequest("GET", "/a"),
            HTTPClientRequest("GET", "ftp://127.0.0.1/"), HTTPClientRequest("GET", "file:///etc/hostname"),
            HTTPClientRequest("GET", "http://"), HTTPClientRequest("GET", "http://127.0.0.1:99999/"),
            HTTPClientRequest("GET", "http://127.0.0.1/a b"), HTTPClientRequest("GET", "http://127.0.0.1/\r\nX: y"),
            HTTPClientRequest("GET", "http://127.0.0.1/\0"), HTTPClientRequest("GE T", "http://127.0.0.1/"),
            HTTPClientRequest("", "http://127.0.0.1/"),
            HTTPClientRequest("GET", "http://127.0.0.1/", headers: ["X": "a\r\nY: b"]),
            HTTPClientRequest("GET", "http://127.0.0.1/", headers: ["X": "a\0b"]),
            HTTPClientRequest("GET", "http://127.0.0.1/", headers: ["X: y": "a"]),
            HTTPClientRequest("GET", "http://127.0.0.1/", headers: ["": "a"]),
        ])
    func invalid(request: HTTPClientRequest) async {
        #expect(await code(request) == .invalid)
    }

    @Test("An answer up to the limit is taken, one byte more is not, its length said or not", arguments: [true, false])
    func answerLimit(isSaid: Bool) async throws {
        let head = "HTTP/1.1 200 OK\r\n" + (isSaid ? "Content-Length: 1000\r\n\r\n" : "Connection: close\r\n\r\n")
        let server = try RawServer([Array(head.utf8), [UInt8](repeating: 1, count: 1000)])
        let url = "http://127.0.0.1:\(server.port)/"
        let answer = try await CurlClient().send(HTTPClientRequest("GET", url, answerLimit: 1000))
        #expect(answer.body.count == 1000)
        #expect(await code(HTTPClientRequest("GET", url, answerLimit: 999)) == .protocolViolation)
    }

    @Test(
        "What is no whole HTTP answer is an error",
        arguments: [
            ("SSH-2.0-OpenSSH_9.2\r\n", .protocolViolation), ("plain text", .protocolViolation),
            ("", .unreachable), ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", .unreachable),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .unreachable),
        ] as [(String, TransportError.Code)])
    func broken(bytes: String, expected: TransportError.Code) async throws {
        let server = try RawServer([Array(bytes.utf8)])
        #expect(await code(HTTPClientRequest("GET", "http://127.0.0.1:\(server.port)/")) == expected)
    }

    @Test("An answer that never ends is an error, in its head as in its body", arguments: ["head", "body"])
    func endless(part: String) async throws {
        let start = "HTTP/1.1 200 OK\r\n" + (part == "body" ? "\r\n" : "")
        let pieces = sequence(first: Array(start.utf8)) { _ in
            Array("X-Field: \(String(repeating: "x", count: 1000))\r\n".utf8)
        }
        let server = try RawServer(EndlessPieces(pieces: { pieces }))
        let request = HTTPClientRequest("GET", "http://127.0.0.1:\(server.port)/", answerLimit: 1 << 20)
        #expect(await code(request) == .protocolViolation)
    }

    private struct EndlessPieces: Sequence, Sendable {
        let pieces: @Sendable () -> UnfoldFirstSequence<[UInt8]>
        func makeIterator() -> UnfoldFirstSequence<[UInt8]> { pieces() }
    }

    @Test("Reads the fields of the answer and not those of one in the interim")
    func fields() async throws {
        let bytes = """
            HTTP/1.1 100 Continue\r
            X-Interim: yes\r
            \r
            HTTP/1.1 200\r
            X-One:  a  \r
            x-two: b\r
            X-Two:c\r
            X-None:\r
            X-Colons: a:b:c\r
            : no name\r
            X-Bytes: \u{1F426}\r
            Content-Length: 2\r
            \r
            ok
            """
        let server = try RawServer([Array(bytes.utf8)])
        let answer = try await CurlClient().send(HTTPClientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(
            answer.headers.fields.map { "\($0.name)=\($0.value)" } == [
                "X-One=a", "x-two=b", "X-Two=c", "X-None=", "X-Colons=a:b:c", "X-Bytes=\u{1F426}", "Content-Length=2",
            ])
        #expect(answer.body == Array("ok".utf8))
    }

    @Test(
        "Where only the public internet may be reached, no spelling of this machine or its neighbours leads there",
        arguments: [
            "127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0.0.0.0", "[::1]", "[::]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "169.254.169.254", "10.0.0.1", "192.168.1.1", "[fe80::1]",
            "[fd00::1]",
            "[64:ff9b::7f00:1]",
        ])
    func reach(host: String) async throws {
        try await withServer(ClosureApplication.echo) { port, _ in
            let client = CurlClient(reach: .publicInternet())
            #expect(await code(HTTPClientRequest("GET", "http://\(host):\(port)/"), client) == .invalid)
        }
    }

    @Test("An address can be allowed beside the public internet")
    func allowedAddress() async throws {
        try await withServer(ClosureApplication.echo) { port, _ in
            let request = HTTPClientRequest("GET", "http://127.0.0.1:\(port)/")
            #expect(await code(request, CurlClient(reach: .publicInternet())) == .invalid)
            #expect(await code(request, CurlClient(reach: .publicInternet(andAlso: ["127.0.0.2"]))) == .invalid)
            let client = CurlClient(reach: .publicInternet(andAlso: ["127.0.0.1"]))
            let status = try await client.send(request).status
            #expect(status == 200)
        }
    }
}
