// SPDX-License-Identifier: Apache-2.0

/// What is in a data file, counted line by line.
///
/// Two files with equal bytes have equal censuses; the sum of censuses is the census of all files.
public struct DetectionCensus: Sendable, Hashable {
    /// How many bytes the lines have, line ends included.
    public private(set) var bytes = 0
    /// The earliest time of any line.
    public private(set) var earliest: Timestamp?
    /// The latest time of any line.
    public private(set) var latest: Timestamp?
    /// How often a line has an earlier time than the line with a time before it, within one file.
    public private(set) var stepsBack = 0
    /// How many files end without a newline: their last line may have lost its end, even where it can be read.
    public private(set) var unterminated = 0
    private var counts = [Int](repeating: 0, count: DetectionLine.Kind.allCases.count)
    private var lastTime: Timestamp?

    /// The census of no line.
    public init() {}

    /// How many lines of a kind there are.
    public subscript(kind: DetectionLine.Kind) -> Int { counts[kind.index] }

    /// How many lines there are of any kind.
    public var lines: Int { counts.reduce(0, +) }

    /// How many lines hold a detection that counts: pulses and tag hits.
    public var dataLines: Int { self[.pulse] + self[.tag] }

    /// Counts the next line of the file.
    public mutating func count(_ line: DetectionLine, _ extent: LineExtent) {
        counts[line.kind.index] += 1
        bytes += extent.whole.count
        if !extent.isTerminated { unterminated += 1 }
        guard let time = line.timestamp else { return }
        if let lastTime, time < lastTime { stepsBack += 1 }
        lastTime = time
        earliest = min(earliest ?? time, time)
        latest = max(latest ?? time, time)
    }

    /// The census of two sets of files.
    public static func + (lhs: DetectionCensus, rhs: DetectionCensus) -> DetectionCensus {
        var sum = lhs
        sum.counts = zip(lhs.counts, rhs.counts).map { $0 + $1 }
        sum.bytes += rhs.bytes
        sum.stepsBack += rhs.stepsBack
        sum.unterminated += rhs.unterminated
        sum.earliest = [lhs.earliest, rhs.earliest].compactMap { $0 }.min()
        sum.latest = [lhs.latest, rhs.latest].compactMap { $0 }.max()
        // No step leads from the one to the other.
        sum.lastTime = nil
        return sum
    }
}

extension DetectionLine.Kind {
    /// The place among all kinds, in the order of their declaration.
    fileprivate var index: Int {
        switch self {
        case .pulse: 0
        case .unusedPulse: 1
        case .tag: 2
        case .clock: 3
        case .fix: 4
        case .setting: 5
        case .filter: 6
        case .fileMarker: 7
        case .foreign: 8
        case .empty: 9
        case .unknown: 10
        case .bad: 11
        case .cut: 12
        }
    }
}
