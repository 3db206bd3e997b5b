// SPDX-License-Identifier: Apache-2.0

/// The command line can't be understood.
struct UsageError: Error, Sendable {
    /// What is wrong, with what would be right.
    let message: String
    /// The command that was being read.
    let path: CommandPath
    /// The option or argument that is concerned.
    var declaration: Declaration?

    static func unknownOption(_ text: String, at path: CommandPath) -> UsageError {
        let known = Set(path.descendants.flatMap(\.command.options).filter { !$0.isHidden }.map(\.longName))
        return UsageError(
            message: "Unknown option '\(text)'.\(Suggestion.sentence(for: text, among: Array(known)))", path: path)
    }

    static func unknownSubcommand(_ text: String, at path: CommandPath) -> UsageError {
        let known = path.command.subcommands.map(\.name)
        return UsageError(
            message: "Unknown subcommand '\(text)'.\(Suggestion.sentence(for: text, among: known))", path: path)
    }

    static func unexpectedArguments(_ texts: [String], at path: CommandPath) -> UsageError {
        let quoted = texts.map { "'\($0)'" }.joined(separator: ", ")
        return UsageError(message: "Unexpected argument\(texts.count == 1 ? "" : "s") \(quoted).", path: path)
    }

    static func missingArgument(_ declaration: Declaration, at path: CommandPath) -> UsageError {
        UsageError(message: "Missing argument '\(declaration.synopsis)'.", path: path, declaration: declaration)
    }

    static func missingValue(_ declaration: Declaration, at path: CommandPath) -> UsageError {
        UsageError(message: "Missing value for '\(declaration.synopsis)'.", path: path, declaration: declaration)
    }

    static func valueForFlag(_ declaration: Declaration, at path: CommandPath) -> UsageError {
        UsageError(message: "'\(declaration.longName)' takes no value.", path: path, declaration: declaration)
    }

    static func invalidValue(_ text: String, for declaration: Declaration, at path: CommandPath) -> UsageError {
        UsageError(
            message: "'\(text)' is no value for '\(declaration.synopsis)'.\(remedy(declaration.form))", path: path,
            declaration: declaration)
    }

    /// The sentence that says which values would do.
    private static func remedy(_ form: Form) -> String {
        if form.choices.count > 5 {
            return " Give one of these:" + form.choices.map { "\n  - \($0)" }.joined()
        }
        if let last = form.choices.last {
            let others = form.choices.dropLast().map { "'\($0)'" }.joined(separator: ", ")
            return " Give \(others.isEmpty ? "" : "\(others) or ")'\(last)'."
        }
        return form.expectation.map { " Give \($0)." } ?? ""
    }
}
