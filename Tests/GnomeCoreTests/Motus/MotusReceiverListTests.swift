// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Motus' list of receivers")
struct MotusReceiverListTests {
    private static func row(
        _ serial: String, _ id: Int, _ status: String, _ start: String?, name: String? = nil
    ) -> String {
        """
        {"receiverID": \(serial == "null" ? "null" : "\"\(serial)\""), "motusRecvID": \(id), "recvProjectID": 1,
         "deviceID": null, "macAddress": "0", "receiverType": null, "dtStart": \(start.map { "\"\($0)\"" } ?? "null"),
         "deploymentStatus": "\(status)", "deploymentName": \(name.map { "\"\($0)\"" } ?? "null")}
        """
    }

    private static func list(_ rows: String...) throws -> MotusReceiverList {
        try MotusReceiverList(bytes: Array(#"{"version": "2.0", "data": [\#(rows.joined(separator: ","))]}"#.utf8))
    }

    @Test("of several rows of a serial, active comes before pending, pending before terminated, then the latest start")
    func choosesCurrentRow() throws {
        let list = try Self.list(
            Self.row("SG-0001BBBK0001", 1, "terminated", "2019-01-01 00:00:00 +00:00"),
            Self.row("SG-0001BBBK0001", 2, "active", "2015-01-01 00:00:00 +00:00"),
            Self.row("SG-0001BBBK0001", 3, "pending", nil),
            Self.row("SG-0002BBBK0002", 4, "terminated", "2016-06-27 00:00:00 +00:00"),
            Self.row("SG-0002BBBK0002", 5, "pending", nil),
            Self.row("SG-0003BBBK0003", 6, "terminated", "2019-07-17 20:00:00 -04:00"),
            Self.row("SG-0003BBBK0003", 7, "terminated", "2019-07-17 23:00:00 +00:00"),
            Self.row("SG-0004BBBK0004", 8, "terminated", "2016-06-27 00:00:00 +00:00"),
            Self.row("SG-0004BBBK0004", 9, "terminated", "2016-06-27 00:00:00 +00:00"))
        let (current, superseded) = list.current()
        #expect(current.map(\.deployment.motusID) == [2, 5, 6, 9])
        #expect(Set(superseded.map(\.row.deployment.motusID)) == [1, 3, 4, 7, 8])
        #expect(superseded.count + current.count == list.rows.count)
    }

    @Test("a row that can't be placed is told with its reason, and the others are read")
    func tellsUnplacedRows() throws {
        let list = try Self.list(
            Self.row("null", 1, "pending", nil), Self.row("TEMP16", 2, "terminated", "2014-05-29 00:00:00 +00:00"),
            Self.row("SG-0001BBBK0001", 3, "lost", nil), Self.row("SG-0001BBBK0001", 4, "active", "tomorrow"),
            Self.row("SG-2616BBBK1111_1", 5, "active", nil, name: "Inkerman "))
        #expect(list.unplaced.map(\.row) == [1, 3, 4])
        #expect(list.unplaced.allSatisfy { !$0.reason.isEmpty })
        #expect(list.rows.map(\.serial.text) == ["TEMP16", "SG-2616BBBK1111_1"])
        #expect(list.rows.last?.deployment.name == "Inkerman")
    }

    @Test("what is no answer of Motus is an error", arguments: ["", "[]", "{}", #"{"data": 5}"#, "<html>"])
    func refuses(text: String) {
        #expect(throws: CodecError.self) { try MotusReceiverList(bytes: Array(text.utf8)) }
    }
}
