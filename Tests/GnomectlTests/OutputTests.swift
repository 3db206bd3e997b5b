// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import gnomectl

@Suite("Tables and text on a terminal")
struct OutputTests {
    @Test("columns are aligned, numbers at their end, and no line ends in blanks")
    func alignment() {
        let table = Table(
            header: ["NAME", "N", "NOTE"], rows: [["a", .init(7), "x"], ["longer", .init(1234), "yy"]])
        #expect(
            table.text(isColoured: false) == """
                NAME       N  NOTE
                a          7  x
                longer  1234  yy
                """)
    }

    @Test(
        "wide characters count as two columns, marks as none",
        arguments: [
            ("abc", 3), ("é", 1), ("e\u{301}", 1), ("鳥", 2), ("ｶ", 1), ("カ", 2), ("🐦", 2), ("❤\u{FE0F}", 2), ("한", 2),
            ("👩‍🔬", 2), ("", 0), ("Ünïcödé", 7),
        ])
    func widths(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test("a name can't drive the terminal: control characters and direction marks become visible")
    func escaping() {
        let cell = Table.Cell("a\u{1b}[2Jb\u{9b}1m\nc\td\u{202e}e\u{7f}")
        #expect(cell.text == #"a\u{1b}[2Jb\u{9b}1m\nc\td\u{202e}e\u{7f}"#)
        #expect(VisibleText.lines(of: "a\nb\r\u{7}") == "a\nb\\u{d}\\u{7}")
    }

    @Test("JSON keeps the meaning of what it escapes, and carries no raw control character")
    func json() throws {
        let text = try JSONText.of(["a\u{9b}\u{202e}\u{7f}\u{1b}é"])
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        #expect(text.lowercased().contains(#"a\u009b\u202e\u007f\u001bé"#))
    }

    @Test("colours appear only where they are asked for")
    func colours() {
        let table = Table(header: ["A"], rows: [[Table.Cell("online", tone: .good)]])
        #expect(table.text(isColoured: true) == "\u{1b}[1mA\u{1b}[0m\n\u{1b}[32monline\u{1b}[0m")
        #expect(!table.text(isColoured: false).contains("\u{1b}"))
    }

    @Test(
        "there is no colour in a pipe, with NO_COLOR, or on a terminal that has none",
        arguments: [
            (Int?.some(80), [:], true), (nil, [:], false), (80, ["NO_COLOR": "1"], false),
            (80, ["NO_COLOR": ""], true), (80, ["TERM": "dumb"], false),
        ] as [(Int?, [String: String], Bool)])
    func colourDecision(columns: Int?, variables: [String: String], expected: Bool) {
        let output = Output(results: { _ in }, messages: { _ in }, terminalColumns: columns)
        let environment = Environment(variables: variables, http: NoServer(), clock: ContinuousClock())
        #expect(output.isColoured(environment) == expected)
    }

    @Test("an empty cell is a dash")
    func emptyCells() {
        #expect(Table.Cell(String?.none).text == "-")
        #expect(Table.Cell("").text == "-")
    }
}
