// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Names of data files")
struct DataFileNameTests {
    /// What stands in a name.
    struct Reading: Equatable {
        var label: String
        var serial: String
        var boot: Int?
        var startedAt: String
        var clock: ClockQuality?
        var stream: DataFileName.Stream
        var fileExtension = "txt"
        var compression: Compression? = .gzip
    }

    /// The names of `receivers.md` §2.2, each with its reading, and some more of the same grammar.
    static let names: [(text: String, reading: Reading)] = [
        (
            "changeMe-7F5ERPI46977-3-2021-12-17T01-45-42.2680P-all.txt.gz",
            Reading(
                label: "changeMe", serial: "SG-7F5ERPI46977", boot: 3, startedAt: "2021-12-17T01:45:42.268Z",
                clock: .unsynchronised, stream: .all)
        ),
        (
            "sgv2-7F5ERPI46977-006-2024-12-30T00-25-01.6590Z-all.txt",
            Reading(
                label: "sgv2", serial: "SG-7F5ERPI46977", boot: 6, startedAt: "2024-12-30T00:25:01.659Z",
                clock: .second, stream: .all, compression: nil)
        ),
        (
            "Davy_5-5B16RPI4106B-006-2023-05-28T14-53-51.4370Z-all.txt.gz",
            Reading(
                label: "Davy_5", serial: "SG-5B16RPI4106B", boot: 6, startedAt: "2023-05-28T14:53:51.437Z",
                clock: .second, stream: .all)
        ),
        (
            "manxmotusrpiz2-8D21RPZ2778A-010-2022-11-03T01-44-45.9770Z-all.txt.gz",
            Reading(
                label: "manxmotusrpiz2", serial: "SG-8D21RPZ2778A", boot: 10, startedAt: "2022-11-03T01:44:45.977Z",
                clock: .second, stream: .all)
        ),
        (
            "csgs-7F5ERPI46977-000001-2021-11-26T20-26-38.4030V-ctt.txt",
            Reading(
                label: "csgs", serial: "SG-7F5ERPI46977", boot: 1, startedAt: "2021-11-26T20:26:38.403Z",
                clock: .tenthOfMillisecond, stream: .ctt, compression: nil)
        ),
        (
            "changeMe-3114BBBK2178-000074-2018-01-22T00-29-13.3300T-ctt.txt.gz",
            Reading(
                label: "changeMe", serial: "SG-3114BBBK2178", boot: 74, startedAt: "2018-01-22T00:29:13.330Z",
                clock: .microsecond, stream: .ctt)
        ),
        (
            "changeMe-5113BBBK2799-003017-2021-04-12T11-04-42.1680T-lifetag.csv.gz",
            Reading(
                label: "changeMe", serial: "SG-5113BBBK2799", boot: 3017, startedAt: "2021-04-12T11:04:42.168Z",
                clock: .microsecond, stream: .lifetag, fileExtension: "csv")
        ),
        (
            "ACON-1012BB012090-000026-2013-06-17T13-11-47.9750Z-all.txt.gz",
            Reading(
                label: "ACON", serial: "SG-1012BB012090", boot: 26, startedAt: "2013-06-17T13:11:47.975Z",
                clock: .second, stream: .all)
        ),
        (
            "kingsburg-4001BBBK2600-000176-2017-09-01T16-08-51.2850T-all.txt.gz",
            Reading(
                label: "kingsburg", serial: "SG-4001BBBK2600", boot: 176, startedAt: "2017-09-01T16:08:51.285Z",
                clock: .microsecond, stream: .all)
        ),
        (
            "Forchu-1614BBBK1613-000NaN-2015-05-24T01-00-34.9440P-all.txt.gz",
            Reading(
                label: "Forchu", serial: "SG-1614BBBK1613", boot: nil, startedAt: "2015-05-24T01:00:34.944Z",
                clock: .unsynchronised, stream: .all)
        ),
        (
            "zyx-1234RPI4FEDC-3-2020-01-02T03-04-05.6789Z-all.txt.gz",
            Reading(
                label: "zyx", serial: "SG-1234RPI4FEDC", boot: 3, startedAt: "2020-01-02T03:04:05.6789Z",
                clock: .second, stream: .all)
        ),
        (
            "sgv2-CTT-V30212345678-12-2024-12-30T00-25-01Z-ctt.txt.bz2",
            Reading(
                label: "sgv2", serial: "CTT-V30212345678", boot: 12, startedAt: "2024-12-30T00:25:01Z",
                clock: .second, stream: .ctt, compression: .bzip2)
        ),
        (
            "x-SEI_A_123456789-1-2024-12-30T00-25-01.1Y-all.txt.lz",
            Reading(
                label: "x", serial: "SEI_A_123456789", boot: 1, startedAt: "2024-12-30T00:25:01.1Z",
                clock: .tenthOfSecond, stream: .all, compression: .lzip)
        ),
        (
            "dup-2616BBBK1111_1-000002-2016-05-24T01-00-34.9440W-all.txt.gz",
            Reading(
                label: "dup", serial: "SG-2616BBBK1111_1", boot: 2, startedAt: "2016-05-24T01:00:34.944Z",
                clock: .millisecond, stream: .all)
        ),
        (
            "new-F28CQQQ93503-1-2030-01-01T00-00-00.0000A-3.wav",
            Reading(
                label: "new", serial: "SG-F28CQQQ93503", boot: 1, startedAt: "2030-01-01T00:00:00Z", clock: nil,
                stream: .other("3"), fileExtension: "wav", compression: nil)
        ),
        (
            "CHANGEME-7F5ERPI46977-3-2021-12-17T01-45-42.2680P-ALL.TXT.GZ",
            Reading(
                label: "CHANGEME", serial: "SG-7F5ERPI46977", boot: 3, startedAt: "2021-12-17T01:45:42.268Z",
                clock: .unsynchronised, stream: .all, fileExtension: "TXT")
        ),
        (
            "Île.d'Orléans 2-7F5ERPI46977-3-2021-12-17T01-45-42.2680z-all.txt",
            Reading(
                label: "Île.d'Orléans 2", serial: "SG-7F5ERPI46977", boot: 3, startedAt: "2021-12-17T01:45:42.268Z",
                clock: .second, stream: .all, compression: nil)
        ),
    ]

