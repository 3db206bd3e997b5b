// SPDX-License-Identifier: Apache-2.0

/// How numbers are packed, with the digits that they are written with.
enum CompactNumber {
    /// How many decimals have a head of their own.
    private static let decimalLimit = 8

    /// What a number packs to; nothing where it is beyond what JSON readers take.
    static func pack(_ number: JSONScanner.Number) -> [UInt8]? {
        let isNegative = number.text.hasPrefix("-")
        let digits = isNegative ? number.text.dropFirst() : number.text[...]
        if number.isWhole {
            if !isNegative, let magnitude = UInt64(digits) { return whole(magnitude) }
            // “-0” is written as any other number: it has a sign that no whole number has.
            if isNegative, let magnitude = UInt64(digits), magnitude > 0 {
                let bytes = bytes(magnitude - 1)
                return [CompactHead.negativeNumber + UInt8(bytes.count - 1)] + bytes
            }
        } else if let point = digits.firstIndex(of: ".") {
            let decimals = digits[digits.index(after: point)...]
            // An exponent makes this no number of digits.
            if decimals.utf8.count <= decimalLimit, let magnitude = UInt64(String(digits[..<point]) + decimals) {
                let head = isNegative ? CompactHead.negativeDecimal : CompactHead.decimal
                return [head + UInt8(decimals.utf8.count - 1)] + count(magnitude)
            }
        }
        guard Double(number.text)?.isFinite == true else { return nil }
        return [CompactHead.writtenNumber] + count(UInt64(number.text.utf8.count)) + number.text.utf8
    }

    /// The JSON text of a decimal number.
    static func decimal(_ magnitude: UInt64, decimals: Int, isNegative: Bool) -> [UInt8] {
        var digits = Array(String(magnitude).utf8)
        if digits.count <= decimals {
            digits.insert(contentsOf: [UInt8](repeating: UInt8(ascii: "0"), count: decimals + 1 - digits.count), at: 0)
        }
        digits.insert(UInt8(ascii: "."), at: digits.count - decimals)
        return isNegative ? [UInt8(ascii: "-")] + digits : digits
    }

    /// A number of any size in seven bits a byte, the lowest first; all but the last have the highest bit set.
    static func count(_ number: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    private static func whole(_ magnitude: UInt64) -> [UInt8] {
        if magnitude < 64 { return [CompactHead.smallNumber + UInt8(magnitude)] }
        let bytes = bytes(magnitude)
        return [CompactHead.number + UInt8(bytes.count - 1)] + bytes
    }

    /// The bytes of a number, the highest first, at least one.
    private static func bytes(_ number: UInt64) -> [UInt8] {
        let length = max(1, (UInt64.bitWidth - number.leadingZeroBitCount + 7) / 8)
        return (0..<length).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
