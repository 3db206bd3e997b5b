// SPDX-License-Identifier: Apache-2.0

// The fields of a line, read in place: no reader moves behind the end of the line it began in, and none allocates.
extension Span<UInt8> {
    /// Whether the content of a line ends here: at its newline, at a carriage return before one, or with the data.
    @inline(__always)
    func isLineEnd(_ position: Int) -> Bool {
        guard position < count else { return true }
        switch self[position] {
        case UInt8(ascii: "\n"): return true
        case UInt8(ascii: "\r"): return position + 1 == count || self[position + 1] == UInt8(ascii: "\n")
        default: return false
        }
    }

    /// Whether a field ends here: at a comma, or with its line.
    @inline(__always)
    func isFieldEnd(_ position: Int) -> Bool {
        if position < count, self[position] == UInt8(ascii: ",") { return true }
        return isLineEnd(position)
    }

    /// Moves behind a comma; false, and not moved, where none stands there.
    @inline(__always)
    func takeComma(at position: inout Int) -> Bool {
        guard position < count, self[position] == UInt8(ascii: ",") else { return false }
        position += 1
        return true
    }

    /// Reads a number that fills its field, and the comma behind it.
    @inline(__always)
    func numberAndComma(at position: inout Int) -> WrittenNumber? {
        guard let number = number(at: &position), takeComma(at: &position) else { return nil }
        return number
    }

    /// Reads a number that fills its field.
    @inline(__always)
    func lastNumber(at position: inout Int) -> WrittenNumber? {
        guard let number = number(at: &position), isFieldEnd(position) else { return nil }
        return number
    }

    /// Reads a time, and the comma behind it.
    @inline(__always)
    func timeAndComma(at position: inout Int) -> WrittenTime? {
        guard let number = numberAndComma(at: &position) else { return nil }
        return WrittenTime(number)
    }

    /// Reads a port, which is a signed number of 16 bits, and the comma behind it.
    @inline(__always)
    func portAndComma(at position: inout Int) -> Int16? {
        let isNegative = position < count && self[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let first = position
        var value = 0
        while position < count {
            let digit = self[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value * 10 + Int(digit)
            guard value <= Int16.max else { return nil }
            position += 1
        }
        guard position > first, takeComma(at: &position) else { return nil }
        return Int16(isNegative ? -value : value)
    }

    /// Where the field ends that begins at a position.
    func field(at start: Int) -> Range<Int> {
        var end = start
        while !isFieldEnd(end) { end += 1 }
        return start..<end
    }

    /// Where the content of the line ends that begins at a position.
    func restOfLine(at start: Int) -> Range<Int> {
        var end = start
        while !isLineEnd(end) { end += 1 }
        return start..<end
    }

    /// Whether these bytes are exactly this text.
    func equals(_ text: String, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8.count else { return false }
        return zip(range, text.utf8).allSatisfy { self[$0] == $1 }
    }

    /// These bytes as text; nothing where they are not UTF-8.
    func text(in range: Range<Int>) -> String? {
        guard let text = try? UTF8Span(validating: extracting(range)) else { return nil }
        return String(copying: text)
    }
}

extension [UInt8] {
    /// Appends a comma and a number.
    mutating func append(field number: WrittenNumber) {
        append(UInt8(ascii: ","))
        append(number)
    }

    /// Appends a comma and a time.
    mutating func append(field time: WrittenTime) { append(field: time.number) }

    /// Appends a comma and a whole number.
    mutating func append(field integer: some BinaryInteger) { append(field: String(integer)) }

    /// Appends a comma and text.
    mutating func append(field text: String) {
        append(UInt8(ascii: ","))
        append(contentsOf: text.utf8)
    }

    /// Appends the letter of a line and its port.
    mutating func append(letter: Unicode.Scalar, port: Int16) {
        append(UInt8(ascii: letter))
        append(contentsOf: String(port).utf8)
    }
}
