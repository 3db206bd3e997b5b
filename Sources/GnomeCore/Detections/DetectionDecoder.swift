// SPDX-License-Identifier: Apache-2.0

/// Reads the lines of a data file that comes in pieces, which may end anywhere.
///
/// ```swift
/// var decoder = DetectionDecoder()
/// var census = DetectionCensus()
/// for chunk in chunks { decoder.read(chunk.span) { census.count($0, $1) } }
/// decoder.finish { census.count($0, $1) }
/// ```
///
/// The lines and their places are the same as ``DetectionLine/read(_:_:)`` gives for the whole file. At most one line
/// is held, and of that no more than ``DetectionLine/maximumLength``.
public struct DetectionDecoder: Sendable {
    /// How many bytes came before the line that is being held.
    private var offset = 0
    /// The beginning of a line whose end has not come yet.
    private var held: [UInt8] = []
    /// How many bytes of that line came, held or not.
    private var heldCount = 0
    /// The last byte of that line, held or not.
    private var lastByte: UInt8 = 0

    /// A decoder at the beginning of a file.
    public init() {}

    /// Reads the next piece of the file.
    ///
    /// - Parameters:
    ///   - chunk: The bytes that follow those of the last call.
    ///   - body: Called with each line that ends in this piece, in order, and with its place in the file.
    /// - Throws: What `body` throws, at once. The decoder is of no use afterwards.
    public mutating func read<Failure: Error>(
        _ chunk: Span<UInt8>, _ body: (DetectionLine, LineExtent) throws(Failure) -> Void
    ) throws(Failure) {
        guard let lastNewline = chunk.indices.last(where: { chunk[$0] == UInt8(ascii: "\n") }) else {
            hold(chunk)
            return
        }
        var start = 0
        if heldCount > 0, let newline = chunk.indices.first(where: { chunk[$0] == UInt8(ascii: "\n") }) {
            start = newline + 1
            hold(chunk.extracting(0..<newline))
            try releaseHeld(isTerminated: true, body)
        }
        let lines = chunk.extracting(start..<lastNewline + 1)
        try DetectionLine.read(lines, shiftedBy: offset, body)
        offset += lines.count
        hold(chunk.extracting((lastNewline + 1)...))
    }

    /// Reads what is left at the end of the file: a last line without newline, if there is one.
    ///
    /// - Throws: What `body` throws.
    public mutating func finish<Failure: Error>(
        _ body: (DetectionLine, LineExtent) throws(Failure) -> Void
    ) throws(Failure) {
        if heldCount > 0 { try releaseHeld(isTerminated: false, body) }
    }

    private mutating func hold(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        heldCount += bytes.count
        lastByte = bytes[bytes.count - 1]
        // One byte more than a line may have, for the carriage return.
        for index in 0..<min(bytes.count, DetectionLine.maximumLength + 1 - held.count) { held.append(bytes[index]) }
    }

    private mutating func releaseHeld<Failure: Error>(
        isTerminated: Bool, _ body: (DetectionLine, LineExtent) throws(Failure) -> Void
    ) throws(Failure) {
        let contentCount = lastByte == UInt8(ascii: "\r") ? heldCount - 1 : heldCount
        let extent = LineExtent(
            start: offset, contentEnd: offset + contentCount, end: offset + heldCount + (isTerminated ? 1 : 0),
            isTerminated: isTerminated)
        if contentCount > DetectionLine.maximumLength {
            try body(isTerminated ? .unknown : .cut, extent)
        } else {
            if isTerminated { held.append(UInt8(ascii: "\n")) }
            try DetectionLine.read(held.span, shiftedBy: offset, body)
        }
        offset = extent.end
        held.removeAll(keepingCapacity: true)
        heldCount = 0
    }
}
