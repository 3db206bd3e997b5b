// SPDX-License-Identifier: Apache-2.0

/// `help`: the help of any command, by its name.
enum HelpCommand {
    private static let words = Parameter.arguments(
        "subcommand", .text, isRequired: false, help: "The command to explain; none for gnomectl itself.")

    static let command = Command(
        "help", abstract: "Explain a command.", parameters: [words.declaration]
    ) { invocation in
        var path = CommandPath(root: invocation.root)
        for word in invocation[words] {
            guard let subcommand = path.command.subcommand(word) else {
                throw UsageError.unknownSubcommand(word, at: path)
            }
            path = path.appending(subcommand)
        }
        try invocation.output.result(HelpText(path: path, columns: invocation.columns).text)
    }
}
