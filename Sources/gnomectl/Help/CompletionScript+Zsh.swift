// SPDX-License-Identifier: Apache-2.0

extension CompletionScript {
    /// The script for zsh, to be sourced or to lie in a folder of `fpath` as `_gnomectl`.
    var zsh: String {
        let name = root.name
        return """
            #compdef \(name)
            # Completion of \(name) for zsh, made by: \(name) --generate-completion-script zsh
            _\(name)() {
                local at=\(name) begin=2 index count
                local -a commands options
                for ((index = 2; index < CURRENT; index++)); do
                    case "$at ${words[index]}" in
                        (\(patternOfCommands)) at="$at ${words[index]}" begin=$((index + 1)) ;;
                    esac
                done
                case "$at ${words[CURRENT-1]}" in
            \(paths.flatMap(zshValues).joined(separator: "\n"))
                esac
                case "$at" in
            \(paths.map(zshWords).joined(separator: "\n"))
                esac
                (( ${#commands} )) && _describe command commands
                [[ "${words[CURRENT]}" == -* ]] && _describe -o option options
            }
            # Which argument it is: options are none, nor are the values of those that are named.
            _\(name)_count() {
                count=0
                for ((index = begin; index < CURRENT; index++)); do
                    [[ "${words[index]}" == -* || " $* " == *" ${words[index-1]} "* ]] || ((count++))
                done
            }
            if [[ "${funcstack[1]}" == _\(name) ]]; then
                _\(name) "$@"
            else
                compdef _\(name) \(name)
            fi
            """
    }

    private func zshValues(_ path: CommandPath) -> [String] {
        path.listedOptions.filter(\.takesValue).map { option in
            let pattern = option.spellings.map { "'\(path.text) \($0)'" }.joined(separator: "|")
            let action = zshAction(option.form)
            return "        (\(pattern)) \(action.isEmpty ? "" : "\(action); ")return ;;"
        }
    }

    private func zshWords(_ path: CommandPath) -> String {
        let commands = path.command.subcommands.map { zshEntry($0.name, $0.abstract) }
        let options = path.listedOptions.flatMap { option in
            option.spellings.map { zshEntry($0, option.help) }
        }
        var lines = ["        ('\(path.text)')"]
        if !commands.isEmpty { lines.append("            commands=(\(commands.joined(separator: " ")))") }
        lines.append("            options=(\(options.joined(separator: " ")))")
        let action = path.argumentAction(zshAction) { places in
            let cases = places.map { "(\($0.place)) \($0.action) ;;" }.joined(separator: " ")
            return "_\(root.name)_count \(path.valuedSpellings); case $count in \(cases) esac"
        }
        if !action.isEmpty { lines.append("            \(action)") }
        return lines.joined(separator: "\n") + " ;;"
    }

    private func zshEntry(_ word: String, _ help: String) -> String {
        "'\(word):\(help.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }

    private func zshAction(_ form: Form) -> String {
        if !form.choices.isEmpty { return "compadd -- \(form.choices.joined(separator: " "))" }
        return switch form.completion {
        case .nothing: ""
        case .paths: "_files"
        case .offer(let offer):
            "compadd -- ${(f)\"$(\(root.name) --complete \(offer.rawValue) --line \"${words[*]}\" 2>/dev/null)\"}"
        }
    }
}
