// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GnomeTransport
import Testing

@Suite("HTTP server", .timeLimit(.minutes(10)))
struct MicroHTTPDServerTests {
    @Test("Answers with status, length, date and the application's fields, and keeps the connection")
    func answers() async throws {
        try await withServer(ClosureApplication.echo) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                for path in ["/one", "/two"] {
                    try client.send("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
                    let answer = try #require(try client.readAnswer())
                    #expect(answer.status == 200)
                    #expect(answer.text == "GET \(path) ")
                    #expect(answer.headers["X-Echo"] == "yes")
                    #expect(answer.headers["Date"]?.hasSuffix(" GMT") == true)
                    #expect(answer.headers.values("Content-Length") == ["\(answer.body.count)"])
                }
            }
        }
    }

    @Test("Parses the target once: split first, decoded after")
    func target() async throws {
        let application = ClosureApplication { request in
            let head = request.head
            return HTTPResponse(status: 200, body: Array("\(head.path) \(head.query("q") ?? "-") \(head.target)".utf8))
        }
        try await withServer(application) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET /a%2Fb/%2561?q=x%26y+z HTTP/1.1\r\nHost: test\r\n\r\n")
                let answer = try #require(try client.readAnswer())
                #expect(answer.text == #"["a/b", "%61"] x&y z /a%2Fb/%2561?q=x%26y+z"#)
            }
        }
    }

    @Test("Answers pipelined requests in order")
    func pipelining() async throws {
        try await withServer(ClosureApplication.echo) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                let requests = (1...20).map { number in
                    "POST /\(number) HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\n\(1000 + number)"
                }
                try client.send(requests.joined())
                for number in 1...20 {
                    let answer = try #require(try client.readAnswer())
                    #expect(answer.text == "POST /\(number) \(1000 + number)")
                }
            }
        }
    }

    @Test("Sends no body to HEAD, but the length it would have")
    func head() async throws {
        try await withServer(ClosureApplication.echo) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("HEAD /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                let answer = try #require(try client.readAnswer(toHead: true))
                #expect(answer.headers["Content-Length"] == "8")
                #expect(try client.isAtEnd())
            }
        }
    }

    @Test("Closes when the client asks to", arguments: ["HTTP/1.1\r\nConnection: close", "HTTP/1.0"])
    func closing(versionAndField: String) async throws {
        try await withServer(ClosureApplication.echo) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET / \(versionAndField)\r\nHost: test\r\n\r\n")
                let answer = try #require(try client.readAnswer())
                #expect(answer.status == 200)
                #expect(answer.headers["Connection"] == "close")
                #expect(try client.isAtEnd())
            }
        }
    }

    @Test("Takes an upload of 200,000 bytes whole", arguments: [true, false])
    func upload(chunked: Bool) async throws {
        let application = ClosureApplication { HTTPResponse(status: 200, body: $0.body) }
        try await withServer(application) { port, _ in
            try await offPool {
                let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
                let client = try RawClient(port: port)
                if chunked {
                    try client.send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
                    for start in stride(from: 0, to: body.count, by: 7001) {
                        let chunk = body[start..<min(start + 7001, body.count)]
                        try client.send(
                            Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8))
                    }
                    try client.send("0\r\n\r\n")
                } else {
                    try client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.count)\r\n\r\n")
                    try client.send(body)
                }
                #expect(try client.readAnswer()?.body == body)
            }
        }
    }

    @Test("Waits for a head that comes in small pieces, and finds nothing hidden in it")
    func slicedHead() async throws {
        try await withServer(ClosureApplication.echo) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                for round in 1...3 {
                    var head = "GET /sliced/\(round)?a=1&b=2 HTTP/1.1\r\nHost:test\r\nX-Empty:\r\nX-Blank:  \t \r\n"
                    for field in 0..<40 { head += "X-Field-\(field):  \(String(repeating: "v", count: 200)) \r\n" }
                    let bytes = Array((head + "\r\n").utf8)
                    for start in stride(from: 0, to: bytes.count, by: 97) {
                        try client.send(Array(bytes[start..<min(start + 97, bytes.count)]))
                    }
                    #expect(try client.readAnswer()?.text == "GET /sliced/\(round) ")
                }
            }
        }
    }

    @Test("A hundred answers that wait for each other need no hundred threads")
    func suspension() async throws {
        let barrier = Barrier(100)
        let application = ClosureApplication { request in
            await barrier.arrive()
            return HTTPResponse(status: 200, body: Array(request.head.path.joined().utf8))
        }
        try await withServer(application) { port, _ in
            try await withThrowingTaskGroup { group in
                for number in 0..<100 {
                    group.addTask {
                        try await offPool {
                            let client = try RawClient(port: port)
                            try client.send("GET /\(number) HTTP/1.1\r\nHost: test\r\n\r\n")
                            #expect(try client.readAnswer()?.text == "\(number)")
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("Goes on when a client has gone before its answer")
    func clientGone() async throws {
        let begun = DispatchSemaphore(value: 0)
        let release = Gate()
        let application = ClosureApplication { request in
            guard request.head.path == ["slow"] else { return HTTPResponse(status: 204) }
            begun.signal()
            await release.pass()
            return HTTPResponse(status: 200, body: [UInt8](repeating: 7, count: 1 << 20))
        }
        try await withServer(application) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                client.resetAtEnd()
                try client.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n")
                begun.wait()
            }
            await release.open()
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try client.readAnswer()?.status == 204)
            }
        }
    }

    @Test(
        "A line break in a field of the answer is answered with 500, not sent", arguments: ["\r\n", "\n", "\r", "\0"])
    func headerInjection(lineBreak: String) async throws {
        let application = ClosureApplication { _ in
            HTTPResponse(status: 200, headers: ["X-Name": "a\(lineBreak)X-Injected: yes"], body: [1])
        }
        try await withServer(application) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                let answer = try #require(try client.readAnswer())
                #expect(answer.status == 500)
                #expect(answer.headers["X-Injected"] == nil)
                #expect(answer.headers["X-Name"] == nil)
            }
        }
    }

    @Test("Length, date and connection are the server's own, whatever the application says")
    func ownFields() async throws {
        let application = ClosureApplication { _ in
            let headers: HTTPHeaders = [
                "content-length": "99", "DATE": "never", "Connection": "close", "Transfer-Encoding": "chunked",
            ]
            return HTTPResponse(status: 200, headers: headers, body: [1, 2, 3])
        }
        try await withServer(application) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                let answer = try #require(try client.readAnswer())
                #expect(answer.headers.values("Content-Length") == ["3"])
                #expect(answer.headers.values("Date").count == 1)
                #expect(answer.headers["Date"] != "never")
                #expect(answer.headers["Transfer-Encoding"] == nil)
                #expect(answer.headers["Connection"] != "close")
            }
        }
    }

    @Test("An address that is none, or taken, is an error")
    func addresses() async throws {
        let invalid = MicroHTTPDServer(HTTPServerSettings(address: "localhost"))
        let error = await #expect(throws: TransportError.self) {
            try await invalid.run(ClosureApplication.echo) { _ in }
        }
        #expect(error?.code == .invalid)

        try await withServer(ClosureApplication.echo) { port, _ in
            let second = MicroHTTPDServer(HTTPServerSettings(port: port))
            let error = await #expect(throws: TransportError.self) {
                try await second.run(ClosureApplication.echo) { _ in }
            }
            #expect(error?.code == .unreachable)
        }
    }

    @Test(
        "Knows the client's address, an IPv4 one also behind an IPv6 socket", arguments: ["127.0.0.1", "0.0.0.0", "::"])
    func remoteAddress(address: String) async throws {
        let application = ClosureApplication { HTTPResponse(status: 200, body: Array($0.head.remoteAddress.utf8)) }
        try await withServer(application, address: address) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try client.readAnswer()?.text == "127.0.0.1")
            }
        }
    }

    @Test("Beyond its limit a connection waits until another ends")
    func connectionLimit() async throws {
        try await withServer(ClosureApplication.echo, connectionLimit: 2) { port, _ in
            try await offPool {
                let first = try RawClient(port: port)
                try first.send("GET /1 HTTP/1.1\r\nHost: test\r\n\r\n")
                _ = try first.readAnswer()
                do {
                    let second = try RawClient(port: port)
                    try second.send("GET /2 HTTP/1.1\r\nHost: test\r\n\r\n")
                    _ = try second.readAnswer()
                    let third = try RawClient(port: port)
                    try third.send("GET /3 HTTP/1.1\r\nHost: test\r\n\r\n")
                    #expect(!third.hasInput(within: 100))
                }
                let last = try RawClient(port: port)
                try last.send("GET /4 HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try last.readAnswer()?.text == "GET /4 ")
            }
        }
    }
}
