// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Lists of receivers that people import")
struct ReceiverImportTests {
    @Test("CSV and JSON of the same receivers are the same list")
    func alike() throws {
        let csv =
            "\u{FEFF}Serial,NAME,key,state\r\nf28crpi33503,\"Cabot \"\"Head\"\", ö\",,accepted\r\n\r\nSG-5016BBBK15A4,,0123456789abcdef,preauthorised"
        let json =
            #"[{"serial": "f28crpi33503", "name": "Cabot \"Head\", ö", "key": null, "state": "accepted"}, {"serial": "SG-5016BBBK15A4", "name": "", "key": "0123456789abcdef", "state": "preauthorised"}]"#
        let list = try ReceiverImport(csv: Array(csv.utf8))
        #expect(try ReceiverImport(json: Array(json.utf8)) == list)
        #expect(list.rows.map(\.serial?.text) == ["SG-F28CRPI33503", "SG-5016BBBK15A4"])
        #expect(list.rows.map(\.name) == ["Cabot \"Head\", ö", nil])
        #expect(list.rows.map(\.act) == [.add, .preauthorise])
        #expect(list.rows.map(\.number) == [1, 2])
        #expect(list.rows.flatMap(\.problems) == [])
    }

    @Test(
        "A row says each field that can't be taken",
        arguments: [
            ("null,,,,,", ["serial"]), (",,,,,", ["serial"]),
            ("SG-F28CRPI33503,a\u{1B}[2J,,,,", ["name"]), ("SG-F28CRPI33503, a,,,,", ["name"]),
            ("SG-F28CRPI33503,,,short,,", ["key"]), ("SG-F28CRPI33503,,,0123456789 bcdef,,", ["key"]),
            ("SG-F28CRPI33503,,,,pending,", ["state"]), ("SG-F28CRPI33503,,\u{7}b,,,\u{0}", ["project", "station"]),
            ("SG-F28CRPI33503,=1+1,,,,", []), ("SG-F28CRPI33503,\u{202E}🐦<script>,,,,", []),
        ])
    func problems(row: String, fields: [String]) throws {
        let text = "serial,name,project,key,state,station\n" + row
        let list = try ReceiverImport(csv: Array(text.utf8))
        #expect(list.rows.count == 1)
        #expect(list.rows.first?.problems.map(\.name) == fields)
    }

    @Test(
        "A file that can't be read as a whole is refused as a whole",
        arguments: [
            "", "name\nx", "serial,colour\nx,y", "serial,serial\nx,y", "serial\nx,y", "serial,name\nx", "serial\n\"x",
            "serial\n\"x\"y", "serial\nx\"y\"", "serial,name\nx,\"a\"\"\"b\"",
        ])
    func refused(text: String) {
        #expect(throws: InvalidFields.self) { try ReceiverImport(csv: Array(text.utf8)) }
    }

    @Test(
        "JSON that is no list of objects of texts is refused",
        arguments: [
            "", "{}", "[1]", #"[{"serial": 5}]"#, #"[{"serial": "x", "colour": "y"}]"#, #"[{"name": "x"}]"#, "[[]]",
        ])
    func refusedJSON(text: String) {
        #expect(throws: InvalidFields.self) { try ReceiverImport(json: Array(text.utf8)) }
    }

    @Test("More than the stated rows or bytes, and what is no UTF-8, are refused")
    func limits() throws {
        let rows = "serial\n" + String(repeating: "a\n", count: ReceiverImport.rowLimit)
        #expect(try ReceiverImport(csv: Array(rows.utf8)).rows.count == ReceiverImport.rowLimit)
        #expect(throws: InvalidFields.self) { try ReceiverImport(csv: Array((rows + "a").utf8)) }
        #expect(throws: InvalidFields.self) {
            try ReceiverImport(csv: [UInt8](repeating: 0x61, count: ReceiverImport.byteLimit + 1))
        }
        #expect(throws: InvalidFields.self) { try ReceiverImport(csv: Array("serial\n".utf8) + [0xFF]) }
    }
}
