// SPDX-License-Identifier: Apache-2.0

/// Bytes for people: the offset, sixteen bytes and their ASCII, a line each.
public enum HexDump {
    /// How many bytes a line has.
    public static let width = 16

    /// A part of some bytes as lines.
    ///
    /// - Parameters:
    ///   - bytes: All of them; offsets count from their first.
    ///   - range: Which of them are shown; the first line begins at the multiple of sixteen before.
    public static func text(_ bytes: [UInt8], in range: Range<Int>) -> String {
        let shown = range.clamped(to: bytes.indices)
        let first = shown.lowerBound / width * width
        return stride(from: first, to: shown.upperBound, by: width).map { start in
            line(bytes[start..<min(start + width, shown.upperBound)], at: start)
        }.joined(separator: "\n")
    }

    private static func line(_ bytes: ArraySlice<UInt8>, at offset: Int) -> String {
        let digits = String(offset, radix: 16)
        let zeros = String(repeating: "0", count: max(0, 8 - digits.count))
        let numbers = bytes.map { CollectionOfOne($0).hex }.joined(separator: " ")
        let gap = String(repeating: " ", count: 3 * width - 1 - numbers.count)
        let characters = bytes.map { (0x20...0x7E).contains($0) ? Character(Unicode.Scalar($0)) : "." }
        return "\(zeros)\(digits)  \(numbers)\(gap)  |\(String(characters))|"
    }
}
