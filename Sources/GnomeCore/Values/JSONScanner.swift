// SPDX-License-Identifier: Apache-2.0

/// Reads the words of JSON text (RFC 8259) one after another, each byte once.
struct JSONScanner {
    /// A number as it is written.
    struct Number {
        /// Its characters.
        let text: String
        /// Whether it has neither fraction nor exponent.
        let isWhole: Bool
    }

    private let bytes: [UInt8]
    /// Where it stands, in bytes from the first.
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The byte that is read next; nothing at the end.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// Reads a character where it stands next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = next, byte == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Reads a word such as `true` where it stands next.
    mutating func take(word text: StaticString) -> Bool {
        let word = text.description.utf8
        guard bytes[position...].starts(with: word) else { return false }
        position += word.count
        return true
    }

    /// Reads a number; nothing where there is none.
    mutating func number() -> Number? {
        let start = position
        _ = take("-")
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else { return nil }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard digits() > 0 else { return nil }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            guard digits() > 0 else { return nil }
        }
        return Number(text: String(decoding: bytes[start..<position], as: UTF8.self), isWhole: isWhole)
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        return position - start
    }

    /// Reads a text; nothing where there is none.
    mutating func string() -> String? {
        guard take("\"") else { return nil }
        let start = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { return nil }
            position += 1
        }
        guard next == UInt8(ascii: "\"") else { return stringWithEscapes(from: start) }
        defer { position += 1 }
        return String(validating: bytes[start..<position], as: UTF8.self)
    }

    /// Goes on with a string at its first backslash.
    private mutating func stringWithEscapes(from start: Int) -> String? {
        var text = Array(bytes[start..<position])
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escape() else { return nil }
                text += Array(String(Character(scalar)).utf8)
            case ..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard let byte = next else { return nil }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return unicodeEscape()
        default: return nil
        }
    }

    /// A code unit, or two that make one character; half of such a pair alone is no text.
    private mutating func unicodeEscape() -> Unicode.Scalar? {
        guard let unit = hexadecimal() else { return nil }
        guard (0xD800...0xDBFF).contains(unit) else { return Unicode.Scalar(unit) }
        guard take("\\"), take("u"), let low = hexadecimal(), (0xDC00...0xDFFF).contains(low) else { return nil }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    }

    private mutating func hexadecimal() -> UInt32? {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
