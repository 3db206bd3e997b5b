// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport
import Testing

@testable import GnomeCore

@Suite("The compact form and its article")
struct CompactArticleTests {
    private static let path = "Sources/GnomeCore/GnomeCore.docc/compact.md"

    private func bytes(_ hex: String) throws -> [UInt8] {
        try hex.split(separator: " ").map { try #require(UInt8($0, radix: 16)) }
    }

    @Test("each vector packs to its bytes, and unpacks to its JSON")
    func vectors() throws {
        let rows = try ArticleTable(after: "## Vectors", in: Self.path).rows
        #expect(rows.count > 30)
        for row in rows {
            let (json, packed) = (row[0], try bytes(row[1]))
            #expect(try CompactForm.pack(Array(json.utf8)) == packed, "\(json)")
            #expect(String(decoding: try CompactForm.unpack(packed, limit: 1 << 20), as: UTF8.self) == json)
        }
    }

    @Test("what the article says is refused is refused at the byte it says")
    func refusals() throws {
        let rows = try ArticleTable(after: "### Refused", in: Self.path).rows
        #expect(rows.count > 15)
        for row in rows {
            let error = #expect(throws: CompactError.self, "\(row)") {
                try CompactForm.unpack(try bytes(row[0]), limit: 1 << 20)
            }
            #expect(error?.offset == Int(row[1]), "\(row)")
        }
    }

    @Test("the article lists the vocabulary as it is: it is part of the version, and never changes")
    func vocabulary() throws {
        func words(after heading: String) throws -> [[String]] {
            try ArticleTable(after: heading, in: Self.path).rows.map { row in
                row[1].components(separatedBy: ", ").map { $0.filter { $0 != "`" } }
            }
        }
        #expect(try words(after: "### Known keys").flatMap(\.self) == CompactVocabulary.keys)
        #expect(try words(after: "### Known texts").flatMap(\.self) == CompactVocabulary.texts)
        #expect(try words(after: "### Known sets of keys") == CompactVocabulary.shapes)
    }

    @Test("a typical report takes at most 64 bytes")
    func isShort() throws {
        let rows = try ArticleTable(after: "## Vectors", in: Self.path).rows
        let typical = try #require(rows.first { $0[0].contains(#""gps":"3D-fix""#) })
        #expect(try bytes(typical[1]).count <= 64)
        guard
            case .envelope(let envelope) = try MessageDecoder.decode(
                Frame(
                    way: .amqp, route: "gnome.uplink/SG-7F5ERPI46977.status", receivedAt: Timestamp(seconds: 0),
                    body: []),
                body: CompactForm.unpack(try bytes(typical[1]), limit: 1 << 20))
        else {
            Issue.record("not read as an envelope")
            return
        }
        #expect(envelope.bytes == Array(typical[0].utf8))
    }
}
