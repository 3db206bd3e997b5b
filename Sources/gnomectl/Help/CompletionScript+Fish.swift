// SPDX-License-Identifier: Apache-2.0

extension CompletionScript {
    /// The script for fish 3 and later.
    var fish: String {
        let name = root.name
        let patterns = paths.dropFirst().map { "'\($0.text)'" }.joined(separator: " ")
        return """
            # Completion of \(name) for fish, made by: \(name) --generate-completion-script fish
            function __\(name)_at
                set -l at \(name)
                for word in (commandline -opc)[2..]
                    switch "$at $word"
                        case \(patterns)
                            set at "$at $word"
                    end
                end
                test "$at" = "$argv"
            end
            complete -c \(name) -f
            \(paths.flatMap(fishLines).joined(separator: "\n"))
            """
    }

    private func fishLines(_ path: CommandPath) -> [String] {
        let start = "complete -c \(root.name) -n '__\(root.name)_at \(path.text)'"
        let commands = path.command.subcommands.map { "\(start) -a \($0.name) -d \(fishQuoted($0.abstract))" }
        let options = path.listedOptions.map { option in
            let short = option.short.map { " -s \($0)" } ?? ""
            let value = option.takesValue ? " \(fishValue(option.form))" : ""
            return "\(start) -l \(option.longName.dropFirst(2))\(short)\(value) -d \(fishQuoted(option.help))"
        }
        let argument = path.argumentForm.map(fishArgument).map { $0.isEmpty ? [] : ["\(start) \($0)"] } ?? []
        return commands + argument + options
    }

    private func fishValue(_ form: Form) -> String {
        form.completion == .paths ? "-r -F" : "-x\(fishChoices(form).map { " -a \($0)" } ?? "")"
    }

    private func fishArgument(_ form: Form) -> String {
        form.completion == .paths ? "-F" : fishChoices(form).map { "-a \($0)" } ?? ""
    }

    private func fishChoices(_ form: Form) -> String? {
        if !form.choices.isEmpty { return "'\(form.choices.joined(separator: " "))'" }
        guard case .offer(let offer) = form.completion else { return nil }
        let line = "(commandline -p | string join \" \")"
        return "'(\(root.name) --complete \(offer.rawValue) --line \(line) 2>/dev/null)'"
    }

    private func fishQuoted(_ text: String) -> String {
        "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'"))'"
    }
}
