// SPDX-License-Identifier: Apache-2.0

/// One call of a command: what was asked, and what it has to work with.
struct Invocation: Sendable {
    /// The tree it was found in.
    let root: Command
    /// The values of the command line.
    let arguments: ParsedArguments
    /// The world around.
    let environment: Environment
    /// Where results and messages go.
    let output: Output

    /// The value of a parameter that the command declares.
    subscript<Value>(parameter: Parameter<Value>) -> Value { arguments[parameter] }

    /// How many columns a text may take.
    var columns: Int { output.columns(environment) }
}
