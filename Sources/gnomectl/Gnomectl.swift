// SPDX-License-Identifier: Apache-2.0

import GnomeService

/// The command line of the server, as a function: words in, text and an exit code out.
enum Gnomectl {
    /// The version of this program.
    static let version = Release.version

    /// Does what the words after the program's name ask for.
    static func run(arguments: [String], environment: Environment, output: Output) async -> ExitCode {
        let columns = output.columns(environment)
        do {
            switch try ArgumentParser.parse(arguments, root: RootCommand.tree) {
            case .help(let path): try output.result(HelpText(path: path, columns: columns).text)
            case .version: try output.result(version)
            case .run(let arguments):
                let invocation = Invocation(
                    root: RootCommand.tree, arguments: arguments, environment: environment, output: output)
                try await arguments.path.command.run?(invocation)
            }
            return .success
        } catch let error as UsageError {
            output.message(HelpText.text(for: error, columns: columns))
            return .usage
        } catch let error as CommandError {
            output.message("Error: \(error.message)")
            if let hint = error.hint { output.message("  \(hint)") }
            return error.exitCode
        } catch is CancellationError {
            return .success
        } catch {
            output.message("Error: \(error)")
            return .failure
        }
    }
}
