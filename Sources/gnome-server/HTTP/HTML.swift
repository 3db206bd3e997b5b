// SPDX-License-Identifier: Apache-2.0

/// A piece of a page: text that is put into it is escaped, only literals and other pieces are taken as they are.
struct HTML: Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
    private(set) var description: String

    init(stringLiteral value: String) { description = value }
    init(stringInterpolation: Interpolation) { description = stringInterpolation.text }

    /// Pieces one after another.
    init(_ pieces: some Sequence<HTML>) { description = pieces.map(\.description).joined() }

    static let empty: HTML = ""

    static func + (lhs: HTML, rhs: HTML) -> HTML { "\(lhs)\(rhs)" }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ piece: HTML) { text += piece.description }
        mutating func appendInterpolation(_ piece: HTML?) { text += piece?.description ?? "" }
        mutating func appendInterpolation(_ number: Int) { text += String(number) }
        mutating func appendInterpolation(_ value: some StringProtocol) {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "&": text += "&amp;"
                case "<": text += "&lt;"
                case ">": text += "&gt;"
                case "\"": text += "&quot;"
                case "'": text += "&#39;"
                // Control characters have no meaning in a page, and some of them are not allowed there.
                case "\t", "\n": text.unicodeScalars.append(scalar)
                case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): text += "\u{FFFD}"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
    }
}