    @Test("a name says what its parts say", arguments: names)
    func reading(text: String, reading: Reading) throws {
        let name = try #require(DataFileName(text))
        #expect(
            Reading(
                label: name.label, serial: name.serial.text, boot: name.bootNumber,
                startedAt: name.startedAt.description, clock: name.clock, stream: name.stream,
                fileExtension: name.fileExtension, compression: name.compression)
                == Self.normalised(reading))
    }

    @Test("a name is written as it was read", arguments: names.map(\.text))
    func roundTrip(text: String) throws {
        #expect(try #require(DataFileName(text)).description == text)
    }

    @Test("a lost boot number is kept as it was written")
    func lostBootNumber() throws {
        let name = try #require(DataFileName("Forchu-1614BBBK1613-000NaN-2015-05-24T01-00-34.9440P-all.txt.gz"))
        #expect(name.bootText == "000NaN")
        #expect(name.bootNumber == nil)
    }

    @Test(
        "what is no name of a data file is refused",
        arguments: [
            "", "hello.txt.gz.gz", "hello.txt", "-", "a-b-c-d-e-f-g-h.txt",
            "zyx-1234RPI4FEDC-3-2020-01-02T03-04-05.6789Z-all.txt.gz.gz",
            "zyx-1234RPI4FEDC-3-2020-01-02T03-04-05.6789Z-all.txt.zip",
            "zyx-1234RPI4FEDC-3-2020-01-02T03-04-05.6789Z-all.gz", "zyx-1234RPI4FEDC-3-2020-01-02T03-04-05.6789Z-all",
            "zyx-1234RPI4FEDC-3-2020-02-30T03-04-05.6789Z-all.txt",
            "zyx-1234RPI4FEDC-3-2020-01-02 03-04-05.6789Z-all.txt",
            "zyx-1234RPI4FEDC-3-2020-01-02T03-04-05.Z-all.txt", "zyx-1234RPI4FEDC-3-2020-01-02T03-04-05.6789-all.txt",
            "zyx-1234RPI4FEDC-x3-2020-01-02T03-04-05.6789Z-all.txt",
            "zyx-1234RPI4FEDC--2020-01-02T03-04-05.6789Z-all.txt",
            "-1234RPI4FEDC-3-2020-01-02T03-04-05.6789Z-all.txt", "zyx-null-3-2020-01-02T03-04-05.6789Z-all.txt",
            "zyx-3-2020-01-02T03-04-05.6789Z-all.txt", "zyx-1234RPI4FEDC-3-2020-01-02T03-04-05.6789Z-.txt",
            "2021/zyx-1234RPI4FEDC-3-2020-01-02T03-04-05.6789Z-all.txt",
        ])
    func refused(text: String) {
        #expect(DataFileName(text) == nil)
    }

    @Test("a packed file is the same file as its unpacked twin, in any case")
    func identity() throws {
        let packed = try #require(DataFileName("Abc-7F5ERPI46977-3-2021-12-17T01-45-42.2680P-all.txt.gz"))
        let shouted = try #require(DataFileName("ABC-7F5ERPI46977-3-2021-12-17T01-45-42.2680P-ALL.TXT"))
        let other = try #require(DataFileName("Abc-7F5ERPI46977-3-2021-12-17T01-45-42.2680P-ctt.txt"))
        #expect(packed.identity == "abc-7f5erpi46977-3-2021-12-17t01-45-42.2680p-all.txt")
        #expect(packed.identity == shouted.identity)
        #expect(packed.identity != other.identity)
    }

    @Test("names with parts changed at random read as themselves or not at all", arguments: 0..<200 as Range<UInt64>)
    func damaged(seed: UInt64) {
        var random = DetectionSamples.Generator(state: seed)
        for (text, _) in Self.names {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
                }
            }
            let damaged = String(decoding: bytes, as: UTF8.self)
            guard let name = DataFileName(damaged) else { continue }
            #expect(name.description == damaged)
        }
    }

    @Test(
        "the letter of the clock says by how much it may be wrong",
        arguments: zip("PZYXWVUT", [nil, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1] as [Int?]))
    func clockQuality(letter: Character, microseconds: Int?) throws {
        let quality = try #require(ClockQuality(rawValue: letter))
        #expect(quality.largestError == microseconds.map { .microseconds($0) })
    }

    @Test(
        "what operating systems leave in archives is junk, and nothing else",
        arguments: [
            ("__MACOSX/a/._b.txt", true), ("SGdata/.DS_Store", true), ("._.DS_Store", true), (".Trashes", true),
            ("System Volume Information\\IndexerVolumeGuid", true), ("x/Thumbs.db", true), ("SGdata/note.txt", false),
            ("SGdata/2021-12-17/zyx-1234RPI4FEDC-3-2020-01-02T03-04-05.6789Z-all.txt", false), ("my.DS_Store", false),
            ("", false),
        ])
    func junk(path: String, isJunk: Bool) {
        #expect(DataFileName.isJunk(path: path) == isJunk)
    }

    @Test("packing is known by how bytes begin, whatever the name says")
    func packing() {
        #expect(Compression(firstBytes: [0x1F, 0x8B, 0x08, 0x00]) == .gzip)
        #expect(Compression(firstBytes: Array("BZh9".utf8)) == .bzip2)
        #expect(Compression(firstBytes: Array("LZIP".utf8)) == .lzip)
        for bytes in [[], [0x1F], Array("p3,1".utf8), [0x1F, 0x8C]] as [[UInt8]] {
            #expect(Compression(firstBytes: bytes) == nil)
        }
        #expect(Compression(suffix: "GZ") == .gzip)
        #expect(Compression(suffix: "zip") == nil)
    }

    private static func normalised(_ reading: Reading) -> Reading {
        var reading = reading
        reading.startedAt = Timestamp(reading.startedAt)?.description ?? reading.startedAt
        return reading
    }
}
