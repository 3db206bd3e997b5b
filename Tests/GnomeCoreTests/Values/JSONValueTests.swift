// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import TestSupport
import Testing

@Suite("JSON from anybody", .timeLimit(.minutes(10)))
struct JSONValueTests {
    @Test(
        "what is JSON is read",
        arguments: [
            ("null", JSONValue.null), (" true ", .bool(true)), ("[]", .array([])), ("{}", .object([:])),
            ("-0", .integer(0)), ("12", .integer(12)), ("1.5e3", .number(1500)),
            ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            (#""a\u00e9\ud83d\ude00\n\/""#, .string("aé😀\n/")),
            (#"{"a": [1, {"b": null}], "a": 2}"#, .object(["a": .integer(2)])), ("\"\u{7f}鳥\"", .string("\u{7f}鳥")),
        ])
    func reads(text: String, value: JSONValue) {
        #expect(JSONValue(bytes: Array(text.utf8)) == value)
    }

    @Test(
        "what is no JSON is none",
        arguments: [
            "", " ", "nul", "True", "01", "1.", ".5", "+1", "1e", "--1", "NaN", "Infinity", "1e999", "[1,]", "[,1]",
            "[1 2]",
            "{\"a\":}", "{\"a\" 1}", "{a:1}", "{\"a\":1,}", "'a'", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"", "\"tab\tin\"", "[1]]", "[1] x", "{\"a\":1}{}", "\u{FEFF}1", "1/*c*/",
        ])
    func refuses(text: String) {
        #expect(JSONValue(bytes: Array(text.utf8)) == nil)
    }

    @Test(
        "bytes that are no UTF-8 are no JSON",
        arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]])
    func refusesOtherBytes(bytes: [UInt8]) {
        #expect(JSONValue(bytes: bytes) == nil)
    }

    @Test("nesting is read to a depth of 64 and no deeper, and what is deep is no more work than what is long")
    func boundsDepth() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(JSONValue(bytes: nested(64)) != nil)
        #expect(JSONValue(bytes: nested(65)) == nil)
        #expect(JSONValue(bytes: [UInt8](repeating: UInt8(ascii: "["), count: 4_000_000)) == nil)
        // A million values at the deepest level: minutes of work, where each cost as much as the path to it.
        let wide =
            String(repeating: "[", count: 60) + String(repeating: "1,", count: 1_000_000) + "1"
            + String(repeating: "]", count: 60)
        #expect(JSONValue(bytes: Array(wide.utf8)) != nil)
    }

    @Test("what the decoder of the system reads, this reads as the same, and the other way round")
    func agreesWithDecoder() throws {
        var random = SplitMix(seed: 5)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\n\"", "1", "-2.5", "true", "null", " ", "\"é\"", "1e2", "0",
        ]
        var readable = 0
        for _ in 0..<30_000 {
            let text = (0..<Int.random(in: 1...7, using: &random)).map { _ in pieces.randomElement(using: &random) ?? ""
            }.joined()
            let ours = JSONValue(bytes: Array(text.utf8))
            let theirs = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
            #expect((ours == nil) == (theirs == nil), "\(text)")
            // Whole numbers in another notation are the decoder's integers.
            if let ours, !text.contains("e") { #expect(ours == theirs, "\(text)") }
            if ours != nil { readable += 1 }
        }
        #expect(readable > 1000)
    }

    @Test("what is written is read again")
    func roundTrips() {
        let value = JSONValue.object(["a": .array([.number(1.25), .null, .bool(false)]), "é\"\n": .string("\u{1}/鳥")])
        #expect(JSONValue(bytes: value.bytes) == value)
    }
}
