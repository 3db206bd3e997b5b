// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import TestSupport
import Testing

@Suite("Reading messages")
struct MessageDecoderTests {
    private static let noon = Timestamp(seconds: 1_777_636_800)

    private func decode(_ text: String, way: Way = .amqp, route: String = "sensorgnome-exchange/x") throws -> Message {
        let frame = Frame(way: way, route: route, receivedAt: Self.noon, body: Array(text.utf8))
        return try MessageDecoder.decode(frame, body: frame.body)
    }

    @Test("a message of the proof of concept keeps its extra keys")
    func readsNotes() throws {
        let message = try decode(
            #"{"id": "SG-F28CRPI33503", "message": "hello", "battery": 12.6, "deep": {"a": [1, null]}}"#)
        #expect(
            message
                == .note(
                    Note(
                        id: "SG-F28CRPI33503", text: "hello",
                        extras: [
                            "battery": .number(12.6), "deep": .object(["a": .array([.integer(1), .null])]),
                        ])))
        #expect(message.claims == ["SG-F28CRPI33503"])
    }

    @Test("a message wrapped into a JSON string is read as well, as the proof of concept needed it")
    func readsWrappedNotes() throws {
        let message = try decode(#""{\"id\": \"SG-F28CRPI33503\", \"message\": \"hello\"}""#)
        #expect(message == .note(Note(id: "SG-F28CRPI33503", text: "hello")))
    }

    @Test(
        "a note without id, with a null id, or with a message that is no text is still read",
        arguments: [
            (#"{"message": "x"}"#, Note(id: nil, text: "x")),
            (#"{"id": null, "message": "x"}"#, Note(id: nil, text: "x")),
            (#"{"id": "a", "message": {"b": 1}}"#, Note(id: "a", text: #"{"b":1}"#)),
        ])
    func toleratesNotes(text: String, note: Note) throws {
        #expect(try decode(text) == .note(note))
    }

    @Test("an envelope is read, and read again from what it writes, with unknown keys kept")
    func roundTripsEnvelopes() throws {
        let text = """
            {"v": 1, "id": "0198c1d2", "serial": "SG-F28CRPI33503", "boot": "5f0c", "seq": 17,
             "time": "2026-05-01T12:00:00Z", "kind": "status", "next": 3600.5, "body": {"x": [true]}, "later": "kept"}
            """
        guard case .envelope(let envelope) = try decode(text) else {
            Issue.record("not read as an envelope")
            return
        }
        #expect(envelope.sequence == 17)
        #expect(envelope.time == Timestamp("2026-05-01T12:00:00Z"))
        #expect(envelope.next == .milliseconds(3_600_500))
        #expect(envelope.extras == ["later": .string("kept")])
        #expect(try decode(String(decoding: envelope.bytes, as: UTF8.self)) == .envelope(envelope))
    }

    @Test("a value of an envelope that can't be read is kept with the unknown keys")
    func keepsUnreadableValues() throws {
        guard case .envelope(let envelope) = try decode(#"{"v":1,"serial":"a","kind":"k","seq":"many","next":-5}"#)
        else {
            Issue.record("not read as an envelope")
            return
        }
        #expect(envelope.sequence == nil)
        #expect(envelope.next == nil)
        #expect(envelope.extras == ["seq": .string("many"), "next": .integer(-5)])
    }

    @Test(
        "what is no message is an error that says why",
        arguments: [
            "", "not JSON", "[1]", "7", "null", #""text""#, "{}", #"{"id": "x"}"#,
            #"{"v": 2, "serial": "x", "kind": "y"}"#,
            #"{"v": 1, "kind": "y"}"#, #"{"v": 1, "serial": "x"}"#, "{\"id\": \"x\", \"message\": \"cut",
            String(repeating: "[", count: 100_000),
        ])
    func refuses(text: String) {
        #expect(throws: CodecError.self) { try decode(text) }
    }

    @Test(
        "the announced delay is read from the query, and nonsense is no delay",
        arguments: [
            ("90.5", Duration.milliseconds(90_500)), ("0", .zero), ("-1", nil), ("soon", nil), ("1e300", nil),
            ("nan", nil),
        ])
    func readsDelays(text: String, delay: Duration?) throws {
        let frame = Frame(
            way: .http, route: "/agent/next", receivedAt: Self.noon, attributes: ["delay": text], body: [])
        #expect(try MessageDecoder.decode(frame, body: []) == .next(after: delay))
    }

    @Test("a batch of metrics is read with times and tags, and what is no metric is counted")
    func readsMetrics() throws {
        let text = """
            {"metrics": [{"name": "temp", "tags": {"sgid": "SG-7F5ERPI46977", "sensor": "cpu_thermal"},
              "fields": {"temp": 48.3}, "timestamp": 1704067200}, {"tags": {}}, 5]}
            """
        guard case .metrics(let batch) = try decode(text, way: .http, route: "/agent/telegraf") else {
            Issue.record("not read as metrics")
            return
        }
        #expect(batch.metrics.map(\.name) == ["temp"])
        #expect(batch.metrics.first?.time == Timestamp(seconds: 1_704_067_200))
        #expect(batch.unreadable == 2)
        #expect(batch.receivers == ["SG-7F5ERPI46977"])
    }

    @Test(
        "random bytes never trap, on any route",
        arguments: ["/agent/info", "/agent/next", "/agent/telegraf", "/agent/logs", "/agent/cmdlog", "x"])
    func survivesRandomBytes(route: String) {
        var random = SplitMix(seed: 11)
        let alphabet = Array(#"{}[]":,0123456789.eE+-nultrfasid\n"message v serial json: sgid"#.utf8)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random) ?? 0
            }
            let frame = Frame(way: route == "x" ? .amqp : .http, route: route, receivedAt: Self.noon, body: bytes)
            let message = try? MessageDecoder.decode(frame, body: bytes)
            // A message that was read can also be shown.
            #expect((message?.summary.count ?? 0) <= 200)
        }
    }
}
