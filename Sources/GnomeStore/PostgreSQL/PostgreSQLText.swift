// SPDX-License-Identifier: Apache-2.0

/// Text as PostgreSQL can keep it: it takes no NUL, and what receivers send may hold one.
///
/// NUL is written as U+FDD0 and “0”, and U+FDD0 itself as U+FDD0 and “1”. It is one of the noncharacters, which Unicode
/// sets aside for use inside a program (Unicode 15, §23.7).
enum PostgreSQLText {
    private static let mark: [UInt8] = [0xEF, 0xB7, 0x90]

    /// The bytes that are sent for a text.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        guard text.utf8.contains(where: { $0 == 0 || $0 == mark[0] }) else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        let plain = Array(text.utf8)
        var index = 0
        while index < plain.count {
            if plain[index] == 0 {
                bytes += mark + [UInt8(ascii: "0")]
            } else if isMark(plain, at: index) {
                bytes += mark + [UInt8(ascii: "1")]
                index += mark.count - 1
            } else {
                bytes.append(plain[index])
            }
            index += 1
        }
    }

    /// The text that was kept; nothing where the bytes are none that `append(_:to:)` makes.
    static func text(_ bytes: some Collection<UInt8>) -> String? {
        guard bytes.contains(mark[0]) else { return String(validating: bytes, as: UTF8.self) }
        let kept = Array(bytes)
        var plain: [UInt8] = []
        plain.reserveCapacity(kept.count)
        var index = 0
        while index < kept.count {
            guard isMark(kept, at: index) else {
                plain.append(kept[index])
                index += 1
                continue
            }
            let sign = index + mark.count
            switch kept.indices.contains(sign) ? kept[sign] : nil {
            case UInt8(ascii: "0"): plain.append(0)
            case UInt8(ascii: "1"): plain += mark
            default: return nil
            }
            index = sign + 1
        }
        return String(validating: plain, as: UTF8.self)
    }

    private static func isMark(_ bytes: [UInt8], at index: Int) -> Bool {
        bytes[index...].starts(with: mark)
    }
}
