// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import TestSupport
import Testing

@Suite("The compact form", .timeLimit(.minutes(10)))
struct CompactFormTests {
    private static let limit = 1 << 20

    private func roundTrip(_ json: String) throws -> String {
        String(decoding: try CompactForm.unpack(CompactForm.pack(Array(json.utf8)), limit: Self.limit), as: UTF8.self)
    }

    @Test("whatever JSON is written without blanks comes back character by character, digits of numbers included")
    func keepsEveryCharacter() throws {
        var random = RandomJSON(seed: 7)
        for _ in 0..<1500 {
            let json = random.value(depth: 0)
            #expect(try roundTrip(json) == json)
        }
    }

    @Test("blanks and needless escapes go, and the value stays")
    func keepsTheValue() throws {
        let json = #" { "a\u0062" : [ 1 , "\/\u00e9\ud83d\ude00\u0001" ] , "x" : { } } "#
        #expect(try roundTrip(json) == "{\"ab\":[1,\"/é😀\\u0001\"],\"x\":{}}")
    }

    @Test("of a key that stands twice both members come back, so that the same one counts")
    func keepsRepeatedKeys() throws {
        #expect(try roundTrip(#"{"a":1,"a":2}"#) == #"{"a":1,"a":2}"#)
    }

    @Test("what is written from values comes back byte by byte, so that its digest is the same in both forms")
    func keepsWrittenValues() throws {
        var random = RandomJSON(seed: 8)
        for _ in 0..<500 {
            let value = try #require(JSONValue(bytes: Array(random.value(depth: 0).utf8)))
            #expect(try CompactForm.unpack(CompactForm.pack(value.bytes), limit: Self.limit) == value.bytes)
        }
    }

    @Test("the reports of simulated receivers are the same reports in both forms")
    func keepsReports() throws {
        // The monitoring of a V2 receiver with all that it may hold, as receivers.md §3.4 tells it.
        var random = SplitMix(seed: 3)
        for _ in 0..<200 {
            let text = MonitoringSamples.json(&random)
            let report = try InfoReport(text: "sgid: SG-7F5ERPI46977\njson: \(text)\n")
            let again = try InfoReport(text: "sgid: SG-7F5ERPI46977\njson: \(try roundTrip(text))\n")
            #expect(report.monitoring != nil)
            #expect(again == report)
        }
    }

    @Test(
        "every row that Motus has of a receiver comes back the same",
        .enabled(if: SharedData.isThere, SharedData.skipped))
    func keepsMotusRows() throws {
        let bytes = try SharedData.bytes("motus/receivers.json")
        let value = try #require(JSONValue(bytes: bytes))
        let packed = try CompactForm.pack(bytes)
        #expect(JSONValue(bytes: try CompactForm.unpack(packed, limit: 8 << 20)) == value)
    }

    @Test("cut at any byte it is refused, at a place that is in it")
    func refusesCuts() throws {
        var random = RandomJSON(seed: 9)
        var oddities: [String] = []
        for _ in 0..<300 {
            let packed = try CompactForm.pack(Array(random.value(depth: 1).utf8))
            for length in packed.indices.prefix(400) {
                do throws(CompactError) {
                    _ = try CompactForm.unpack(Array(packed[..<length]), limit: Self.limit)
                    oddities.append("read: \(packed[..<length].hex)")
                } catch  where !(0...length).contains(error.offset) {
                    oddities.append("\(error): \(packed[..<length].hex)")
                } catch {}
            }
        }
        #expect(oddities.isEmpty)
    }

    @Test("flipped bits and random bytes are refused or read as JSON, and never more than so much of it")
    func survivesDamage() throws {
        var random = RandomJSON(seed: 10)
        var read = 0
        var oddities: [String] = []
        for round in 0..<8000 {
            var packed = try CompactForm.pack(Array(random.value(depth: 0).utf8))
            if round.isMultiple(of: 4) {
                packed =
                    [0x81]
                    + (0..<Int.random(in: 0...60, using: &random.source)).map { _ in
                        UInt8.random(in: 0...255, using: &random.source)
                    }
            } else {
                for _ in 0..<Int.random(in: 1...3, using: &random.source) {
                    packed[Int.random(in: packed.indices, using: &random.source)] ^=
                        1 << UInt8.random(in: 0...7, using: &random.source)
                }
            }
            guard let json = try? CompactForm.unpack(packed, limit: 4096) else { continue }
            read += 1
            if json.count > 4096 || JSONValue(bytes: json) == nil { oddities.append(packed.hex) }
        }
        #expect(oddities.isEmpty)
        #expect(read > 1000)
    }

    @Test("nesting, counts and expansion are bounded, whatever the bytes claim")
    func isBounded() throws {
        let deep = [0x81] + [UInt8](repeating: 0xD1, count: 1_000_000)
        #expect(throws: CompactError.self) { try CompactForm.unpack(deep, limit: Self.limit) }
        // A byte that stands for a text of seventeen, a million times.
        let wide = [0x81, 0x6C, 0xC0, 0x84, 0x3D] + [UInt8](repeating: 0xEF, count: 1_000_000)
        let error = #expect(throws: CompactError.self) { try CompactForm.unpack(wide, limit: Self.limit) }
        #expect(error?.message == "more than 1048576 bytes of JSON")
    }

    @Test("what is no JSON is not packed", arguments: ["", "{", "[1,]", "1e999", "\"\\ud800\"", "nul", "1 2"])
    func refusesOther(text: String) {
        #expect(throws: CodecError.self) { try CompactForm.pack(Array(text.utf8)) }
    }

    @Test(
        "its media type is told with parameters and in any case",
        arguments: [
            ("application/vnd.gnome.message.compact", true), ("Application/VND.gnome.message.compact ; v=1", true),
            ("application/json", false), ("application/vnd.gnome.message.compacted", false), (nil, false),
        ] as [(String?, Bool)])
    func mediaType(text: String?, isCompact: Bool) {
        #expect(CompactForm.isNamed(by: text) == isCompact)
    }
}
