// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Synchronization
import Testing

/// The bytes go through the library's parser and our guard together; what counts is what comes out at the far side.
@Suite("Malformed requests over the wire", .timeLimit(.minutes(10)))
struct MalformedRequestTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var request: String
        var status: Int

        init(_ description: String, _ status: Int, _ request: String) {
            testDescription = description
            self.status = status
            self.request = request
        }
    }

    static let samples = [
        Sample("no host", 400, "GET / HTTP/1.1\r\n\r\n"),
        Sample("two hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        Sample("a host with a user", 400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
        Sample("a field name with a bracket", 400, "GET / HTTP/1.1\r\nHost: a\r\nX[]: a\r\n\r\n"),
        Sample("a space before the colon", 400, "GET / HTTP/1.1\r\nHost: a\r\nX-Name : a\r\n\r\n"),
        Sample("a field without a colon", 400, "GET / HTTP/1.1\r\nHost: a\r\nX-Name\r\n\r\n"),
        Sample("a folded field", 400, "GET / HTTP/1.1\r\nHost: a\r\nX-Name: a\r\n b\r\n\r\n"),
        Sample("a folded first field", 400, "GET / HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n"),
        Sample("a control byte in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX-Name: a\u{1}\r\n\r\n"),
        Sample("a NUL in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX-Name: a\0b\r\n\r\n"),
        Sample("a NUL in the last value", 400, "GET / HTTP/1.1\r\nHost: a\0\r\n\r\n"),
        Sample("a NUL in a field name", 400, "GET / HTTP/1.1\r\nHost: a\r\nX-\0Name: a\r\n\r\n"),
        Sample("a NUL at the start of a line", 400, "GET / HTTP/1.1\r\nHost: a\r\n\0X-Name: a\r\n\r\n"),
        Sample("a NUL in the target", 400, "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("a NUL in the query", 400, "GET /a?b=\0c HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("a NUL in the method", 400, "GE\0T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("a line that ends in LF alone", 400, "GET / HTTP/1.1\r\nHost: a\nX-Name: a\r\n\r\n"),
        Sample("a request line that ends in LF alone", 400, "GET / HTTP/1.1\nHost: a\r\n\r\n"),
        Sample("a head that ends in LF alone", 400, "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        Sample("only LFs", 400, "GET / HTTP/1.1\nHost: a\n\n"),
        Sample("a bare CR in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX-Name: a\rb\r\n\r\n"),
        Sample("two spaces before the target", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("two spaces after the target", 400, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("a space in the target", 400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("no target", 400, "GET HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("no version", 400, "GET /\r\n\r\n"),
        Sample("HTTP/1.9", 505, "GET / HTTP/1.9\r\nHost: a\r\n\r\n"),
        Sample("HTTP/2.0", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
        Sample("the preface of HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Sample("a version without number", 400, "GET / HTTP\r\nHost: a\r\n\r\n"),
        Sample("CONNECT", 501, "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("a method with a control byte", 400, "GE\u{1}T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("a cut escape", 400, "GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("an escaped NUL", 400, "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("a path upwards", 400, "GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample("two lengths that differ", 400, post("Content-Length: 1\r\nContent-Length: 2")),
        Sample("two lengths alike", 400, post("Content-Length: 1\r\nContent-Length: 1")),
        Sample("a signed length", 400, post("Content-Length: +1")),
        Sample("a list of lengths", 400, post("Content-Length: 1, 1")),
        Sample("a length beyond all numbers", 413, post("Content-Length: 99999999999999999999")),
        Sample("a length and a coding", 400, post("Content-Length: 1\r\nTransfer-Encoding: chunked")),
        Sample("a coding and a length", 400, post("Transfer-Encoding: chunked\r\nContent-Length: 1")),
        Sample("an unknown coding", 501, post("Transfer-Encoding: xchunked")),
        Sample("a hidden coding", 400, post("Transfer-Encoding: \u{B}chunked")),
        Sample("two codings", 400, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")),
        Sample("chunks on HTTP/1.0", 400, "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Sample("a chunk size that is none", 400, post("Transfer-Encoding: chunked") + "zz\r\n"),
        Sample("a chunk without its end", 400, post("Transfer-Encoding: chunked") + "1\r\nabc\r\n0\r\n\r\n"),
        Sample("a chunk size beyond all numbers", 413, post("Transfer-Encoding: chunked") + "fffffffffffffffff\r\n"),
        Sample("65 fields", 431, "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: a\r\n", count: 64) + "\r\n"),
        Sample(
            "a field of 17 KiB", 431,
            "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 17 << 10))\r\n\r\n"),
        Sample("a target of 9 KiB", 414, "GET /\(String(repeating: "a", count: 9 << 10)) HTTP/1.1\r\nHost: a\r\n\r\n"),
        Sample(
            "a target of 64 KiB", 414, "GET /\(String(repeating: "a", count: 64 << 10)) HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]

    private static func post(_ fields: String) -> String { "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n" }

    @Test("Are answered with an error, close the connection, and never reach the application", arguments: samples)
    func malformed(sample: Sample) async throws {
        let reached = Atomic(0)
        let application = ClosureApplication { _ in
            reached.add(1, ordering: .relaxed)
            return HTTPResponse(status: 200)
        }
        try await withServer(application) { port, _ in
            try await offPool {
                let client = try RawClient(port: port)
                // What follows a malformed request must not be taken for another one.
                try client.send(sample.request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.readAnswer()?.status == sample.status)
                _ = try client.readToEnd()
            }
        }
        #expect(reached.load(ordering: .relaxed) == 0)
    }

    @Test("Whatever bytes come, the server goes on", arguments: 1...4)
    func mutations(seed: UInt64) async throws {
        // Requests left unfinished keep the server until their deadline.
        var deadlines = HTTPDeadlines()
        (deadlines.head, deadlines.transfer) = (.milliseconds(500), .milliseconds(500))
        try await withServer(ClosureApplication.echo, deadlines: deadlines) { port, _ in
            try await offPool {
                var state = seed
                let random = { (bound: Int) in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return Int(state >> 33) % bound
                }
                let clean = Array(
                    "POST /a?b=c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
                for _ in 0..<250 {
                    var bytes = clean
                    for _ in 0...random(4) {
                        let position = random(bytes.count)
                        switch random(3) {
                        case 0: bytes[position] = UInt8(random(256))
                        case 1: bytes.remove(at: position)
                        default: bytes.insert(contentsOf: bytes[..<random(bytes.count)], at: position)
                        }
                    }
                    try? RawClient(port: port).send(bytes)
                }
                let client = try RawClient(port: port)
                try client.send(clean)
                #expect(try client.readAnswer()?.text == "POST /a abc")
            }
        }
    }
}
