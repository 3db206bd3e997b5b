// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import Testing

@Suite("A frame as it is told to others")
struct ForwardEventTests {
    private let noon = Timestamp(seconds: 1_777_636_800)

    private func event(
        _ body: String, serial: String = "SG-F28CRPI33503", unpacked: Bool = true, deployment: MotusDeployment? = nil,
        encoding: String? = nil
    ) throws -> ForwardEvent {
        let stored = StoredFrame(
            id: FrameID(rawValue: 17), receiver: ReceiverID(rawValue: 1), serial: try #require(Serial(serial)),
            kind: .envelope, deviceTime: Timestamp(seconds: 5),
            frame: Frame(
                way: .amqp, route: "gnome.uplink/x", receivedAt: noon, contentType: "application/json",
                contentEncoding: encoding, attributes: ["message-id": "m"], proof: .brokerUser("u"),
                body: Array(body.utf8)))
        return ForwardEvent(stored, unpacked: unpacked ? Array(body.utf8) : nil, deployment: deployment)
    }

    private let deployment = MotusDeployment(
        motusID: 1, projectID: 9, deviceID: nil, receiverType: nil, name: "Spruce “Haven”", status: .active, start: nil)

    @Test("a JSON body is passed on byte for byte, within JSON")
    func json() throws {
        let body = #"{"b": 1.10, "a": 12345678901234567890123, "a":  "é\u0041"}"#
        let bytes = try event(body, deployment: deployment).bytes
        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix(#","body":"# + body + "}"))
        let value = try #require(JSONValue(bytes: bytes))
        #expect(value["id"]?.text == "SG-F28CRPI33503.17.1777636800000000")
        #expect(value["kind"]?.text == "envelope")
        #expect(value["project"] == .integer(9))
        #expect(value["station"]?.text == "Spruce “Haven”")
        #expect(value["receivedAt"]?.text == "2026-05-01T12:00:00Z")
        #expect(value["deviceTime"]?.text == "1970-01-01T00:00:05Z")
        #expect(value["way"]?.text == "amqp")
        #expect(value["proof"]?.text == "broker")
        #expect(value["size"] == .integer(Int64(body.utf8.count)))
        #expect(value["bodyBase64"] == nil && value["contentEncoding"] == nil)
    }

    @Test("a body that is no JSON is passed on in Base64", arguments: ["", "uptime: 3", "{", "\"\u{1}\"", "1e999"])
    func base64(body: String) throws {
        let value = try #require(JSONValue(bytes: try event(body).bytes))
        #expect(value["bodyBase64"]?.text.flatMap { Data(base64Encoded: $0) } == Data(body.utf8))
        #expect(value["body"] == nil && value["project"] == nil && value["station"] == nil)
    }

    @Test("a body that could not be unpacked says how it is packed")
    func packed() throws {
        let value = try #require(JSONValue(bytes: try event("xyz", unpacked: false, encoding: "gzip").bytes))
        #expect(value["contentEncoding"]?.text == "gzip")
        #expect(value["bodyBase64"]?.text == "eHl6")
    }

    @Test("a body that no broker would take is left out, and said to be")
    func omitted() throws {
        let large = try event(String(repeating: "x", count: ForwardEvent.bodyLimit + 1))
        let value = try #require(JSONValue(bytes: large.bytes))
        #expect(value["bodyOmitted"] == .bool(true))
        #expect(value["size"] == .integer(Int64(ForwardEvent.bodyLimit + 1)))
        #expect(try event(String(repeating: "x", count: ForwardEvent.bodyLimit)).bytes.count < 1 << 20)
    }

    @Test("every member is in the schema, and all that the schema requires is there", arguments: ["{}", "x"])
    func schema(body: String) throws {
        let path =
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path() + "Docs/schemas/forward-event.json"
        let schema = try #require(JSONValue(bytes: Array(try Data(contentsOf: URL(filePath: path)))))
        guard case .object(let known)? = schema["properties"], case .array(let required)? = schema["required"],
            case .object(let members)? = JSONValue(bytes: try event(body, deployment: deployment).bytes)
        else { return #expect(Bool(false), "the schema has another form") }
        #expect(Set(members.keys).subtracting(known.keys) == [])
        #expect(Set(required.compactMap(\.text)).subtracting(members.keys) == [])
        guard case .array(let kinds)? = schema["properties"]?["kind"]?["enum"] else { return #expect(Bool(false)) }
        #expect(Set(kinds.compactMap(\.text)) == Set(MessageKind.allCases.map(\.rawValue)))
    }

    @Test(
        "the routing key has three words, whatever the serial",
        arguments: [
            ("SG-F28CRPI33503", "envelope.9.SG-F28CRPI33503"), ("a.b*c#d%e~f_g", "envelope.9.a%2Eb%2Ac%23d%25e~f_g"),
        ])
    func routing(serial: String, key: String) throws {
        #expect(RoutingTemplate.usual.key(of: try event("{}", serial: serial, deployment: deployment)) == key)
    }

    @Test("a template may have other words, and no other names in braces")
    func templates() throws {
        let event = try event("{}")
        #expect(RoutingTemplate.usual.key(of: event) == "envelope.none.SG-F28CRPI33503")
        #expect(RoutingTemplate(rawValue: "x.{serial}.{serial}")?.key(of: event) == "x.SG-F28CRPI33503.SG-F28CRPI33503")
        #expect(RoutingTemplate(rawValue: "fixed")?.key(of: event) == "fixed")
        for wrong in ["", "{", "}", "{Kind}", "{kind", String(repeating: "x", count: 101)] {
            #expect(RoutingTemplate(rawValue: wrong) == nil, "\(wrong)")
        }
    }
}
