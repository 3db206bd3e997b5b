// SPDX-License-Identifier: Apache-2.0

extension String {
    /// How many columns a terminal gives the text: two for East Asian wide characters and emoji, none for marks.
    var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

    /// The text with blanks after it up to a width.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - displayWidth)) }

    /// The text with blanks before it up to a width.
    func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - displayWidth)) + self }
}

extension Character {
    fileprivate var displayWidth: Int {
        if isASCII { return 1 }
        // A cluster is as wide as its widest part; U+FE0F asks for the picture form of what stands before it.
        return unicodeScalars.reduce(0) { max($0, $1 == "\u{FE0F}" ? 2 : $1.displayWidth) }
    }
}

extension Unicode.Scalar {
    fileprivate var displayWidth: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if properties.isEmojiPresentation { return 2 }
        // The wide and full-width blocks of Unicode's East Asian Width, UAX #11.
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
