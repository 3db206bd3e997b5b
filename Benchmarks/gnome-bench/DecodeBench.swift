// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// How fast data files are read, on one core, beside a loop that only counts newlines.
struct DecodeBench: Subcommand {
    static let name = "decode"
    static let summary = "read detection lines [--megabytes 64] [--rounds 9] [--seed 1]"

    static func run(_ options: Options) throws {
        let megabytes = options.count("megabytes", default: 64)
        let rounds = options.count("rounds", default: 9)
        var sample = SampleText(seed: UInt64(options.count("seed", default: 1)))
        let bytes = sample.bytes(megabytes * 1_000_000)
        var (newlines, whole, chunks, census) = (Measurement(), Measurement(), Measurement(), Measurement())
        var lines = 0
        for _ in 0..<rounds {
            // Interleaved, so that a slow moment of the machine meets all of them.
            lines = newlines.round { countNewlines(bytes) }
            let linesOfWhole = whole.round { readWhole(bytes) }
            let linesOfChunks = chunks.round { readChunks(bytes) }
            let counted = census.round { takeCensus(bytes) }
            guard linesOfWhole == lines, linesOfChunks == lines, counted.lines == lines, counted.dataLines > 0,
                counted[.bad] + counted[.unknown] + counted[.cut] == 0
            else {
                throw WrongResult(
                    description: "the readers disagree: \(lines), \(linesOfWhole), \(linesOfChunks), \(counted)")
            }
        }
        print("\(bytes.count) bytes, \(lines) lines, \(rounds) rounds, one core")
        print(padded("", to: 26) + "      MB/s: min   median      max   Mlines/s   of raw")
        let raw = newlines.rates(of: Double(bytes.count)).median
        for (label, measurement) in [
            ("count newlines (raw)", newlines), ("read, whole file", whole), ("read, 64 KiB chunks", chunks),
            ("read and count by kind", census),
        ] {
            let rates = measurement.rates(of: Double(bytes.count))
            let perLine = measurement.rates(of: Double(lines)).median
            print(
                padded(label, to: 26) + fixed(rates.min / 1e6, decimals: 0, width: 15)
                    + fixed(rates.median / 1e6, decimals: 0, width: 9) + fixed(rates.max / 1e6, decimals: 0, width: 9)
                    + fixed(perLine / 1e6, decimals: 2, width: 11)
                    + fixed(rates.median / raw * 100, decimals: 1, width: 8) + "%")
        }
    }

    @inline(never)
    private static func countNewlines(_ bytes: [UInt8]) -> Int {
        var count = 0
        for byte in bytes where byte == UInt8(ascii: "\n") { count += 1 }
        return count
    }

    /// Reads all lines and uses a value of each kind, so that none can be left out.
    @inline(never)
    private static func readWhole(_ bytes: [UInt8]) -> Int {
        var tally = Tally()
        DetectionLine.read(bytes.span) { line, _ in tally.add(line) }
        return tally.lines
    }

    @inline(never)
    private static func readChunks(_ bytes: [UInt8]) -> Int {
        var decoder = DetectionDecoder()
        var tally = Tally()
        let span = bytes.span
        for start in stride(from: 0, to: span.count, by: 1 << 16) {
            decoder.read(span.extracting(start..<min(span.count, start + (1 << 16)))) { line, _ in tally.add(line) }
        }
        decoder.finish { line, _ in tally.add(line) }
        return tally.lines
    }

    @inline(never)
    private static func takeCensus(_ bytes: [UInt8]) -> DetectionCensus {
        var census = DetectionCensus()
        DetectionLine.read(bytes.span) { census.count($0, $1) }
        return census
    }

    private struct Tally {
        var lines = 0
        var signal: UInt64 = 0
        var tags: UInt32 = 0

        mutating func add(_ line: DetectionLine) {
            lines += 1
            switch line {
            case .pulse(let pulse): signal &+= pulse.signal.magnitude &+ pulse.noise.magnitude
            case .tag(let tag): tags &+= tag.id
            default: break
            }
        }
    }
}
