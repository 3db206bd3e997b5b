// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Synchronization
import Testing

@Suite("Request bodies over the wire", .timeLimit(.minutes(10)))
struct RequestBodyTests {
    private static let limit = 1000

    /// Takes bodies up to the limit, and counts what it was asked to answer.
    private static let application = ClosureApplication(admission: { _ in .accept(bodyLimit: limit) }) { request in
        HTTPResponse(status: 200, body: Array("\(request.body.count)".utf8))
    }

    @Test("A body as large as the limit is taken, one byte more is not", arguments: [-1, 0, 1], [true, false])
    func limits(excess: Int, chunked: Bool) async throws {
        try await withServer(Self.application) { port, _ in
            try await offPool {
                let count = Self.limit + excess
                let body = String(repeating: "b", count: count)
                let framed =
                    chunked
                    ? "Transfer-Encoding: chunked\r\n\r\n200\r\n\(body.prefix(512))\r\n"
                        + "\(String(count - 512, radix: 16))\r\n\(body.dropFirst(512))\r\n0\r\n\r\n"
                    : "Content-Length: \(count)\r\n\r\n\(body)"
                let client = try RawClient(port: port)
                try client.send("POST / HTTP/1.1\r\nHost: test\r\n\(framed)")
                let answer = try #require(try client.readAnswer())
                if excess <= 0 {
                    #expect(answer.status == 200)
                    #expect(answer.text == "\(count)")
                } else {
                    #expect(answer.status == 413)
                    #expect(answer.headers["Connection"] == "close")
                    #expect(answer.headers["X-Refused-By"] == "server" && answer.headers["X-Refused"] == "POST /")
                    #expect(answer.headers["Date"]?.hasSuffix(" GMT") == true)
                    #expect(try client.isAtEnd())
                }
            }
        }
    }

    @Test("A client that sends far too much before it reads still gets to read the refusal", arguments: [true, false])
    func lingering(chunked: Bool) async throws {
        try await withServer(Self.application) { port, _ in
            try await offPool {
                let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
                let client = try RawClient(port: port)
                let framing = chunked ? "Transfer-Encoding: chunked\r\n\r\n800000" : "Content-Length: 8388608\r\n"
                try client.send("POST / HTTP/1.1\r\nHost: test\r\n\(framing)\r\n")
                for _ in 0..<8 { try client.send(block) }
                #expect(try client.readAnswer()?.status == 413)
            }
        }
    }

    @Test("An endless body in chunks is not collected: the application never sees it")
    func endless() async throws {
        let answered = Atomic(0)
        let application = ClosureApplication(admission: { _ in .accept(bodyLimit: 100) }) { _ in
            answered.add(1, ordering: .relaxed)
            return HTTPResponse(status: 200)
        }
        try await withServer(application) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
                while !client.hasInput(within: 0) { try client.send("a\r\n0123456789\r\n") }
                #expect(try client.readAnswer()?.status == 413)
            }
        }
        #expect(answered.load(ordering: .relaxed) == 0)
    }

    @Test("100-continue asks for the body only where it will be taken")
    func expectation() async throws {
        try await withServer(Self.application) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("PUT / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
                #expect(try client.readAnswer()?.status == 100)
                try client.send("12345")
                #expect(try client.readAnswer()?.text == "5")

                try client.send("PUT / HTTP/1.1\r\nHost: test\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n")
                #expect(try client.readAnswer()?.status == 413)
                #expect(try client.isAtEnd())
            }
        }
    }

    @Test(
        "What the application does not admit is answered at once, whatever the method",
        arguments: ["GET", "POST", "PATCH"])
    func admission(method: String) async throws {
        let refusal = HTTPResponse(status: 403, headers: ["X-Why": "closed"], body: Array("no".utf8))
        let application = ClosureApplication(admission: { _ in .refuse(refusal) }) { _ in HTTPResponse(status: 200) }
        try await withServer(application) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                // Nothing of the body is sent, and none is waited for.
                try client.send("\(method) / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n")
                let answer = try #require(try client.readAnswer())
                #expect(answer.status == 403)
                #expect(answer.headers["X-Why"] == "closed")
                #expect(answer.headers["Connection"] == "close")
                #expect(try client.isAtEnd())
            }
        }
    }
}
