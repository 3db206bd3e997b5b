// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GnomeTransport
import Synchronization
import Testing

/// What is proven here is that something ends, not when; a server without the deadline would fail by the time limit.
@Suite("Deadlines of the HTTP server", .timeLimit(.minutes(10)))
struct DeadlineTests {
    private static func deadlines(_ change: (inout HTTPDeadlines) -> Void) -> HTTPDeadlines {
        var deadlines = HTTPDeadlines()
        change(&deadlines)
        return deadlines
    }

    @Test("A head that drips in is cut off, though the connection is never silent")
    func slowHead() async throws {
        let deadlines = Self.deadlines { $0.head = .milliseconds(300) }
        try await withServer(ClosureApplication.echo, deadlines: deadlines) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: test\r\nX-Slow: ")
                while !client.hasInput(within: 10) { try client.send("x") }
                let answer = try #require(try client.readAnswer())
                #expect(answer.status == 408)
                #expect(answer.headers["X-Refused-By"] == "server" && answer.headers["X-Refused"] == nil)
                #expect(try client.isAtEnd())
            }
        }
    }

    @Test("A request line that drips in is cut off")
    func slowRequestLine() async throws {
        let deadlines = Self.deadlines { $0.head = .milliseconds(300) }
        try await withServer(ClosureApplication.echo, deadlines: deadlines) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET /")
                while !client.hasInput(within: 10) { try client.send("x") }
                #expect(try client.isAtEnd())
            }
        }
    }

    @Test("A body slower than the minimum rate is cut off, one that keeps up is not")
    func slowBody() async throws {
        let deadlines = Self.deadlines {
            $0.transfer = .milliseconds(300)
            $0.minimumRate = 1000
        }
        try await withServer(ClosureApplication.echo, deadlines: deadlines) { port, _ in
            try await offPool {
                let slow = try RawClient(port: port)
                try slow.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\n")
                while !slow.hasInput(within: 10) { try slow.send("x") }
                #expect(try slow.readAnswer()?.status == 408)

                let steady = try RawClient(port: port)
                try steady.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 8000\r\n\r\n")
                for _ in 0..<80 {
                    #expect(!steady.hasInput(within: 10))
                    try steady.send(String(repeating: "x", count: 100))
                }
                #expect(try steady.readAnswer()?.status == 200)
            }
        }
    }

    @Test("A client that does not read its answer is cut off")
    func slowReader() async throws {
        let deadlines = Self.deadlines {
            $0.transfer = .milliseconds(300)
            $0.minimumRate = 1 << 30
        }
        let size = 64 << 20  // More than the buffers of both ends hold.
        let application = ClosureApplication { _ in HTTPResponse(status: 200, body: [UInt8](repeating: 1, count: size))
        }
        try await withServer(application, deadlines: deadlines) { port, server in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(client.hasInput(within: 30_000))
                // The server can only come to its end once it has given this client up.
                server.beginGracefulShutdown()
                #expect(client.hasEnded(within: 30_000))
                #expect(try client.readToEnd().count < size)
            }
        }
    }

    @Test("A kept connection without a request is closed")
    func idle() async throws {
        let deadlines = Self.deadlines { $0.idle = .milliseconds(200) }
        try await withServer(ClosureApplication.echo, deadlines: deadlines) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try client.readAnswer()?.status == 200)
                #expect(try client.isAtEnd())
            }
        }
    }

    @Test("An answer that takes too long is a 503; the late one is dropped and its task cancelled")
    func slowHandler() async throws {
        let deadlines = Self.deadlines { $0.handling = .seconds(2) }
        let cancelled = Gate()
        let application = ClosureApplication { request in
            guard request.head.path == ["slow"] else { return HTTPResponse(status: 204) }
            do { try await Task.sleep(for: .seconds(3600)) } catch { await cancelled.open() }
            return HTTPResponse(status: 200, body: Array("late".utf8))
        }
        try await withServer(application, deadlines: deadlines) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\nGET /fast HTTP/1.1\r\nHost: test\r\n\r\n")
                let answer = try #require(try client.readAnswer())
                #expect(answer.status == 503)
                #expect(answer.headers["X-Refused-By"] == "server" && answer.headers["X-Refused"] == "GET /slow")
                #expect(try client.readAnswer()?.status == 204)
            }
            await cancelled.pass()
        }
    }

    @Test("Answers that race their deadline come exactly once each")
    func race() async throws {
        let deadlines = Self.deadlines { $0.handling = .milliseconds(20) }
        let application = ClosureApplication { request in
            try? await Task.sleep(for: .milliseconds(20))
            return HTTPResponse(status: 200)
        }
        try await withServer(application, deadlines: deadlines) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                for _ in 0..<100 {
                    try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                    let answer = try #require(try client.readAnswer())
                    #expect([200, 503].contains(answer.status))
                }
            }
        }
    }
}
