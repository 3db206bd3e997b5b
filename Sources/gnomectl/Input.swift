// SPDX-License-Identifier: Apache-2.0

/// Who answers what a run asks, and what is piped into it.
struct Input: Sendable {
    /// Asks a person at the terminal for a line, without showing what is secret; nothing where nobody sits there.
    let ask: (@Sendable (_ question: String, _ isSecret: Bool) throws(CommandError) -> String)?
    /// The next line of standard input; nothing at its end.
    let line: @Sendable () -> String?

    /// Nobody, and nothing.
    static let none = Input(ask: nil, line: { nil })
}
