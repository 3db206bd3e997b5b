// SPDX-License-Identifier: Apache-2.0

/// Rows of comma-separated values, quoted as RFC 4180 says, with names in lower case above.
struct CSVText: CustomStringConvertible {
    /// One value.
    enum Field {
        /// What others wrote, which must not be a formula where a spreadsheet opens it.
        case text(String)
        /// A number, a time or a word of this program.
        case own(String)
    }

    let description: String

    init(_ header: [String], _ rows: [[Field]]) {
        let lines = [header.map { .own($0.lowercased()) }] + rows
        description = lines.map { $0.map(Self.written).joined(separator: ",") }.joined(separator: "\n")
    }

    /// What the table that people see holds, with nothing where they see a dash.
    init(_ table: Table) {
        self.init(
            table.header,
            table.rows.map { row in
                row.map { cell in
                    let content = cell.content ?? ""
                    return cell.isNumber ? .own(content) : .text(content)
                }
            })
    }

    /// With what a formula begins, also in the wide forms of East Asian scripts.
    private static let beginnings: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]

    private static func written(_ field: Field) -> String {
        switch field {
        case .own(let text): return quoted(text)
        case .text(let text): return quoted(VisibleText.line(of: disarmed(text)))
        }
    }

    /// Puts a mark before what a spreadsheet would take for a formula: at the beginning, and after a semicolon, at which one
    /// that separates lists by semicolons cuts the field in two whether it is quoted or not.
    private static func disarmed(_ text: String) -> String {
        var disarmed = String.UnicodeScalarView()
        var isBeginning = true
        for scalar in text.unicodeScalars {
            if isBeginning, beginnings.contains(scalar) { disarmed.append("'") }
            disarmed.append(scalar)
            isBeginning = scalar == ";"
        }
        return String(disarmed)
    }

    /// Looks at each scalar: a comma with an accent is one character, and a comma to whoever reads the file.
    private static func quoted(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.append(scalar) }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}

extension Invocation {
    /// Prints comma-separated values.
    func print(_ text: CSVText) throws(CommandError) {
        if !text.description.isEmpty { try output.result(text.description) }
    }
}
