// SPDX-License-Identifier: Apache-2.0

/// Where a line stands in its file, in bytes from the beginning.
public struct LineExtent: Sendable, Hashable {
    /// The first byte of the line.
    public let start: Int
    /// Behind the last byte of the line that is not part of its line end.
    public let contentEnd: Int
    /// Behind the newline, or the end of the file: where the next line begins.
    public let end: Int
    /// Whether a newline ends the line.
    ///
    /// A last line without one may have lost more than its newline.
    public let isTerminated: Bool

    /// The line without its line end.
    public var content: Range<Int> { start..<contentEnd }

    /// The line with its line end.
    ///
    /// These ranges cover a file without gap or overlap.
    public var whole: Range<Int> { start..<end }

    /// The same line in a file that has so many bytes more in front.
    func shifted(by count: Int) -> LineExtent {
        LineExtent(start: start + count, contentEnd: contentEnd + count, end: end + count, isTerminated: isTerminated)
    }
}
