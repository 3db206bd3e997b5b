// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GnomeTransport
import Testing

@Suite("Stopping the HTTP server", .timeLimit(.minutes(10)))
struct ShutdownTests {
    @Test("A graceful shutdown refuses connections, finishes what has begun, and closes what is idle")
    func graceful() async throws {
        let begun = Gate()
        let release = Gate()
        let application = ClosureApplication { request in
            await begun.open()
            await release.pass()
            return HTTPResponse(status: 200, body: Array("finished".utf8))
        }
        try await withServer(application) { port, server in
            let running = Task {
                try await offPool {
                    let client = try RawClient(port: port)
                    try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                    let answer = try #require(try client.readAnswer())
                    #expect(answer.text == "finished")
                    #expect(answer.headers["Connection"] == "close")
                    #expect(try client.isAtEnd())
                }
            }
            await begun.pass()
            try await offPool {
                let idle = try RawClient(port: port)
                server.beginGracefulShutdown()
                #expect(try idle.isAtEnd())
                // The port is closed when the server has come to it; until then a connection is closed at once.
                while let late = try? RawClient(port: port) { #expect(try late.isAtEnd()) }
            }
            await release.open()
            try await running.value
        }
    }

    @Test("A graceful shutdown lets a request come in that has begun to")
    func halfSent() async throws {
        try await withServer(ClosureApplication.echo) { port, server in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send(
                    "POST /late HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
                #expect(try client.readAnswer()?.status == 100)
                server.beginGracefulShutdown()
                try client.send("body")
                #expect(try client.readAnswer()?.text == "POST /late body")
                #expect(try client.isAtEnd())
            }
        }
    }

    @Test("Under load a graceful shutdown loses no request that got a connection", arguments: 1...5)
    func underLoad(round: Int) async throws {
        try await withServer(ClosureApplication.echo) { port, server in
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await offPool {
                            var answers = 0
                            while let client = try? RawClient(port: port) {
                                try? client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                                guard let answer = try client.readAnswer() else { break }
                                #expect(answer.status == 200)
                                answers += 1
                                if answers == 50 { server.beginGracefulShutdown() }
                            }
                            return answers
                        }
                    }
                }
                var answers = 0
                for try await count in group { answers += count }
                #expect(answers >= 50)
            }
        }
    }

    @Test("Cancelling the task of run cuts off requests and cancels their work")
    func cancellation() async throws {
        let begun = Gate()
        let cancelled = Gate()
        let application = ClosureApplication { _ in
            await begun.open()
            do { try await Task.sleep(for: .seconds(3600)) } catch { await cancelled.open() }
            return HTTPResponse(status: 200)
        }
        let server = MicroHTTPDServer()
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        let run = Task { try await server.run(application) { ready.yield($0) } }
        let port = try #require(await ports.first { _ in true })
        let client = Task {
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                return try client.isAtEnd()
            }
        }
        await begun.pass()
        run.cancel()
        try await run.value
        await cancelled.pass()
        #expect(try await client.value)
    }

    @Test("A server that was shut down before it ran does not run")
    func before() async throws {
        let server = MicroHTTPDServer()
        server.beginGracefulShutdown()
        try await server.run(ClosureApplication.echo) { _ in Issue.record("It listens.") }
    }

    @Test("The port is free again afterwards")
    func rebinding() async throws {
        let port = try await withServer(ClosureApplication.echo) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try client.readAnswer()?.status == 200)
            }
            return port
        }
        let again = MicroHTTPDServer(HTTPServerSettings(port: port))
        try await again.run(ClosureApplication.echo) {
            #expect($0 == port)
            again.beginGracefulShutdown()
        }
    }
}
