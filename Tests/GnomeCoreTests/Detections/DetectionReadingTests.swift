// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Reading whole and broken files", .timeLimit(.minutes(5)))
struct DetectionReadingTests {
    typealias Placed = DetectionSamples.Placed

    @Test("lines end at a newline, with or without a carriage return before it")
    func lineEnds() {
        let lines = DetectionSamples.read(Array("F,1\r\n\r\n\nF,2\nF,3\r".utf8))
        #expect(lines.map(\.extent.content) == [0..<3, 5..<5, 7..<7, 8..<11, 12..<15])
        #expect(lines.map(\.extent.whole) == [0..<5, 5..<7, 7..<8, 8..<12, 12..<16])
        #expect(lines.map(\.extent.isTerminated) == [true, true, true, true, false])
        #expect(lines.map(\.line.kind) == [.fileMarker, .empty, .empty, .fileMarker, .fileMarker])
    }

    @Test("a file without a byte has no line")
    func empty() {
        #expect(DetectionSamples.read([]).isEmpty)
        #expect(DetectionSamples.read([], inPiecesOf: [0, 0]).isEmpty)
    }

    @Test("a last line without newline that can't be read is cut, and not bad")
    func cutLine() {
        #expect(DetectionSamples.read(Array("F,1\np3,163961".utf8)).map(\.line.kind) == [.fileMarker, .cut])
        #expect(DetectionSamples.read(Array("F,1\np3,163961\n".utf8)).map(\.line.kind) == [.fileMarker, .bad])
        #expect(DetectionSamples.read(Array("hel".utf8)).map(\.line) == [.cut])
    }

    @Test("wherever a file is cut, the lines before the cut read the same")
    func cutAnywhere() {
        let bytes = DetectionSamples.mixed
        let whole = DetectionSamples.read(bytes)
        for end in 0...bytes.count {
            let lines = DetectionSamples.read(Array(bytes[..<end]))
            let complete = whole.filter { $0.extent.end <= end }
            #expect(Array(lines.prefix(complete.count)) == complete, "cut at \(end)")
            #expect(lines.count == complete.count + (complete.last?.extent.end ?? 0 < end ? 1 : 0), "cut at \(end)")
            #expect(!lines.dropFirst(complete.count).contains { $0.line == .bad || $0.line == .unknown })
        }
    }

    @Test("wherever a file is divided, its pieces read as the whole")
    func pieces() {
        let unterminated = DetectionSamples.mixed + Array("p3,163961\r".utf8)
        for bytes in [DetectionSamples.mixed, unterminated] {
            let whole = DetectionSamples.read(bytes)
            for first in 0...bytes.count {
                #expect(DetectionSamples.read(bytes, inPiecesOf: [first]) == whole, "divided at \(first)")
            }
            for size in 1...100 {
                let sizes = Array(repeating: size, count: bytes.count / size)
                #expect(DetectionSamples.read(bytes, inPiecesOf: sizes) == whole, "pieces of \(size)")
            }
        }
    }

    @Test(
        "a line beyond all bounds needs no memory and reads the same in pieces",
        arguments: [-1, 0, 1, 2, 70_000], ["\n", "\r\n", "", "\r"])
    func overlongInPieces(excess: Int, end: String) {
        let long = Array(repeating: UInt8(ascii: "0"), count: DetectionLine.maximumLength + excess - 2)
        let bytes = Array("F,1\nF,".utf8) + long + Array(end.utf8)
        let whole = DetectionSamples.read(bytes)
        #expect(whole.count == 2)
        #expect(whole.last?.line.kind == (excess <= 0 ? .fileMarker : end.utf8.last == 0x0A ? .unknown : .cut))
        for size in [1000, 4093, 65_537, bytes.count - 1] {
            let sizes = Array(repeating: size, count: bytes.count / size)
            #expect(DetectionSamples.read(bytes, inPiecesOf: sizes) == whole, "pieces of \(size)")
        }
    }

    @Test("random bytes are all covered by lines, and read the same in pieces", arguments: 0..<200 as Range<UInt64>)
    func randomBytes(seed: UInt64) {
        var random = DetectionSamples.Generator(state: seed)
        // Every other file is made of the characters that lines are made of, to come further in.
        let alphabet = seed % 2 == 0 ? Array(UInt8.min...UInt8.max) : Array("pnTCGSFLx0123456789abcfE-+.,,,\n\r".utf8)
        let bytes = (0..<Int.random(in: 0...3000, using: &random)).map { _ in
            alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        }
        check(bytes, random: &random)
    }

    @Test("damaged files are all covered by lines, and read the same in pieces", arguments: 0..<300 as Range<UInt64>)
    func damagedFiles(seed: UInt64) {
        var random = DetectionSamples.Generator(state: seed)
        var bytes = DetectionSamples.mixed
        for _ in 0..<Int.random(in: 1...40, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
            case 3: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            default:
                let end = min(bytes.count, place + Int.random(in: 0...60, using: &random))
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        check(bytes, random: &random)
    }

    /// What holds for any bytes at all.
    private func check(_ bytes: [UInt8], random: inout DetectionSamples.Generator) {
        let lines = DetectionSamples.read(bytes)
        #expect(lines.reduce(into: 0) { $0 = $1.extent.start == $0 ? $1.extent.end : -1 } == bytes.count)
        for (place, placed) in lines.enumerated() {
            let whole = bytes[placed.extent.whole]
            #expect(whole.firstIndex(of: 0x0A) == (placed.extent.isTerminated ? whole.endIndex - 1 : nil))
            #expect(placed.extent.isTerminated || place == lines.count - 1)
            #expect([0, 1, 2].contains(placed.extent.end - placed.extent.contentEnd))
            // What was read can be written, and reads as the same again.
            var written: [UInt8] = []
            guard placed.line.write(to: &written) else { continue }
            #expect(DetectionSamples.read(written + [0x0A]).map(\.line) == [placed.line])
        }
        let sizes = (0..<20).map { _ in Int.random(in: 0...300, using: &random) }
        #expect(DetectionSamples.read(bytes, inPiecesOf: sizes) == lines)
        #expect(DetectionSamples.census(bytes).lines == lines.count)
    }

    @Test("an error of the reader ends reading at once and comes out as it is")
    func errors() {
        struct Enough: Error {}
        var count = 0
        func readThree() throws(Enough) {
            let bytes = DetectionSamples.mixed
            try DetectionLine.read(bytes.span) { (_, _) throws(Enough) in
                count += 1
                if count == 3 { throw Enough() }
            }
        }
        #expect(throws: Enough.self) { try readThree() }
        #expect(count == 3)
    }
}
