// SPDX-License-Identifier: Apache-2.0

/// The values of a command line that was understood.
///
/// The parser has checked every text by then, so that asking can't fail.
struct ParsedArguments: Sendable {
    /// The command that was called.
    let path: CommandPath
    private let texts: [String: [String]]

    /// The values of texts, by the name of their declaration.
    ///
    /// - Throws: `UsageError` where a text is no value of its form, or a required argument is missing.
    init(path: CommandPath, texts: [String: [String]]) throws(UsageError) {
        for declaration in path.command.parameters {
            let given = texts[declaration.name] ?? []
            if declaration.isRequired, given.isEmpty { throw .missingArgument(declaration, at: path) }
            for text in given where !declaration.accepts(text) {
                throw .invalidValue(text, for: declaration, at: path)
            }
        }
        self.path = path
        self.texts = texts
    }

    /// The value of a parameter that the command declares.
    subscript<Value>(parameter: Parameter<Value>) -> Value {
        let name = parameter.declaration.name
        precondition(
            path.command.parameters.contains { $0.name == name }, "“\(path.text)” does not declare “\(name)”.")
        guard let value = parameter.read(texts[name] ?? []) else {
            preconditionFailure("The form of “\(name)” in “\(path.text)” refuses a text that it accepted before.")
        }
        return value
    }
}
