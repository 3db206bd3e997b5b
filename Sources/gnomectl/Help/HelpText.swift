// SPDX-License-Identifier: Apache-2.0

/// The help of a command, and what is said of a command line that can't be understood.
struct HelpText {
    /// The command.
    let path: CommandPath
    /// How many columns a line may take.
    let columns: Int

    private static let descriptionColumn = 26

    /// The whole help.
    var text: String {
        let command = path.command
        var overview = wrapped("OVERVIEW: \(command.abstract)")
        if !command.discussion.isEmpty { overview += "\n\n" + wrapped(command.discussion) }
        var parts = [overview, UsageLine(path: path).text(after: "USAGE: ", columns: columns)]
        parts += [section("ARGUMENTS", command.arguments.visible.map(row))]
        parts += [section("OPTIONS", path.listedOptions.map(row))]
        parts += [section("SUBCOMMANDS", command.subcommands.map { ($0.name, $0.abstract) })]
        parts += command.sections.map { section($0.title, $0.rows) }
        if !command.subcommands.isEmpty {
            var words = path.names + ["<subcommand>"]
            words.insert("help", at: 1)
            let pointer = "See '\(words.joined(separator: " "))' for detailed help."
            parts += [pointer.displayWidth + 2 <= columns ? "  \(pointer)" : wrapped(pointer)]
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// What standard error says of a wrong command line.
    static func text(for error: UsageError, columns: Int) -> String {
        let help = HelpText(path: error.path, columns: columns)
        var lines = ["Error: \(error.message)"]
        if let declaration = error.declaration {
            let row = help.row(declaration)
            lines.append("Help:  \(row.label)  \(row.text)")
        }
        lines.append(UsageLine(path: error.path).text(after: "Usage: ", columns: columns))
        lines.append("  See '\(error.path.text) --help' for more information.")
        return lines.joined(separator: "\n")
    }

    private func row(_ declaration: Declaration) -> (label: String, text: String) {
        let label = declaration.short.map { "-\($0), \(declaration.synopsis)" } ?? declaration.synopsis
        return (label, declaration.help + declaration.remark)
    }

    private func section(_ title: String, _ rows: [(label: String, text: String)]) -> String {
        guard !rows.isEmpty else { return "" }
        let indent = String(repeating: " ", count: Self.descriptionColumn)
        let lines = rows.map { row in
            let text = Wrapping.lines(row.text, width: columns - Self.descriptionColumn)
                .joined(separator: "\n\(indent)")
            let label = "  \(row.label)"
            guard label.displayWidth < Self.descriptionColumn - 1 else { return "\(label)\n\(indent)\(text)" }
            return label.padded(to: Self.descriptionColumn) + text
        }
        return "\(title):\n" + lines.joined(separator: "\n")
    }

    private func wrapped(_ text: String) -> String {
        Wrapping.lines(text, width: columns).joined(separator: "\n")
    }
}

extension Declaration {
    /// What the help adds in parentheses: the values there are, and the one that counts when none is given.
    var remark: String {
        var remarks: [String] = []
        if !form.choices.isEmpty { remarks.append("values: \(form.choices.joined(separator: ", "))") }
        if let defaultText { remarks.append("default: \(defaultText)") }
        return remarks.isEmpty ? "" : " (\(remarks.joined(separator: "; ")))"
    }
}

extension [Declaration] {
    /// Those that the help shows.
    var visible: [Declaration] { filter { !$0.isHidden } }
}

/// Breaks text into lines.
enum Wrapping {
    /// The lines of a text, none wider than a width unless a single word is; line breaks in the text stay.
    static func lines(_ text: String, width: Int) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
            lines(words: paragraph.split(separator: " ").map(String.init), width: width)
        }
    }

    /// Words set into lines.
    static func lines(words: [String], width: Int) -> [String] {
        var lines = [""]
        for word in words {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = word
            } else if line.displayWidth + 1 + word.displayWidth <= width {
                lines[lines.count - 1] = "\(line) \(word)"
            } else {
                lines.append(word)
            }
        }
        return lines
    }
}
