// SPDX-License-Identifier: Apache-2.0

/// A shell that can complete gnomectl's words.
enum Shell: String, Sendable, CaseIterable {
    case bash, zsh, fish
}

/// The script that teaches a shell the command tree.
///
/// All three scripts work alike: they find the command by walking the words before the cursor, offer values where the
/// word before is an option that takes one, and the command's own words otherwise.
struct CompletionScript {
    let root: Command

    /// The script of a shell.
    func text(for shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }

    /// All commands of the tree.
    var paths: [CommandPath] { CommandPath(root: root).descendants }

    /// The pattern of shells that matches the path of every command but the root.
    var patternOfCommands: String { paths.dropFirst().map { "'\($0.text)'" }.joined(separator: "|") }
}

extension CommandPath {
    /// What a shell offers for an argument of this command.
    var argumentForm: Form? { command.arguments.first?.form }
}

extension Declaration {
    /// The forms under which the option is typed: `--limit`, `-n`.
    var spellings: [String] { [longName] + (short.map { ["-\($0)"] } ?? []) }
}
