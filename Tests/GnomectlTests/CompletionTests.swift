// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import gnomectl

@Suite("Completion scripts")
struct CompletionTests {
    @Test("a script offers every word of the tree where it may stand, and nothing hidden", arguments: Shell.allCases)
    func golden(shell: Shell) {
        let text = CompletionScript(root: SampleTree.root).text(for: shell)
        #expect(text == Self.scripts[shell])
        #expect(!text.contains("secret"))
    }

    @Test("each shell gets its script, of the whole tree", arguments: Shell.allCases)
    func printed(shell: Shell) async {
        let world = World()
        #expect(await world.run("--generate-completion-script \(shell.rawValue)") == .success)
        #expect(world.results == CompletionScript(root: RootCommand.tree).text(for: shell) + "\n")
        #expect(world.results.contains("import-motus"))
    }

    @Test("what a server says is never expanded by the shell")
    func noExpansion() {
        #expect(!CompletionScript(root: RootCommand.tree).text(for: .bash).contains("compgen -W "))
    }

    // swift-format-ignore
    static let scripts: [Shell: String] = [
        .bash: #"""
        # Completion of tool for bash, made by: tool --generate-completion-script bash
        _tool() {
            local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" at=tool begin=1 index count
            COMPREPLY=()
            for ((index = 1; index < COMP_CWORD; index++)); do
                case "$at ${COMP_WORDS[index]}" in
                    'tool box'|'tool box paint'|'tool box show') at="$at ${COMP_WORDS[index]}" begin=$((index + 1)) ;;
                esac
            done
            case "$at $previous" in
                'tool box paint --colour'|'tool box paint -c') _tool_offer red green blue; return ;;
                'tool box paint --month') _tool_offer january february march april may june; return ;;
                'tool box paint --count'|'tool box paint -n') return ;;
                'tool box paint --wait') return ;;
                'tool box paint --tag'|'tool box paint -t') return ;;
            esac
            case "$at" in
                'tool') _tool_offer box --help -h --version ;;
                'tool box') _tool_offer paint show --help -h ;;
                'tool box paint') compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word"); _tool_offer --verbose -v --all -a --no-verify --colour -c --month --count -n --wait --tag -t --help -h ;;
                'tool box show') _tool_offer_lines < <(tool --complete receivers --line "$COMP_LINE" 2>/dev/null); _tool_offer --help -h ;;
            esac
        }
        # Which argument it is: options are none, nor are the values of those that are named, nor the parts of a word at "=" or ":".
        _tool_count() {
            local at before
            count=0
            for ((index = begin; index < COMP_CWORD; index++)); do
                at="${COMP_WORDS[index]}" before="${COMP_WORDS[index-1]}"
                [[ "$at" == -* || "$at" == [=:] || "$before" == [=:] || " $* " == *" $before "* ]] || ((count++))
            done
        }
        _tool_offer() {
            local value
            for value in "$@"; do [[ "$value" == "$word"* ]] && COMPREPLY+=("$value"); done
        }
        # What receivers call themselves is quoted, and never given to "compgen -W", which would expand it.
        _tool_offer_lines() {
            local value
            while IFS= read -r value; do
                [[ "$value" == "$word"* ]] && COMPREPLY+=("$(printf %q "$value")")
            done
        }
        complete -F _tool tool
        """#,
        .zsh: #"""
        #compdef tool
        # Completion of tool for zsh, made by: tool --generate-completion-script zsh
        _tool() {
            local at=tool begin=2 index count
            local -a commands options
            for ((index = 2; index < CURRENT; index++)); do
                case "$at ${words[index]}" in
                    ('tool box'|'tool box paint'|'tool box show') at="$at ${words[index]}" begin=$((index + 1)) ;;
                esac
            done
            case "$at ${words[CURRENT-1]}" in
                ('tool box paint --colour'|'tool box paint -c') compadd -- red green blue; return ;;
                ('tool box paint --month') compadd -- january february march april may june; return ;;
                ('tool box paint --count'|'tool box paint -n') return ;;
                ('tool box paint --wait') return ;;
                ('tool box paint --tag'|'tool box paint -t') return ;;
            esac
            case "$at" in
                ('tool')
                    commands=('box:Boxes, the user'\''s own.')
                    options=('--help:Show this help.' '-h:Show this help.' '--version:Show the version.') ;;
                ('tool box')
                    commands=('paint:Paint a box.' 'show:Show a box.')
                    options=('--help:Show this help.' '-h:Show this help.') ;;
                ('tool box paint')
                    options=('--verbose:Say more.' '-v:Say more.' '--all:Take everything.' '-a:Take everything.' '--no-verify:Don'\''t look again.' '--colour:How it'\''s painted.' '-c:How it'\''s painted.' '--month:When.' '--count:How many.' '-n:How many.' '--wait:How long to wait.' '--tag:A mark; may be repeated.' '-t:A mark; may be repeated.' '--help:Show this help.' '-h:Show this help.')
                    _files ;;
                ('tool box show')
                    options=('--help:Show this help.' '-h:Show this help.')
                    compadd -- ${(f)"$(tool --complete receivers --line "${words[*]}" 2>/dev/null)"} ;;
            esac
            (( ${#commands} )) && _describe command commands
            [[ "${words[CURRENT]}" == -* ]] && _describe -o option options
        }
        # Which argument it is: options are none, nor are the values of those that are named.
        _tool_count() {
            count=0
            for ((index = begin; index < CURRENT; index++)); do
                [[ "${words[index]}" == -* || " $* " == *" ${words[index-1]} "* ]] || ((count++))
            done
        }
        if [[ "${funcstack[1]}" == _tool ]]; then
            _tool "$@"
        else
            compdef _tool tool
        fi
        """#,
        .fish: #"""
        # Completion of tool for fish, made by: tool --generate-completion-script fish
        function __tool_at
            set -l at tool
            set -l words (commandline -opc)
            set -g __tool_begin 2
            for index in (seq 2 (count $words))
                switch "$at $words[$index]"
                    case 'tool box' 'tool box paint' 'tool box show'
                        set at "$at $words[$index]"
                        set __tool_begin (math $index + 1)
                end
            end
            test "$at" = "$argv"
        end
        # Whether it is a certain argument: options are none, nor are the values of those that are named.
        function __tool_count
            set -l words (commandline -opc)
            set -l count 0
            for index in (seq $__tool_begin (count $words))
                string match -q -- '-*' $words[$index]
                or contains -- $words[(math $index - 1)] $argv[3..]
                or set count (math $count + 1)
            end
            test $count $argv[1] $argv[2]
        end
        complete -c tool -f
        complete -c tool -n '__tool_at tool' -a box -d 'Boxes, the user\'s own.'
        complete -c tool -n '__tool_at tool' -l help -s h -d 'Show this help.'
        complete -c tool -n '__tool_at tool' -l version -d 'Show the version.'
        complete -c tool -n '__tool_at tool box' -a paint -d 'Paint a box.'
        complete -c tool -n '__tool_at tool box' -a show -d 'Show a box.'
        complete -c tool -n '__tool_at tool box' -l help -s h -d 'Show this help.'
        complete -c tool -n '__tool_at tool box paint' -F
        complete -c tool -n '__tool_at tool box paint' -l verbose -s v -d 'Say more.'
        complete -c tool -n '__tool_at tool box paint' -l all -s a -d 'Take everything.'
        complete -c tool -n '__tool_at tool box paint' -l no-verify -d 'Don\'t look again.'
        complete -c tool -n '__tool_at tool box paint' -l colour -s c -x -a 'red green blue' -d 'How it\'s painted.'
        complete -c tool -n '__tool_at tool box paint' -l month -x -a 'january february march april may june' -d 'When.'
        complete -c tool -n '__tool_at tool box paint' -l count -s n -x -d 'How many.'
        complete -c tool -n '__tool_at tool box paint' -l wait -x -d 'How long to wait.'
        complete -c tool -n '__tool_at tool box paint' -l tag -s t -x -d 'A mark; may be repeated.'
        complete -c tool -n '__tool_at tool box paint' -l help -s h -d 'Show this help.'
        complete -c tool -n '__tool_at tool box show' -a '(tool --complete receivers --line (commandline -p | string join " ") 2>/dev/null)'
        complete -c tool -n '__tool_at tool box show' -l help -s h -d 'Show this help.'
        """#,
    ]
}
