// SPDX-License-Identifier: Apache-2.0

/// Reads a command line by a command tree.
///
/// The grammar: `--name value`, `--name=value`, `-n value`, `-n5`, bundled short flags, `--no-name` for what is on by
/// default, `--` before arguments that begin with a dash. Options may stand before, between and after the subcommands.
struct ArgumentParser {
    /// What a command line asks for.
    enum Request: Sendable {
        case run(ParsedArguments)
        case help(CommandPath)
        case version
    }

    /// An option that was met, to be checked against the command once that is known.
    private struct Occurrence {
        let declaration: Declaration
        let written: String
        let text: String
    }

    private var rest: ArraySlice<String>
    private var path: CommandPath
    private var occurrences: [Occurrence] = []
    private var positional: [String] = []

    private init(_ words: [String], root: Command) {
        rest = words[...]
        path = CommandPath(root: root)
    }

    /// Reads the words after the program's name.
    ///
    /// - Throws: `UsageError` where the tree has no reading for them.
    static func parse(_ words: [String], root: Command) throws(UsageError) -> Request {
        var parser = ArgumentParser(words, root: root)
        return try parser.parse()
    }

    private mutating func parse() throws(UsageError) -> Request {
        while let word = rest.popFirst() {
            switch word {
            case "--":
                positional += rest
                rest = []
            case "-h", "--help": return .help(path)
            case "--version": return .version
            case _ where word.hasPrefix("--"): try takeLongOption(word)
            case _ where word.hasPrefix("-") && word != "-": try takeShortOptions(word)
            default: try takeWord(word)
            }
        }
        let texts = try texts()
        guard path.command.run != nil else { return .help(path) }
        return .run(try ParsedArguments(path: path, texts: texts))
    }

    private mutating func takeWord(_ word: String) throws(UsageError) {
        guard positional.isEmpty, !path.command.subcommands.isEmpty else {
            positional.append(word)
            return
        }
        guard let subcommand = path.command.subcommand(word) else { throw .unknownSubcommand(word, at: path) }
        path = path.appending(subcommand)
    }

    private mutating func takeLongOption(_ word: String) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let written = String(parts[0])
        guard let declaration = option(where: { $0.longName == written }) else {
            throw .unknownOption(written, at: path)
        }
        let attached = parts.count == 2 ? String(parts[1]) : nil
        if attached != nil, !declaration.takesValue { throw .valueForFlag(declaration, at: path) }
        try take(declaration, written: written, attached: attached)
    }

    private mutating func takeShortOptions(_ word: String) throws(UsageError) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            if letter == "h" {
                rest = ["--help"]
                return
            }
            guard let declaration = option(where: { $0.short == letter }) else {
                throw .unknownOption("-\(letter)", at: path)
            }
            if declaration.takesValue, !letters.isEmpty {
                try take(declaration, written: "-\(letter)", attached: String(letters))
                return
            }
            try take(declaration, written: "-\(letter)", attached: nil)
        }
    }

    private mutating func take(
        _ declaration: Declaration, written: String, attached: String?
    ) throws(UsageError) {
        var text = attached ?? ""
        if declaration.takesValue, attached == nil {
            guard let next = rest.first, !next.hasPrefix("-") || next == "-" || Self.isNegative(next) else {
                throw .missingValue(declaration, at: path)
            }
            rest.removeFirst()
            text = next
        }
        occurrences.append(Occurrence(declaration: declaration, written: written, text: text))
    }

    /// Whether a word is a number below zero and no option: no option is a digit.
    private static func isNegative(_ word: String) -> Bool {
        word.dropFirst().first.map { $0.isASCII && $0.isNumber } ?? false
    }

    /// An option of the command read so far, or of one that may still follow.
    private func option(where matches: (Declaration) -> Bool) -> Declaration? {
        for candidate in path.descendants {
            if let found = candidate.command.options.first(where: matches) { return found }
        }
        return nil
    }

    /// What was given, by the name of the declaration it belongs to.
    private func texts() throws(UsageError) -> [String: [String]] {
        var texts: [String: [String]] = [:]
        for occurrence in occurrences {
            let name = occurrence.declaration.name
            guard path.command.options.contains(where: { $0.name == name }) else {
                throw .unknownOption(occurrence.written, at: path)
            }
            texts[name, default: []].append(occurrence.text)
        }
        var remaining = positional[...]
        for argument in path.command.arguments {
            if argument.isRepeated {
                texts[argument.name] = Array(remaining)
                remaining = []
            } else if let text = remaining.popFirst() {
                texts[argument.name] = [text]
            }
        }
        guard remaining.isEmpty else { throw .unexpectedArguments(Array(remaining), at: path) }
        return texts
    }
}
