// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// JSON of any shape as our writer would write it, but with numbers in every way they can be written.
struct RandomJSON {
    var source: SplitMix

    init(seed: UInt64) { source = SplitMix(seed: seed) }

    mutating func value(depth: Int) -> String {
        switch Int.random(in: 0...(depth < 4 ? 9 : 5), using: &source) {
        case 0: return ["null", "true", "false"].randomElement(using: &source) ?? "null"
        case 1, 2: return number()
        case 3, 4, 5: return text()
        case 6: return "[" + (0..<count()).map { _ in value(depth: depth + 1) }.joined(separator: ",") + "]"
        default:
            return "{" + (0..<count()).map { _ in "\(key()):\(value(depth: depth + 1))" }.joined(separator: ",") + "}"
        }
    }

    private mutating func count() -> Int {
        Int.random(in: 0...9, using: &source) == 0
            ? Int.random(in: 14...40, using: &source) : Int.random(in: 0...5, using: &source)
    }

    mutating func number() -> String {
        let sign = Bool.random(using: &source) ? "-" : ""
        let whole = String(UInt64.random(in: 0...(.max), using: &source) >> UInt64.random(in: 0...63, using: &source))
        switch Int.random(in: 0...4, using: &source) {
        case 0, 1: return sign + whole
        case 2, 3: return "\(sign)\(whole).\(digits(1...10))"
        default:
            let exponent = ["e", "E", "e+", "E-", "e-0"].randomElement(using: &source) ?? "e"
            return "\(sign)\(whole).\(digits(1...4))\(exponent)\(digits(1...2))"
        }
    }

    private mutating func digits(_ counts: ClosedRange<Int>) -> String {
        (0..<Int.random(in: counts, using: &source)).map { _ in String(Int.random(in: 0...9, using: &source)) }.joined()
    }

    private static let words = [
        "status", "3D-fix", "SG-7F5ERPI46977", "SG-7f5erpi46977", "SG-ZZZZZZZZZZZZ", "bookworm", "",
        "0198c1d2-7e4f-7abc-8def-0123456789ab", "0198C1D2-7e4f-7abc-8def-0123456789ab", "5f0c9a1b", "5f0c9a1",
        "DEADBEEF",
        "2026-05-01T12:00:00Z", "2026-05-01T12:00:00.000Z", "2026-05-01T12:00:00.000000Z", "2026-05-01 12:00:00Z",
        "2026-05-01T12:00:00.5Z", "1969-12-31T23:59:59.999Z", "2019-12-31T23:59:59Z", "2156-02-07T06:28:16Z",
        "2156-02-07T06:28:15Z", "2026-13-01T12:00:00Z", "2026-02-29T12:00:00Z", "9999-12-31T23:59:59.999999Z",
    ]

    private mutating func text() -> String {
        switch Int.random(in: 0...3, using: &source) {
        case 0: return "\"\(Self.words.randomElement(using: &source) ?? "")\""
        case 1: return "\"\(digits(1...70))\""
        case 2:
            let pieces = ["a", "é", "鳥", "😀", "\\\"", "\\\\", "\\n", "\\t", "\\u0001", "\\u001f", "\u{7F}", "/", " "]
            let length = Int.random(in: 0...(Bool.random(using: &source) ? 6 : 80), using: &source)
            return "\"\((0..<length).map { _ in pieces.randomElement(using: &source) ?? "" }.joined())\""
        default: return "\"running\""
        }
    }

    private mutating func key() -> String {
        let known = ["battery", "gps", "lat", "operator name", "10", "v", "body", "all", "bad"].randomElement(
            using: &source)
        return Bool.random(using: &source) ? "\"\(known ?? "v")\"" : text()
    }
}
