// SPDX-License-Identifier: Apache-2.0

/// The reference of all commands as a Markdown page: `Docs/gnomectl.md`.
struct ReferencePage {
    let root: Command

    /// The page.
    var text: String {
        let note =
            "<!-- Made by `\(root.name) --generate-reference-page`; a test holds it against the command tree. -->"
        let sections = CommandPath(root: root).descendants.map(section)
        return ([note] + sections).joined(separator: "\n\n") + "\n"
    }

    private func section(_ path: CommandPath) -> String {
        let command = path.command
        var parts = ["\(path.ancestors.isEmpty ? "#" : "##") \(path.text)", command.abstract]
        if !command.discussion.isEmpty { parts.append(command.discussion) }
        parts.append("```\n\(UsageLine(path: path).text(after: "", columns: 100))\n```")
        parts.append(rows("Argument", command.arguments.visible.map { ($0.synopsis, $0.help + $0.remark) }))
        // What every command has is said once, at the root.
        let options = path.ancestors.isEmpty ? path.listedOptions : command.parameters.filter { $0.kind != .argument }
        parts.append(
            rows(
                "Option",
                options.visible.map { option in
                    (option.short.map { "-\($0), \(option.synopsis)" } ?? option.synopsis, option.help + option.remark)
                }))
        parts.append(rows("Subcommand", command.subcommands.map { ("\(path.text) \($0.name)", $0.abstract) }))
        parts += command.sections.map { rows($0.title.capitalizedFirst, $0.rows) }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func rows(_ heading: String, _ rows: [(label: String, text: String)]) -> String {
        guard !rows.isEmpty else { return "" }
        return (["| \(heading) | |", "| --- | --- |"] + rows.map { "| `\($0.label)` | \(escaped($0.text)) |" })
            .joined(separator: "\n")
    }

    /// Text for a cell: no bar ends it, no bracket begins a tag.
    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "|": escaped += "\\|"
            case "<": escaped += "&lt;"
            default: escaped.append(character)
            }
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
