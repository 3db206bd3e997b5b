// SPDX-License-Identifier: Apache-2.0

extension DetectionLine {
    /// Reads all lines of a data file that lies in memory as a whole.
    ///
    /// - Parameters:
    ///   - bytes: The file, unpacked. A newline or a carriage return and a newline end a line.
    ///   - body: Called with each line, in order, and with its place. Between them the places cover every byte.
    /// - Throws: What `body` throws, at once.
    public static func read<Failure: Error>(
        _ bytes: Span<UInt8>, _ body: (DetectionLine, LineExtent) throws(Failure) -> Void
    ) throws(Failure) {
        try read(bytes, shiftedBy: 0, body)
    }

    /// Reads lines that begin so many bytes into their file.
    static func read<Failure: Error>(
        _ bytes: Span<UInt8>, shiftedBy offset: Int, _ body: (DetectionLine, LineExtent) throws(Failure) -> Void
    ) throws(Failure) {
        var position = 0
        while position < bytes.count {
            let start = position
            let line = DetectionLine(bytes, at: &position)
            let extent = bytes.extent(from: start, readUpTo: position)
            position = extent.end
            if extent.content.count > maximumLength {
                try body(extent.isTerminated ? .unknown : .cut, extent.shifted(by: offset))
            } else if !extent.isTerminated, line.kind == .bad || line.kind == .unknown {
                try body(.cut, extent.shifted(by: offset))
            } else {
                try body(line, extent.shifted(by: offset))
            }
        }
    }

    /// Reads the line that begins at a position, and moves somewhere within it, at the farthest to the end of content.
    @inline(__always)
    private init(_ bytes: Span<UInt8>, at position: inout Int) {
        let start = position
        let letter = bytes[start]
        position += 1
        switch letter {
        case UInt8(ascii: "p"): self = PulseLine(bytes, at: &position).map { .pulse($0) } ?? .bad
        case UInt8(ascii: "T"): self = TagLine(bytes, at: &position).map { .tag($0) } ?? .bad
        case UInt8(ascii: "n"): self = PulseLine(bytes, at: &position).map { .unusedPulse($0) } ?? .bad
        case UInt8(ascii: "C"): self = ClockLine(bytes, at: &position).map { .clock($0) } ?? .bad
        case UInt8(ascii: "G"): self = FixLine(bytes, at: &position).map { .fix($0) } ?? .bad
        case UInt8(ascii: "S"): self = SettingLine(bytes, at: &position).map { .setting($0) } ?? .bad
        case UInt8(ascii: "F"):
            if bytes.takeComma(at: &position) {
                self = bytes.lastNumber(at: &position).flatMap { WrittenTime($0) }.map { .fileMarker($0) } ?? .bad
            } else {
                self = FilterLine(bytes, at: &position).map { .filter($0) } ?? .bad
            }
        default:
            position = start
            if let foreign = ForeignLine(bytes, at: start) {
                self = .foreign(foreign)
            } else {
                self = bytes.isLineEnd(start) ? .empty : .unknown
            }
        }
    }
}

extension Span<UInt8> {
    /// The extent of the line that begins at `start` and has no newline before `position`.
    @inline(__always)
    fileprivate func extent(from start: Int, readUpTo position: Int) -> LineExtent {
        var end = position
        while end < count, self[end] != UInt8(ascii: "\n") { end += 1 }
        let isTerminated = end < count
        let hasReturn = end > start && self[end - 1] == UInt8(ascii: "\r")
        return LineExtent(
            start: start, contentEnd: hasReturn ? end - 1 : end, end: isTerminated ? end + 1 : end,
            isTerminated: isTerminated)
    }
}
