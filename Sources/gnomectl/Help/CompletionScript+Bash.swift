// SPDX-License-Identifier: Apache-2.0

extension CompletionScript {
    /// The script for bash 4 and later; it needs no other package.
    var bash: String {
        let name = root.name
        return """
            # Completion of \(name) for bash, made by: \(name) --generate-completion-script bash
            _\(name)() {
                local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" at=\(name) begin=1 index count
                COMPREPLY=()
                for ((index = 1; index < COMP_CWORD; index++)); do
                    case "$at ${COMP_WORDS[index]}" in
                        \(patternOfCommands)) at="$at ${COMP_WORDS[index]}" begin=$((index + 1)) ;;
                    esac
                done
                case "$at $previous" in
            \(paths.flatMap(bashValues).joined(separator: "\n"))
                esac
                case "$at" in
            \(paths.map(bashWords).joined(separator: "\n"))
                esac
            }
            # Which argument it is: options are none, nor are the values of those that are named, nor the parts of a word at "=" or ":".
            _\(name)_count() {
                local at before
                count=0
                for ((index = begin; index < COMP_CWORD; index++)); do
                    at="${COMP_WORDS[index]}" before="${COMP_WORDS[index-1]}"
                    [[ "$at" == -* || "$at" == [=:] || "$before" == [=:] || " $* " == *" $before "* ]] || ((count++))
                done
            }
            _\(name)_offer() {
                local value
                for value in "$@"; do [[ "$value" == "$word"* ]] && COMPREPLY+=("$value"); done
            }
            # What receivers call themselves is quoted, and never given to "compgen -W", which would expand it.
            _\(name)_offer_lines() {
                local value
                while IFS= read -r value; do
                    [[ "$value" == "$word"* ]] && COMPREPLY+=("$(printf %q "$value")")
                done
            }
            complete -F _\(name) \(name)
            """
    }

    private func bashValues(_ path: CommandPath) -> [String] {
        path.listedOptions.filter(\.takesValue).map { option in
            let pattern = option.spellings.map { "'\(path.text) \($0)'" }.joined(separator: "|")
            let action = bashAction(option.form)
            return "        \(pattern)) \(action.isEmpty ? "" : "\(action); ")return ;;"
        }
    }

    private func bashWords(_ path: CommandPath) -> String {
        let words = path.command.subcommands.map(\.name) + path.listedOptions.flatMap(\.spellings)
        let action = path.argumentAction(bashAction) { places in
            let cases = places.map { "\($0.place)) \($0.action) ;;" }.joined(separator: " ")
            return "_\(root.name)_count \(path.valuedSpellings); case $count in \(cases) esac"
        }
        return
            "        '\(path.text)') \(action.isEmpty ? "" : "\(action); ")_\(root.name)_offer \(words.joined(separator: " ")) ;;"
    }

    private func bashAction(_ form: Form) -> String {
        if !form.choices.isEmpty { return "_\(root.name)_offer \(form.choices.joined(separator: " "))" }
        return switch form.completion {
        case .nothing: ""
        case .paths: "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$word\")"
        case .offer(let offer):
            "_\(root.name)_offer_lines < <(\(root.name) --complete \(offer.rawValue) --line \"$COMP_LINE\" 2>/dev/null)"
        }
    }
}
