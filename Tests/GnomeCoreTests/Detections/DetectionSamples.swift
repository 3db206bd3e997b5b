// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import Testing

/// What the suites about detection lines share: sample text, reading it, and the real files where they are.
enum DetectionSamples {
    /// A file with every kind of line, both line ends, and lines that nobody can read.
    static let mixed = Array(
        """
        C,1639705542.996,2,0
        G,undefined,undefined,undefined,undefined
        S,1639705543.174,3,lna_gain,1,0,
        S,12345678,1,-w,0x07,1,0,
        S,1735550402.1230,0,freq_outlier,true
        p3,1639705555.8065,2.402,-32.87,-53.53
        p6,1681004979.0929,3.785,-29.66,-54.81,25.6\r
        n3,1639614325.5266,-0.0,-39,-54,15
        T1,1639705547.16,78664c3304,-84
        T3,1681004846.412,0FE36400,-96,v2\r

        F3,1735550400.0000,3600,1200,16,4
        F,1466715518.311
        C,1561257097.681,6,8.6e-7
        p3,1639614325.5266,2.637,-38.87
        hello
        L6,1681004878.702,TestTags#1.1@166.38:25.1,3.809,0.011,-25.5,1.18,-54.4,1,3,0.0005,4.96e-05,166.38
        \r
        S,1639705543.152,3,frequency,undefined,1,no, not now
        G,1504282346,44.267386667,-64.25947,22.4

        """.utf8)

    /// A line with where it stands.
    struct Placed: Hashable {
        var line: DetectionLine
        var extent: LineExtent
    }

    /// All lines of a file that is read as a whole.
    static func read(_ bytes: [UInt8]) -> [Placed] {
        var lines: [Placed] = []
        DetectionLine.read(bytes.span) { lines.append(Placed(line: $0, extent: $1)) }
        return lines
    }

    /// All lines of a file that comes in pieces of so many bytes, the last one shorter.
    static func read(_ bytes: [UInt8], inPiecesOf sizes: [Int]) -> [Placed] {
        var lines: [Placed] = []
        var decoder = DetectionDecoder()
        var start = 0
        for size in sizes + [bytes.count] {
            let end = min(bytes.count, start + size)
            decoder.read(bytes.span.extracting(start..<end)) { lines.append(Placed(line: $0, extent: $1)) }
            start = end
        }
        decoder.finish { lines.append(Placed(line: $0, extent: $1)) }
        return lines
    }

    /// The one line of a text, which is given a newline.
    static func line(_ text: String) throws -> DetectionLine {
        let lines = read(Array((text + "\n").utf8))
        try #require(lines.count == 1)
        return lines[0].line
    }

    /// A line as a receiver writes it; nothing where it is known only by its bytes.
    static func text(_ line: DetectionLine) -> String? {
        var bytes: [UInt8] = []
        return line.write(to: &bytes) ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// A census of a whole file.
    static func census(_ bytes: [UInt8]) -> DetectionCensus {
        var census = DetectionCensus()
        DetectionLine.read(bytes.span) { census.count($0, $1) }
        return census
    }

    /// The folder with files of a real receiver; nothing where it is not beside this checkout.
    static let realFiles: String? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "../shared/data/receiver-files/2021-12-17").standardized.path()
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }()

    /// The bytes of one of the real files.
    static func realFile(_ name: String) throws -> [UInt8] {
        let folder = try #require(realFiles)
        return Array(try #require(FileManager.default.contents(atPath: "\(folder)/\(name)")))
    }

    /// Numbers that depend on a seed alone: SplitMix64 of Steele, Lea and Flood (2014).
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
