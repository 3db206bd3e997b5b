// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import Testing

/// Needs the files of one receiver at `../shared/data/receiver-files/2021-12-17`, counted in `receivers.md` §7.
@Suite("Files of a real receiver", .enabled(if: DetectionSamples.realFiles != nil, "no ../shared/data beside this"))
struct RealDataFileTests {
    /// One row of the census.
    struct Row: CustomTestStringConvertible {
        var name: String
        var bytes: Int
        var kinds: [DetectionLine.Kind: Int]
        var earliest: String
        var latest: String
        var stepsBack = 0
        var testDescription: String { name }
    }

    static let rows = [
        Row(
            name: "01-42-00.2190Z-all", bytes: 1410, kinds: [.clock: 1, .pulse: 36], earliest: "1639705327.648",
            latest: "1639705530.7748"),
        Row(
            name: "01-42-00.3850Z-ctt", bytes: 1437, kinds: [.clock: 1, .tag: 43], earliest: "1639705321.804",
            latest: "1639705536.912"),
        Row(
            name: "01-45-42.7760Z-all", bytes: 911, kinds: [.clock: 2, .fix: 1, .setting: 6, .pulse: 16],
            earliest: "1639705542.996", latest: "1639705631.1657", stepsBack: 1),
        Row(
            name: "01-45-42.8870Z-ctt", bytes: 707, kinds: [.clock: 2, .fix: 1, .tag: 19], earliest: "1639705542.996",
            latest: "1639705639.347"),
        Row(
            name: "01-47-53.8210Z-all", bytes: 756, kinds: [.clock: 2, .fix: 1, .setting: 6, .pulse: 12],
            earliest: "1639705674.036", latest: "1639705731.5566"),
        Row(
            name: "01-47-53.9260Z-ctt", bytes: 544, kinds: [.clock: 2, .fix: 1, .tag: 14], earliest: "1639705674.036",
            latest: "1639705741.779"),
        Row(
            name: "01-49-09.1470Z-all", bytes: 949, kinds: [.clock: 2, .fix: 1, .setting: 6, .pulse: 17],
            earliest: "1639705749.376", latest: "1639705831.9476", stepsBack: 1),
        Row(
            name: "01-49-09.2660Z-ctt", bytes: 643, kinds: [.clock: 2, .fix: 1, .tag: 17], earliest: "1639705749.376",
            latest: "1639705833.971"),
        Row(
            name: "01-50-41.1150Z-all", bytes: 8716, kinds: [.clock: 4, .fix: 1, .setting: 6, .pulse: 217],
            earliest: "1639705841.336", latest: "1639707137.0293", stepsBack: 1),
        Row(
            name: "01-50-41.2260Z-ctt", bytes: 8613, kinds: [.clock: 4, .fix: 1, .tag: 258],
            earliest: "1639705841.336", latest: "1639707160.479"),
    ]

    private static func file(_ row: Row) throws -> [UInt8] {
        try DetectionSamples.realFile("changeMe-7F5ERPI46977-3-2021-12-17T\(row.name).txt")
    }

    @Test("its census is the one that was counted by other means", arguments: rows)
    func census(row: Row) throws {
        let census = DetectionSamples.census(try Self.file(row))
        for kind in DetectionLine.Kind.allCases { #expect(census[kind] == row.kinds[kind, default: 0], "\(kind)") }
        #expect(census.bytes == row.bytes)
        #expect(census.earliest == (try DetectionSamples.line("F,\(row.earliest)").timestamp))
        #expect(census.latest == (try DetectionSamples.line("F,\(row.latest)").timestamp))
        #expect(census.stepsBack == row.stepsBack)
        #expect(census.unterminated == 0)
    }

    @Test("its lines, written again, are the same bytes", arguments: rows)
    func roundTrip(row: Row) throws {
        let file = try Self.file(row)
        var written: [UInt8] = []
        DetectionLine.read(file.span) { line, _ in
            line.write(to: &written)
            written.append(UInt8(ascii: "\n"))
        }
        #expect(written == file)
    }

    @Test("it reads the same wherever it is divided or cut", arguments: rows.filter { $0.bytes < 1000 })
    func pieces(row: Row) throws {
        let file = try Self.file(row)
        let whole = DetectionSamples.read(file)
        for place in 0...file.count {
            #expect(DetectionSamples.read(file, inPiecesOf: [place]) == whole)
            let complete = whole.filter { $0.extent.end <= place }
            #expect(Array(DetectionSamples.read(Array(file[..<place])).prefix(complete.count)) == complete)
        }
    }

    @Test("its name says receiver, start, stream and packing; packed files are known by their bytes")
    func names() throws {
        let folder = try #require(DetectionSamples.realFiles)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count == 18)
        for text in names {
            let name = try #require(DataFileName(text))
            #expect(name.description == text)
            #expect(name.serial == Serial("SG-7F5ERPI46977"))
            #expect(name.bootNumber == 3)
            #expect(name.compression == Compression(firstBytes: try DetectionSamples.realFile(text)))
        }
    }

    @Test("all its lines together are the sum of the files")
    func total() throws {
        let files = try Self.rows.map { try Self.file($0) }
        let sum = files.map(DetectionSamples.census).reduce(DetectionCensus(), +)
        #expect(sum.dataLines == 649)
        #expect(sum.lines == 649 + 22 + 8 + 24)
    }
}
