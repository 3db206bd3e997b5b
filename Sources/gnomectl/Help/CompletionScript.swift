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
    /// What a shell does for the arguments of this command, each in its place: nothing where there is nothing to offer.
    ///
    /// - Parameters:
    ///   - action: What it does for one of a form.
    ///   - choose: What makes one of several: the places, “*” for all that are left, with what is done there.
    func argumentAction(
        _ action: (Form) -> String, _ choose: ([(place: String, action: String)]) -> String
    ) -> String {
        let places = command.arguments.enumerated().map { index, argument in
            (place: argument.isRepeated ? "*" : "\(index)", action: action(argument.form))
        }
        guard places.contains(where: { !$0.action.isEmpty }) else { return "" }
        return places.count == 1 ? places[0].action : choose(places)
    }

    /// The options whose values are no arguments, in all their forms.
    var valuedSpellings: String {
        command.options.filter(\.takesValue).flatMap(\.spellings).joined(separator: " ")
    }
}

extension Declaration {
    /// The forms under which the option is typed: `--limit`, `-n`.
    var spellings: [String] { [longName] + (short.map { ["-\($0)"] } ?? []) }
}
