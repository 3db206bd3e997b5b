// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import Testing

@testable import gnome_server

@Suite("Pages")
struct HTMLTests {
    @Test(
        "text is escaped wherever it is put into a page, and pieces are not escaped twice",
        arguments: [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onmouseover='x'", "&quot; onmouseover=&#39;x&#39;"),
            ("a & b", "a &amp; b"), ("Mølen Ὄρνις 鳥", "Mølen Ὄρνις 鳥"),
            ("bell\u{7}\u{85}\u{0}", "bell\u{FFFD}\u{FFFD}\u{FFFD}"),
        ])
    func escapes(text: String, expected: String) {
        let inner: HTML = "<b>\(text)</b>"
        let outer: HTML = "<p title=\"\(text)\">\(inner)</p>"
        #expect(outer.description == "<p title=\"\(expected)\"><b>\(expected)</b></p>")
    }

    @Test(
        "the name of a column stands in the head and at each cell, and a row has its cells in the order of the columns")
    func table() {
        let table = Table(
            ["<a>", "b"],
            [
                .head("It & all", as: .content) { "\($0)" }, .cell("Long", as: .number) { "\($0.count)" },
                .cell("So") { _ in "<b>x</b>" },
            ])
        #expect(
            table.html.description == """
                <table>
                <thead><tr><th scope="col">It &amp; all</th><th scope="col" class="number">Long</th>\
                <th scope="col">So</th></tr></thead>
                <tbody>
                <tr><th scope="row" class="content">&lt;a&gt;</th><td data-label="Long" class="number">3</td>\
                <td data-label="So"><b>x</b></td></tr>
                <tr><th scope="row" class="content">b</th><td data-label="Long" class="number">1</td>\
                <td data-label="So"><b>x</b></td></tr>
                </tbody>
                </table>
                """)
    }

    @Test("a moment is written for machines as HTML takes it: to the second")
    func moments() {
        let moment = Timestamp(microseconds: 1_777_636_807_123_456)
        #expect(
            Moments.absolute(moment).description
                == "<time datetime=\"2026-05-01T12:00:07Z\">2026-05-01 12:00:07 UTC</time>")
    }

    @Test(
        "spans are told in their largest unit",
        arguments: [
            (0.0, "0 s"), (89, "89 s"), (90, "2 min"), (3600, "60 min"), (7200, "2 h"), (172_800, "2 days"),
        ])
    func tellsSpans(seconds: Double, expected: String) {
        #expect(Moments.span(seconds) == expected)
    }
}
