// SPDX-License-Identifier: Apache-2.0

/// Where a run writes: results to one stream, everything else to another.
struct Output: Sendable {
    /// Writes to standard output, which carries results only.
    let results: @Sendable (String) throws(CommandError) -> Void
    /// Writes to standard error.
    let messages: @Sendable (String) -> Void
    /// The width of the terminal behind standard output; nothing where it is no terminal.
    let terminalColumns: Int?
    /// Replaces the line that tells how far long work has come; does nothing where nobody watches.
    var progress: @Sendable (String) -> Void = { _ in }

    /// Writes lines of results.
    ///
    /// - Throws: `CommandError` where standard output can't take them.
    func result(_ text: String) throws(CommandError) {
        try results(text.hasSuffix("\n") ? text : text + "\n")
    }

    /// Writes lines for people, with what could drive their terminal made visible.
    func message(_ text: String) { messages(VisibleText.lines(of: text) + "\n") }

    /// How many columns a text may take: `COLUMNS`, else the terminal's, else 80.
    func columns(_ environment: Environment) -> Int {
        max(40, environment["COLUMNS"].flatMap { Int($0) } ?? terminalColumns ?? 80)
    }

    /// Whether results may be coloured: on a terminal that can, unless `NO_COLOR` is set.
    func isColoured(_ environment: Environment) -> Bool {
        terminalColumns != nil && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    }
}
