// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import gnome_server

@Suite("QR codes")
struct QRCodeTests {
    /// What every code of the first version shows in three of its corners.
    private static let finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]

    @Test("a code has its finders in three corners, and grows with its text")
    func shape() throws {
        let code = try #require(QRCode("HELLO"))
        #expect(code.width == 21 && code.modules.count == 21 * 21)
        for (x, y) in [(0, 0), (14, 0), (0, 14)] {
            for row in 0..<7 {
                let start = (y + row) * 21 + x
                let shown = code.modules[start..<start + 7].map { $0 ? "#" : "." }.joined()
                #expect(shown == Self.finder[row])
            }
        }
        let token = "gnome_enrol_7_" + String(repeating: "0123456789abcdef", count: 4) + "01234567"
        let larger = try #require(QRCode(token))
        #expect(larger.width > 21 && (larger.width - 17) % 4 == 0)
        #expect(larger != QRCode(token + "8"))
    }

    @Test("what no code can hold makes none", arguments: ["", "a\u{0}b", String(repeating: "x", count: 3000)])
    func none(text: String) {
        #expect(QRCode(text) == nil)
    }

    @Test("the picture has every dark module once, four light ones around them, and its label harmless")
    func picture() throws {
        let code = try #require(QRCode("HELLO"))
        let html = QRPicture(code: code, label: "\"<b>").html.description
        #expect(html.contains("viewBox=\"0 0 29 29\"") && html.contains("aria-label=\"&quot;&lt;b&gt;\""))
        var drawn = [Bool](repeating: false, count: 21 * 21)
        for run in html.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
            let (x, y, width) = (Int(run.1) ?? 0, Int(run.2) ?? 0, Int(run.3) ?? 0)
            #expect(run.3 == run.4)
            for module in 0..<width { drawn[(y - 4) * 21 + x - 4 + module] = true }
        }
        #expect(drawn == code.modules)
    }
}
