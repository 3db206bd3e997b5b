// SPDX-License-Identifier: Apache-2.0

/// The root of the command tree.
enum RootCommand {
    private static let completion = Parameter.option(
        "generate-completion-script", value: "shell", ValueForm<Shell>.choice, help: "Print a completion script.")
    private static let reference = Parameter.flag(
        "generate-reference-page", help: "Print the reference of all commands as Markdown.", isHidden: true)

    /// The whole tree.
    static let tree = Command(
        "gnomectl",
        abstract: "Look after a fleet of wildlife receivers.",
        discussion: """
            Talks to a gnome-server over its API. Results go to standard output, everything else to standard error; \
            “--format json” gives results to scripts.
            """,
        parameters: [completion.declaration, reference.declaration],
        subcommands: [
            ReceiversCommand.command, MessagesCommand.command, QuarantineCommand.command, JobsCommand.command,
            ForwardsCommand.command, RetentionCommand.command, BrokerCommand.command, FilesCommand.command,
            StoreCommand.command,
            SimulateCommand.command, VersionCommand.command, HelpCommand.command,
        ],
        sections: [
            Command.Section(
                title: "EXIT CODES", rows: ExitCode.allCases.map { ("\($0.rawValue)", $0.meaning) }),
            ConnectionSettings.variables,
        ]
    ) { invocation in
        if let shell = invocation[completion] {
            try invocation.output.result(CompletionScript(root: invocation.root).text(for: shell))
        } else if invocation[reference] {
            try invocation.output.result(ReferencePage(root: invocation.root).text)
        } else {
            let path = CommandPath(root: invocation.root)
            try invocation.output.result(HelpText(path: path, columns: invocation.columns).text)
        }
    }
}
