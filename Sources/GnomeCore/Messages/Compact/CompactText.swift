// SPDX-License-Identifier: Apache-2.0

/// How texts are packed: by number, by what they stand for, or as they are.
///
/// A text is packed by what it stands for only where exactly this text comes back.
enum CompactText {
    /// From when on times have a form of their own: 2020-01-01T00:00:00Z, in seconds since 1970.
    static let epoch: Int64 = 1_577_836_800
    /// Up to when, in seconds since then: beyond it, a time is a text like any other.
    static let reach: Int64 = 1 << 32

    /// What a text packs to.
    static func pack(_ text: String) -> [UInt8] {
        if let number = CompactVocabulary.textNumbers[text] {
            return number < 32 ? [CompactHead.frequentText + number] : [CompactHead.knownText, number]
        }
        let bytes = Array(text.utf8)
        return serial(bytes) ?? uuid(bytes) ?? hexadecimal(bytes) ?? time(text) ?? plain(bytes)
    }

    private static func plain(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.count < 64 { return [CompactHead.shortText + UInt8(bytes.count)] + bytes }
        return [CompactHead.text] + CompactNumber.count(UInt64(bytes.count)) + bytes
    }

    private static func serial(_ text: [UInt8]) -> [UInt8]? {
        guard text.count == 15, text.starts(with: "SG-".utf8) else { return nil }
        var number: UInt64 = 0
        for byte in text[3...] {
            switch byte {
            case 0x30...0x39: number = number * 36 + UInt64(byte - 0x30)
            case 0x41...0x5A: number = number * 36 + UInt64(byte - 0x41 + 10)
            default: return nil
            }
        }
        return [CompactHead.serial] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static let dashes: Set<Int> = [8, 13, 18, 23]

    private static func uuid(_ text: [UInt8]) -> [UInt8]? {
        guard text.count == 36, dashes.allSatisfy({ text[$0] == UInt8(ascii: "-") }) else { return nil }
        let digits = text.indices.filter { !dashes.contains($0) }.map { text[$0] }
        return unhex(digits).map { [CompactHead.uuid] + $0 }
    }

    private static func hexadecimal(_ text: [UInt8]) -> [UInt8]? {
        // Below eight digits the text itself is as short; from 256 bytes on the count has no room.
        guard (8...510).contains(text.count), let bytes = unhex(text) else { return nil }
        return [CompactHead.hexadecimal, UInt8(bytes.count)] + bytes
    }

    private static func unhex(_ digits: [UInt8]) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = nibble(digits[place]), let low = nibble(digits[place + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    private static func time(_ text: String) -> [UInt8]? {
        let decimals = text.utf8.count - 21
        guard text.hasSuffix("Z"), [-1, 3, 6].contains(decimals), let moment = Timestamp(text) else { return nil }
        let (seconds, fraction) = moment.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        guard (0..<reach).contains(seconds - epoch) else { return nil }
        let count = CompactNumber.count(UInt64(seconds - epoch))
        let (packed, part): ([UInt8], Int64) =
            switch decimals {
            case 3:
                (
                    [CompactHead.milliseconds] + count + [UInt8(fraction / 256_000), UInt8(fraction / 1000 & 255)],
                    fraction / 1000
                )
            case 6:
                (
                    [CompactHead.microseconds] + count
                        + [UInt8(fraction >> 16), UInt8(fraction >> 8 & 255), UInt8(fraction & 255)], fraction
                )
            default: ([CompactHead.seconds] + count, 0)
            }
        return self.time(seconds - epoch, fraction: part, decimals: max(0, decimals)) == Array(text.utf8) ? packed : nil
    }

    /// The text of a time.
    ///
    /// - Parameters:
    ///   - seconds: Whole seconds since the epoch of times.
    ///   - fraction: What is beyond them, as so many decimals.
    static func time(_ seconds: Int64, fraction: Int64, decimals: Int) -> [UInt8] {
        var text = Array(Timestamp(seconds: seconds + epoch).description.utf8)
        guard decimals > 0 else { return text }
        let digits = Array(String(fraction).utf8)
        text.removeLast()
        text.append(UInt8(ascii: "."))
        text += [UInt8](repeating: UInt8(ascii: "0"), count: max(0, decimals - digits.count)) + digits
        text.append(UInt8(ascii: "Z"))
        return text
    }

    /// The text of a serial; nothing where the number stands for more than twelve digits.
    static func serial(_ number: UInt64) -> [UInt8]? {
        var digits: [UInt8] = []
        var rest = number
        for _ in 0..<12 {
            let digit = UInt8(rest % 36)
            digits.append(digit < 10 ? 0x30 + digit : 0x41 + digit - 10)
            rest /= 36
        }
        return rest == 0 ? Array("SG-".utf8) + digits.reversed() : nil
    }

    /// The text of a UUID of 16 bytes.
    static func uuid(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var text = Array(bytes.hex.utf8)
        for place in dashes.sorted() { text.insert(UInt8(ascii: "-"), at: place) }
        return text
    }
}
