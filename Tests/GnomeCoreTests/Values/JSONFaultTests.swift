// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeCore

@Suite("Where JSON stops being JSON")
struct JSONFaultTests {
    @Test(
        "is told with what was expected there and what stood there",
        arguments: [
            ("", 0, "expected JSON, found nothing"),
            ("{", 1, "expected a key in quotes, found the end at byte 1"),
            (#"{"a" 1}"#, 5, "expected a colon, found “1” at byte 5"),
            (#"{"a":1 "b":2}"#, 7, "expected a comma or the end of the object, found “\"” at byte 7"),
            (#"{"a":}"#, 5, "expected a value, found “}” at byte 5"),
            ("[1 2]", 3, "expected a comma or the end of the array, found “2” at byte 3"),
            ("[1,]", 3, "expected a value, found “]” at byte 3"),
            (#"{"a":"bc"#, 8, "expected the rest of a text, found the end at byte 8"),
            ("{} x", 3, "expected the end, found “x” at byte 3"),
            ("\u{1}", 0, "expected a value, found the byte 01 at byte 0"),
            (String(repeating: "[", count: 65), 64, "expected at most 64 levels, found “[” at byte 64"),
        ])
    func faults(text: String, offset: Int, sentence: String) throws {
        let bytes = Array(text.utf8)
        guard case .failure(let fault) = JSONParser.read(bytes) else {
            Issue.record("\(text) was read")
            return
        }
        #expect(fault.offset == offset)
        #expect(fault.sentence(in: bytes) == sentence)
    }
}

@Suite("A dump of bytes")
struct HexDumpTests {
    @Test("has the offset, sixteen bytes and their ASCII on each line, and begins at a whole line")
    func lines() {
        let bytes = Array("0123456789abcdef".utf8) + [0, 0x7F, 0xFF, 0x41]
        #expect(
            HexDump.text(bytes, in: 0..<99) == """
                00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  |0123456789abcdef|
                00000010  00 7f ff 41                                      |...A|
                """)
        #expect(HexDump.text(bytes, in: 18..<20).hasPrefix("00000010  00 7f ff 41  "))
        #expect(HexDump.text([], in: 0..<1) == "")
    }
}
