// SPDX-License-Identifier: Apache-2.0

/// How JSON writes the characters of a text that can't stand for themselves: as few as must be.
enum JSONEscapes {
    /// The UTF-8 of a text between quotes.
    static func escaped(_ text: some Collection<UInt8>) -> [UInt8] {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.count)
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): escaped += [UInt8(ascii: "\\"), byte]
            case 0x08: escaped += "\\b".utf8
            case 0x09: escaped += "\\t".utf8
            case 0x0A: escaped += "\\n".utf8
            case 0x0C: escaped += "\\f".utf8
            case 0x0D: escaped += "\\r".utf8
            case ..<0x20: escaped += "\\u00".utf8 + Array([byte].hex.utf8)
            default: escaped.append(byte)
            }
        }
        return escaped
    }
}
