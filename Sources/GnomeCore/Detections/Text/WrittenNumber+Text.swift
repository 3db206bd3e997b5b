// SPDX-License-Identifier: Apache-2.0

extension WrittenNumber: CustomStringConvertible, LosslessStringConvertible {
    /// The number as it was written.
    public var description: String {
        var bytes: [UInt8] = []
        bytes.append(self)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A number from text that is nothing but one.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        var position = 0
        guard let number = bytes.span.number(at: &position), position == bytes.count else { return nil }
        self = number
    }
}

extension Span<UInt8> {
    /// Reads the number that begins at a position and moves behind it.
    ///
    /// Takes what `strtod` takes of decimals, except blanks, `+` and the words for infinity. Digits beyond the 19th
    /// are dropped behind the point, and refused before it.
    @inline(__always)
    func number(at position: inout Int) -> WrittenNumber? {
        var index = position
        let isNegative = index < count && self[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        let first = index
        var magnitude: UInt64 = 0
        var digits = takeDigits(at: &index, into: &magnitude)
        var scale = 0
        if index < count, self[index] == UInt8(ascii: ".") {
            index += 1
            scale = takeDigits(at: &index, into: &magnitude)
            digits += scale
        }
        guard digits > 0 else { return nil }
        // 19 digits always fit 64 bits. What is longer, or has an exponent, is rare.
        if digits > 19 || (index < count && self[index] | 0x20 == UInt8(ascii: "e")) {
            index = first
            guard let number = unusualNumber(at: &index, isNegative: isNegative) else { return nil }
            position = index
            return number
        }
        position = index
        return WrittenNumber(
            magnitude: magnitude, scale: Int16(truncatingIfNeeded: scale), isNegative: isNegative, notation: .plain)
    }

    @inline(__always)
    private func takeDigits(at index: inout Int, into magnitude: inout UInt64) -> Int {
        let first = index
        while index < count {
            let digit = self[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            magnitude = magnitude &* 10 &+ UInt64(digit)
            index += 1
        }
        return index - first
    }

    /// Reads a number of any length, with or without exponent, whose sign is read already.
    @inline(never)
    private func unusualNumber(at index: inout Int, isNegative: Bool) -> WrittenNumber? {
        var magnitude: UInt64 = 0
        var significant = 0
        var scale = 0
        var isBehindPoint = false
        while index < count {
            let digit = self[index] &- UInt8(ascii: "0")
            if digit < 10 {
                if significant < 19 {
                    magnitude = magnitude * 10 + UInt64(digit)
                    if magnitude > 0 { significant += 1 }
                    if isBehindPoint { scale += 1 }
                } else if !isBehindPoint {
                    return nil
                }
            } else if self[index] == UInt8(ascii: "."), !isBehindPoint {
                isBehindPoint = true
            } else {
                break
            }
            index += 1
        }
        var notation = WrittenNumber.Notation.plain
        if let (exponent, isPadded) = exponent(at: &index) {
            scale -= exponent
            notation = isPadded ? .paddedExponent : .exponent
        }
        guard (-999...999).contains(scale) else { return nil }
        return WrittenNumber(magnitude: magnitude, scale: Int16(scale), isNegative: isNegative, notation: notation)
    }

    /// Reads `e-7`, `E+06` and the like; nothing, and nowhere moved, where none stands there.
    private func exponent(at index: inout Int) -> (value: Int, isPadded: Bool)? {
        guard index < count, self[index] | 0x20 == UInt8(ascii: "e") else { return nil }
        var end = index + 1
        let isNegative = end < count && self[end] == UInt8(ascii: "-")
        if isNegative || (end < count && self[end] == UInt8(ascii: "+")) { end += 1 }
        let first = end
        var value: UInt64 = 0
        guard (1...4).contains(takeDigits(at: &end, into: &value)) else { return nil }
        index = end
        return (isNegative ? -Int(value) : Int(value), self[first] == UInt8(ascii: "0"))
    }
}

extension [UInt8] {
    /// Appends a number in its notation.
    mutating func append(_ number: WrittenNumber) {
        if number.isNegative { append(UInt8(ascii: "-")) }
        let digits = String(number.magnitude).utf8
        let scale = Int(number.scale)
        guard number.notation != .plain else {
            append(digits: digits, pointAfter: digits.count - scale)
            return
        }
        append(digits: digits, pointAfter: 1)
        let exponent = digits.count - 1 - scale
        append(UInt8(ascii: "e"))
        append(UInt8(ascii: exponent < 0 ? "-" : "+"))
        if number.notation == .paddedExponent, abs(exponent) < 10 { append(UInt8(ascii: "0")) }
        append(contentsOf: String(abs(exponent)).utf8)
    }

    /// Appends digits with a point, or with none where it would come last; with zeros where digits are lacking.
    private mutating func append(digits: String.UTF8View, pointAfter place: Int) {
        if place <= 0 {
            append(contentsOf: "0.".utf8)
            append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -place))
            append(contentsOf: digits)
        } else {
            append(contentsOf: digits.prefix(place))
            if place < digits.count {
                append(UInt8(ascii: "."))
                append(contentsOf: digits.dropFirst(place))
            }
        }
    }
}
