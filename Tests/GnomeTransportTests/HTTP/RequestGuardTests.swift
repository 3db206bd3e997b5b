// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeTransport

@Suite("Request guard")
struct RequestGuardTests {
    /// A head that differs from a clean one in something.
    struct Sample: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var status: Int
        var method = "GET"
        var target = "/"
        var version = "HTTP/1.1"
        var fields: [(String, String)] = [("Host", "test")]
        var size = 40
        var isWhole = true

        init(_ description: String, _ status: Int, _ change: (inout Sample) -> Void) {
            testDescription = description
            self.status = status
            change(&self)
        }

        var raw: RequestGuard.RawHead {
            RequestGuard.RawHead(
                method: bytes(method), target: bytes(target), version: bytes(version),
                fields: fields.map { (bytes($0.0), bytes($0.1)) }, size: size, isWhole: isWhole)
        }

        /// Each scalar below 256 stands for that byte, so that samples can hold any.
        private func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }
    }

    private static func host(and fields: (String, String)...) -> (inout Sample) -> Void {
        { $0.fields += fields }
    }

    static let refused = [
        Sample("no method", 400) { $0.method = "" },
        Sample("a method with a bracket", 400) { $0.method = "GE(T" },
        Sample("CONNECT", 501) { $0.method = "CONNECT" },
        Sample("no version", 505) { $0.version = "" },
        Sample("HTTP/0.9", 505) { $0.version = "HTTP/0.9" },
        Sample("HTTP/1.2", 505) { $0.version = "HTTP/1.2" },
        Sample("HTTP/2.0", 505) { $0.version = "HTTP/2.0" },
        Sample("a version in lower case", 505) { $0.version = "http/1.1" },
        Sample("an empty target", 400) { $0.target = "" },
        Sample("a target without a slash", 400) { $0.target = "a" },
        Sample("a control byte in the target", 400) { $0.target = "/a\u{1}" },
        Sample("a byte above ASCII in the target", 400) { $0.target = "/\u{E9}" },
        Sample("a space in the target", 400) { $0.target = "/a b" },
        Sample("a fragment", 400) { $0.target = "/a#b" },
        Sample("a cut escape", 400) { $0.target = "/%4" },
        Sample("a lone per cent sign", 400) { $0.target = "/%" },
        Sample("an escape that is no number", 400) { $0.target = "/%zz" },
        Sample("an escaped NUL", 400) { $0.target = "/a%00" },
        Sample("an escaped NUL in the query", 400) { $0.target = "/?a=%00" },
        Sample("an escaped line break", 400) { $0.target = "/a%0d%0a" },
        Sample("an overlong slash", 400) { $0.target = "/%c0%af" },
        Sample("an escaped surrogate", 400) { $0.target = "/%ed%a0%80" },
        Sample("a dot segment", 400) { $0.target = "/a/../b" },
        Sample("an escaped dot segment", 400) { $0.target = "/%2e%2E/b" },
        Sample("a single dot segment", 400) { $0.target = "/./b" },
        Sample("another scheme", 400) { $0.target = "ftp://test/" },
        Sample("an authority with a user", 400) { $0.target = "http://user@test/" },
        Sample("an absolute target without host", 400) { $0.target = "http:///a" },
        Sample("an asterisk with GET", 400) { $0.target = "*" },
        Sample("a target of 8193 bytes", 414) { $0.target = "/" + String(repeating: "a", count: 8192) },
        Sample("a head over the limit", 431) { $0.size = (16 << 10) + 1 },
        Sample("65 fields", 431) { $0.fields += (1...64).map { ("X-\($0)", "a") } },
        Sample("hidden bytes", 400) { $0.isWhole = false },
        Sample("an empty field name", 400, host(and: ("", "a"))),
        Sample("a space before the colon", 400, host(and: ("X-Name ", "a"))),
        Sample("a line break in a field name", 400, host(and: ("X\nY", "a"))),
        Sample("a control byte in a value", 400, host(and: ("X-Name", "a\u{1}b"))),
        Sample("a bare CR in a value", 400, host(and: ("X-Name", "a\rb"))),
        Sample("DEL in a value", 400, host(and: ("X-Name", "a\u{7F}"))),
        Sample("a value that is no UTF-8", 400, host(and: ("X-Name", "a\u{FF}"))),
        Sample("no host", 400) { $0.fields = [] },
        Sample("two hosts", 400, host(and: ("host", "test"))),
        Sample("two hosts on HTTP/1.0", 400) {
            $0.version = "HTTP/1.0"
            $0.fields += [("Host", "test")]
        },
        Sample("an empty host", 400) { $0.fields = [("Host", "")] },
        Sample("a host with a path", 400) { $0.fields = [("Host", "test/a")] },
        Sample("a host with a user", 400) { $0.fields = [("Host", "a@test")] },
        Sample("a list of hosts", 400) { $0.fields = [("Host", "a, b")] },
        Sample("a port that is no number", 400) { $0.fields = [("Host", "test:80a")] },
        Sample("an open bracket", 400) { $0.fields = [("Host", "[::1")] },
        Sample("two lengths", 400, host(and: ("Content-Length", "1"), ("content-length", "1"))),
        Sample("a signed length", 400, host(and: ("Content-Length", "+1"))),
        Sample("a negative length", 400, host(and: ("Content-Length", "-1"))),
        Sample("a list of lengths", 400, host(and: ("Content-Length", "3, 3"))),
        Sample("a hexadecimal length", 400, host(and: ("Content-Length", "0x1"))),
        Sample("an empty length", 400, host(and: ("Content-Length", ""))),
        Sample("a length beyond all numbers", 400, host(and: ("Content-Length", "99999999999999999999"))),
        Sample("a length and a coding", 400, host(and: ("Content-Length", "1"), ("Transfer-Encoding", "chunked"))),
        Sample("two codings", 400, host(and: ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked"))),
        Sample("a list of codings", 501, host(and: ("Transfer-Encoding", "gzip, chunked"))),
        Sample("an unknown coding", 501, host(and: ("Transfer-Encoding", "identity"))),
        Sample("a coding with a vertical tab", 400, host(and: ("Transfer-Encoding", "\u{B}chunked"))),
        Sample("a coding on HTTP/1.0", 400) {
            $0.version = "HTTP/1.0"
            $0.fields += [("Transfer-Encoding", "chunked")]
        },
        Sample("an unknown expectation", 417, host(and: ("Expect", "200-ok"))),
    ]

    @Test("Refuses what two readers could read differently", arguments: refused)
    func refuses(sample: Sample) {
        let refusal = #expect(throws: HTTPRefusal.self) { try RequestGuard().pass(sample.raw, from: "10.0.0.1") }
        #expect(refusal?.status == sample.status)
    }

    @Test("Passes a clean head with its parts")
    func passes() throws {
        let sample = Sample("a clean head", 200) {
            $0.method = "POST"
            $0.target = "/a%20b//c/?x=1&y&x=%2B"
            $0.fields = [("Host", "[2001:db8::1]:8080"), ("X-Tab", "\ta\tb "), ("Content-Length", "12")]
        }
        let passed = try RequestGuard().pass(sample.raw, from: "10.0.0.1")
        #expect(passed.head.method == "POST")
        #expect(passed.head.path == ["a b", "", "c"])
        #expect(passed.head.query.map { "\($0.name)=\($0.value)" } == ["x=1", "y=", "x=+"])
        #expect(passed.head.target == "/a%20b//c/?x=1&y&x=%2B")
        #expect(passed.head.headers["x-tab"] == "a\tb")
        #expect(passed.head.remoteAddress == "10.0.0.1")
        #expect(passed.bodyLength == 12)
    }

    @Test("Knows the length of a body: said, none, or in chunks")
    func bodyLength() throws {
        let none = Sample("none", 200) { _ in }
        #expect(try RequestGuard().pass(none.raw, from: "").bodyLength == 0)
        let chunked = Sample("chunked", 200, Self.host(and: ("transfer-encoding", "chunked")))
        #expect(try RequestGuard().pass(chunked.raw, from: "").bodyLength == nil)
    }

    @Test("The host of an absolute target counts instead of the field")
    func absoluteTarget() throws {
        let sample = Sample("absolute", 200) { $0.target = "http://other:81/a?b=c" }
        let head = try RequestGuard().pass(sample.raw, from: "").head
        #expect(head.headers.values("Host") == ["other:81"])
        #expect(head.path == ["a"])
        #expect(head.query("b") == "c")
    }

    @Test("Takes HTTP/1.0 without a host, OPTIONS for the server, and 100-continue")
    func leniencies() throws {
        let old = Sample("old", 200) {
            $0.version = "HTTP/1.0"
            $0.fields = []
        }
        let options = Sample("options", 200) {
            $0.method = "OPTIONS"
            $0.target = "*"
        }
        let expecting = Sample("expecting", 200, Self.host(and: ("Expect", "100-Continue")))
        for sample in [old, options, expecting] { _ = try RequestGuard().pass(sample.raw, from: "") }
    }
}
