// SPDX-License-Identifier: Apache-2.0

/// The root of the command tree.
enum RootCommand {
    private static let completion = Parameter.option(
        "generate-completion-script", value: "shell", ValueForm<Shell>.choice, help: "Print a completion script.")
    private static let reference = Parameter.flag(
        "generate-reference-page", help: "Print the reference of all commands as Markdown.", isHidden: true)

    private static let offer = Parameter.option(
        "complete", value: "kind", ValueForm<CompletionOffer>.choice, isHidden: true,
        help: "Print what a shell may offer, for completion scripts.")
    private static let line = Parameter.option(
        "line", value: "line", .text, isHidden: true, help: "The line that is being completed.")

    /// The whole tree.
    static let tree = Command(
        "gnomectl",
        abstract: "Look after a fleet of wildlife receivers.",
        discussion: """
            Talks to a gnome-server over its API. Results go to standard output, everything else to standard error; \
            “--format json” gives results to scripts.
            """,
        parameters: [completion.declaration, reference.declaration, offer.declaration, line.declaration],
        subcommands: [
            LogInCommand.command, LogOutCommand.command, WhoAmICommand.command, ProfilesCommand.command,
            AccountCommand.command, ProjectsCommand.command, UsersCommand.command, TokensCommand.command,
            StationsCommand.command,
            DeploymentsCommand.command, ReceiversCommand.command, ConflictsCommand.command, AuditCommand.command,
            MessagesCommand.command, QuarantineCommand.command, JobsCommand.command, ForwardsCommand.command,
            RetentionCommand.command, BrokerCommand.command, FilesCommand.command, StoreCommand.command,
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
        } else if let offer = invocation[offer] {
            let words = await offer.words(for: invocation[line] ?? "", in: invocation.environment)
            if !words.isEmpty { try invocation.output.result(words.joined(separator: "\n")) }
        } else if invocation[reference] {
            try invocation.output.result(ReferencePage(root: invocation.root).text)
        } else {
            let path = CommandPath(root: invocation.root)
            try invocation.output.result(HelpText(path: path, columns: invocation.columns).text)
        }
    }
}
