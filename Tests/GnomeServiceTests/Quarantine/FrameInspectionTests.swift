// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport
import Testing

@Suite("Reading a frame layer by layer")
struct FrameInspectionTests {
    private static func frame(
        _ body: [UInt8], encoding: String? = nil, route: String = "sensorgnome-exchange/x", way: Way = .amqp
    ) -> Frame {
        Frame(
            way: way, route: route, receivedAt: Timestamp(seconds: 0), contentType: "application/json",
            contentEncoding: encoding, body: body)
    }

    private static func understood(_ inspection: FrameInspection) -> [String: Bool] {
        Dictionary(uniqueKeysWithValues: inspection.layers.map { ($0.name.rawValue, $0.isUnderstood) })
    }

    @Test("a message that says who it is from is understood to its end, and shown indented")
    func whole() {
        let note = Note(id: "SG-F28CRPI33503", text: "hello").bytes
        let inspection = FrameInspection(Self.frame(Gzip.deflate(note), encoding: "gzip"))
        #expect(inspection.layers.map(\.name) == [.encoding, .contentType, .format, .message, .sender])
        #expect(inspection.layers.filter { !$0.isUnderstood }.isEmpty)
        #expect(inspection.form == .json && !inspection.isShortened)
        #expect(inspection.content == "{\n  \"id\" : \"SG-F28CRPI33503\",\n  \"message\" : \"hello\"\n}")
        #expect(inspection.size == note.count)
        #expect(inspection.layers[0].note.contains("unpacked to \(note.count)"))
    }

    @Test("reading stops at the first layer that is not understood, and says what was expected where")
    func stops() {
        let noJSON = FrameInspection(Self.frame(Array(#"{"id": "x" "#.utf8)))
        #expect(Self.understood(noJSON) == ["encoding": true, "content-type": true, "format": false])
        #expect(noJSON.layers.last?.offset == 11)
        #expect(noJSON.layers.last?.note.contains("expected a comma") == true)
        #expect(noJSON.form == .text)

        let noMessage = FrameInspection(Self.frame(Array("{}".utf8)))
        #expect(noMessage.layers.last?.name == .message && noMessage.layers.last?.isUnderstood == false)
        #expect(noMessage.form == .json)

        let nobody = FrameInspection(Self.frame(Note(id: nil, text: "x").bytes))
        #expect(nobody.layers.last?.name == .sender && nobody.layers.last?.isUnderstood == false)

        let packing = FrameInspection(Self.frame([1, 2], encoding: "br"))
        #expect(packing.layers.map(\.name) == [.encoding])
        #expect(packing.form == .hex && packing.content.hasPrefix("00000000  01 02"))

        let empty = FrameInspection(Self.frame([]))
        #expect(empty.form == .empty && empty.layers.last?.name == .format)
    }

    @Test("a compact message is shown as the JSON that it stands for, and a damaged one as its bytes")
    func compact() throws {
        let json = Array(#"{"v":1,"serial":"SG-F28CRPI33503","kind":"status"}"#.utf8)
        var frame = Self.frame(try CompactForm.pack(json))
        frame.contentType = CompactForm.contentType
        let whole = FrameInspection(frame)
        #expect(whole.layers.filter { !$0.isUnderstood }.isEmpty && whole.layers.last?.note == "SG-F28CRPI33503")
        #expect(whole.form == .json && whole.content.contains("\"kind\" : \"status\""))
        frame.body.removeLast()
        let cut = FrameInspection(frame)
        #expect(cut.layers.map(\.name) == [.encoding, .contentType] && cut.layers.last?.isUnderstood == false)
        #expect(cut.form == .hex && cut.layers.last?.offset != nil)
    }

    @Test("of a damaged packing what comes before the damage is shown")
    func damaged() {
        let text = (0..<2000).map { "line \($0)\n" }.joined()
        let packed = Gzip.deflate(Array(text.utf8))
        let inspection = FrameInspection(Self.frame(Array(packed.prefix(packed.count / 2)), encoding: "gzip"))
        #expect(inspection.layers.map(\.isUnderstood) == [false])
        #expect(inspection.form == .text && inspection.content.hasPrefix("line 0\nline 1\n"))
        #expect(inspection.layers[0].offset == inspection.size)
    }

    @Test("however large the content, what is shown is bounded, and holds the place where reading stopped")
    func bounded() {
        let text = FrameInspection(
            Self.frame([UInt8](repeating: 0x61, count: 4_000_000), route: "/agent/info", way: .http))
        #expect(text.content.utf8.count == 32_768 && text.isShortened && text.size == 4_000_000)
        // A little JSON that would be much when it is indented is shown as it is, as is JSON that is much already.
        let deep =
            String(repeating: "[", count: 60) + "1" + String(repeating: ",1", count: 10_000)
            + String(repeating: "]", count: 60)
        let long = "[" + String(repeating: "[[]],", count: 1_000_000) + "1]"
        for json in [deep, long] {
            let shown = FrameInspection(Self.frame(Array(json.utf8)))
            #expect(shown.form == .json, "\(shown.layers)")
            #expect(shown.content == String(json.prefix(32_768)))
            #expect(shown.isShortened == (json.utf8.count > 32_768))
        }
        let bytes = [UInt8](repeating: 0x20, count: 1_000_000) + [0xFE] + [UInt8](repeating: 0, count: 1_000_000)
        let binary = FrameInspection(Self.frame(bytes))
        #expect(binary.form == .hex && binary.isShortened)
        #expect(binary.layers.last?.offset == 1_000_000)
        #expect(binary.content.contains("000f4240  fe 00"))
        #expect(binary.content.utf8.count < 32_768)
    }
}
