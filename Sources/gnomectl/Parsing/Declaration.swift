// SPDX-License-Identifier: Apache-2.0

/// How an option, a flag or an argument is written and described: all that the parser and the help need of it.
struct Declaration: Sendable {
    enum Kind: Sendable {
        /// `--dry-run`.
        case flag
        /// `--no-verify`: something is on unless it is given.
        case invertedFlag
        /// `--limit <n>`.
        case option
        /// `<serial>`.
        case argument
    }

    let kind: Kind
    /// The long name without dashes, or the name of the argument.
    let name: String
    /// The letter for the short form.
    var short: Character?
    /// What stands for the value in the help: the `n` of `--limit <n>`.
    var valueName = ""
    /// What it is for.
    let help: String
    /// The text that counts where none is given.
    var defaultText: String?
    /// Whether the command needs it.
    var isRequired = false
    /// Whether it may be given more than once.
    var isRepeated = false
    /// Whether help, completion and the reference leave it out.
    var isHidden = false
    /// What a value looks like.
    var form = Form()
    /// Whether a text is a value of the form.
    var accepts: @Sendable (String) -> Bool = { _ in true }

    /// Whether a value follows the name.
    var takesValue: Bool { kind == .option }

    /// The long form as it is typed: `--limit`, `--no-verify`; an argument's is `<serial>`.
    var longName: String {
        switch kind {
        case .flag, .option: "--\(name)"
        case .invertedFlag: "--no-\(name)"
        case .argument: "<\(name)>"
        }
    }

    /// The form with its value, as messages name it: `--limit <n>`.
    var synopsis: String { takesValue ? "\(longName) <\(valueName)>" : longName }

    /// The option that every command has.
    static let help = Declaration(kind: .flag, name: "help", short: "h", help: "Show this help.")
    /// The option that the parser itself understands at every level.
    static let version = Declaration(kind: .flag, name: "version", help: "Show the version.")
}
