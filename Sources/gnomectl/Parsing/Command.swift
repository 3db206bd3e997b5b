// SPDX-License-Identifier: Apache-2.0

/// One node of the command tree, as data: help, completion, the reference page and the parser all read it.
struct Command: Sendable {
    /// A section of its own in the help: rows of a label and a text.
    struct Section: Sendable {
        let title: String
        let rows: [(label: String, text: String)]
    }

    /// What is typed.
    let name: String
    /// What it does, in one sentence.
    let abstract: String
    /// What else there is to know; paragraphs are separated by an empty line.
    let discussion: String
    /// Its options, flags and arguments, in the order of the help.
    let parameters: [Declaration]
    /// The commands under it.
    let subcommands: [Command]
    /// Further sections of its help.
    let sections: [Section]
    /// What it does when it is called; a command without it shows its help.
    let run: (@Sendable (Invocation) async throws -> Void)?

    init(
        _ name: String, abstract: String, discussion: String = "", parameters: [Declaration] = [],
        subcommands: [Command] = [], sections: [Section] = [],
        run: (@Sendable (Invocation) async throws -> Void)? = nil
    ) {
        self.name = name
        self.abstract = abstract
        self.discussion = discussion
        self.parameters = parameters
        self.subcommands = subcommands
        self.sections = sections
        self.run = run
    }

    /// The parameters that are named, those that every command understands included.
    var options: [Declaration] { parameters.filter { $0.kind != .argument } + [Declaration.help] }
    /// The parameters that are known by their place.
    var arguments: [Declaration] { parameters.filter { $0.kind == .argument } }

    /// The command of a name right under this one.
    func subcommand(_ name: String) -> Command? { subcommands.first { $0.name == name } }
}

/// A command with the commands above it: `gnomectl receivers list`.
struct CommandPath: Sendable {
    /// The commands above, the root first.
    let ancestors: [Command]
    /// The command itself.
    let command: Command

    /// The path of the root of a tree.
    init(root: Command) {
        ancestors = []
        command = root
    }

    private init(ancestors: [Command], command: Command) {
        self.ancestors = ancestors
        self.command = command
    }

    /// The names, as they are typed.
    var text: String { names.joined(separator: " ") }
    /// The names, the root's first.
    var names: [String] { (ancestors + [command]).map(\.name) }

    /// The options that help and completion show; the root's include the version, which it alone announces.
    var listedOptions: [Declaration] {
        (ancestors.isEmpty ? command.options + [.version] : command.options).visible
    }

    /// The path of a command right under this one.
    func appending(_ subcommand: Command) -> CommandPath {
        CommandPath(ancestors: ancestors + [command], command: subcommand)
    }

    /// This path and those of all commands under it, in the order of the help.
    var descendants: [CommandPath] { [self] + command.subcommands.flatMap { appending($0).descendants } }
}
