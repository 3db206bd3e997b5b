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
                set -l words (commandline -opc)
                set -g __\(name)_begin 2
                for index in (seq 2 (count $words))
                    switch "$at $words[$index]"
                        case \(patterns)
                            set at "$at $words[$index]"
                            set __\(name)_begin (math $index + 1)
                    end
                end
                test "$at" = "$argv"
            end
            # Whether it is a certain argument: options are none, nor are the values of those that are named.
            function __\(name)_count
                set -l words (commandline -opc)
                set -l count 0
                for index in (seq $__\(name)_begin (count $words))
                    string match -q -- '-*' $words[$index]
                    or contains -- $words[(math $index - 1)] $argv[3..]
                    or set count (math $count + 1)
                end
                test $count $argv[1] $argv[2]
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
        return commands + fishArguments(path) + options
    }

    private func fishArguments(_ path: CommandPath) -> [String] {
        let start = "complete -c \(root.name) -n '__\(root.name)_at \(path.text)"
        let arguments = path.command.arguments
        return arguments.enumerated().compactMap { index, argument in
            let action = fishArgument(argument.form)
            guard !action.isEmpty else { return nil }
            guard arguments.count > 1 else { return "\(start)' \(action)" }
            let place = "\(argument.isRepeated ? "-ge" : "-eq") \(index)"
            return "\(start); and __\(root.name)_count \(place) \(path.valuedSpellings)' \(action)"
        }
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
