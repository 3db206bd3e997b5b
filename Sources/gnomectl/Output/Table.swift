// SPDX-License-Identifier: Apache-2.0

/// Rows of cells, aligned for people.
struct Table: Sendable {
    /// A value with the way it is shown.
    struct Cell: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        /// What a colour says; the text says it too.
        enum Tone: Sendable {
            case plain, good, doubtful, bad
        }

        /// What it holds, as it is; nothing where it is empty.
        let content: String?
        /// What people see.
        let text: String
        var tone = Tone.plain
        var isNumber = false

        /// A cell of a text; a dash stands for nothing.
        init(_ text: String?, tone: Tone = .plain) {
            content = text.flatMap { $0.isEmpty ? nil : $0 }
            self.text = content.map(VisibleText.line) ?? "-"
            self.tone = tone
        }

        /// A number, aligned at its end.
        init(_ number: some BinaryInteger) {
            text = "\(number)"
            content = text
            isNumber = true
        }

        /// A value of this program of which people see something shorter.
        init(_ content: String, seenAs text: String) {
            self.content = content
            self.text = text
        }

        /// A literal.
        init(stringLiteral text: String) { self.init(text) }
    }

    /// What stands above the columns; empty for a table of names and values.
    var header: [String] = []
    /// The rows.
    var rows: [[Cell]] = []

    /// The table as lines, without blanks at their ends.
    func text(isColoured: Bool) -> String {
        let heading = header.map { Cell(stringLiteral: $0) }
        let all = (header.isEmpty ? [] : [heading]) + rows
        var widths: [Int] = []
        for row in all {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.text.displayWidth)
            }
        }
        let numeric = widths.indices.map { column in
            rows.contains { column < $0.count && $0[column].isNumber }
        }
        return all.enumerated().map { index, row in
            row.enumerated().map { column, cell in
                let isLast = column == row.count - 1
                let padded =
                    numeric[column]
                    ? cell.text.leftPadded(to: widths[column])
                    : isLast ? cell.text : cell.text.padded(to: widths[column])
                guard isColoured else { return padded }
                return index == 0 && !header.isEmpty ? "\u{1b}[1m\(padded)\u{1b}[0m" : cell.tone.painted(padded)
            }
            .joined(separator: "  ")
        }
        .joined(separator: "\n")
    }
}

extension Table.Cell.Tone {
    fileprivate func painted(_ text: String) -> String {
        switch self {
        case .plain: text
        case .good: "\u{1b}[32m\(text)\u{1b}[0m"
        case .doubtful: "\u{1b}[33m\(text)\u{1b}[0m"
        case .bad: "\u{1b}[31m\(text)\u{1b}[0m"
        }
    }
}
