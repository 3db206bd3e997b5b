// SPDX-License-Identifier: Apache-2.0

/// Makes text from outside safe to print: what would drive a terminal, or reorder what it shows, becomes visible.
///
/// Names, reports and errors come from receivers and servers. An escape sequence in one of them must not clear the
/// screen, retitle the window or hide a line.
enum VisibleText {
    /// The text in one line, with `\n`, `\t` and `\u{1b}` spelled out.
    static func line(of text: String) -> String { escaped(text, keepsLines: false) }

    /// The text with its lines kept.
    static func lines(of text: String) -> String { escaped(text, keepsLines: true) }

    /// JSON text with what JSON itself leaves unescaped written as `\u009b`; its meaning stays the same.
    static func json(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isActive) else { return text }
        var visible = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard isActive(scalar), scalar != "\n" else {
                visible.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            visible.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars)
        }
        return String(visible)
    }

    private static func escaped(_ text: String, keepsLines: Bool) -> String {
        guard text.unicodeScalars.contains(where: isActive) else { return text }
        var visible = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where keepsLines: visible.append(scalar)
            case "\n": visible.append(contentsOf: "\\n".unicodeScalars)
            case "\t": visible.append(contentsOf: "\\t".unicodeScalars)
            case _ where isActive(scalar):
                visible.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default: visible.append(scalar)
            }
        }
        return String(visible)
    }

    /// Control characters, line separators, and the marks that change the direction of writing.
    private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
