// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

/// A wrong setting: which, why, and how to mend it.
struct ConfigurationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Values by key, with where each came from; what is added later outweighs what was there.
struct ConfigurationSources: Sendable {
    struct Value: Sendable, Hashable {
        var text: String
        var origin: String
    }

    private(set) var values: [Setting: Value] = [:]

    subscript(setting: Setting) -> Value? { values[setting] }

    /// The value of a setting; a fallback where it is not set.
    ///
    /// - Throws: `ConfigurationError` where it is of another form; it names the key, where it came from, and what is expected.
    func read<Parsed>(
        _ setting: Setting, default fallback: Parsed, _ parse: (String) -> Parsed?
    ) throws(ConfigurationError) -> Parsed {
        guard let value = values[setting] else { return fallback }
        guard let parsed = parse(value.text) else {
            let found = setting.isSecret ? "something else" : "“\(value.text)”"
            throw ConfigurationError("\(setting.key): expected \(setting.form), found \(found) (from \(value.origin)).")
        }
        return parsed
    }

    /// Adds a file of lines `key = value`; `#` begins a comment line.
    mutating func add(file text: String, path: String) throws(ConfigurationError) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.trimmed
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let equals = line.firstIndex(of: "=") else {
                throw ConfigurationError(
                    "\(path):\(index + 1): expected “key = value” (the line is not shown: it may hold a password).")
            }
            let key = line[..<equals].trimmed
            let setting = try Self.setting(key, among: \.key, at: "\(path):\(index + 1)")
            values[setting] = Value(text: line[line.index(after: equals)...].trimmed, origin: "\(path):\(index + 1)")
        }
    }

    /// Adds the variables of the environment that begin with `GNOME_`.
    ///
    /// Variables of that prefix that are no setting are other programs' (`GNOME_DESKTOP_SESSION_ID`) and passed over.
    mutating func add(environment: [String: String]) {
        for setting in Setting.all {
            if let text = environment[setting.variable] {
                values[setting] = Value(text: text, origin: setting.variable)
            }
        }
    }

    /// Adds flags, `--key value` or `--key=value`.
    mutating func add(flags: [String]) throws(ConfigurationError) {
        var rest = flags[...]
        while let flag = rest.popFirst() {
            let parts = flag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let setting = try Self.setting(String(parts[0]), among: \.flag, at: "command line")
            if parts.count == 2 {
                values[setting] = Value(text: String(parts[1]), origin: setting.flag)
            } else if let text = rest.popFirst() {
                values[setting] = Value(text: text, origin: setting.flag)
            } else {
                throw ConfigurationError("\(setting.flag): expected \(setting.form) after it")
            }
        }
    }

    private static func setting(
        _ name: String, among names: (Setting) -> String, at place: String
    ) throws(ConfigurationError) -> Setting {
        if let setting = Setting.all.first(where: { names($0) == name }) { return setting }
        let known = Setting.all.map(names)
        let stem = name.trimmed(of: { $0.isWhitespace || $0 == "-" })
        let near = known.first { $0.hasPrefix(name) || name.hasPrefix($0) || $0.hasSuffix(stem) }
        let hint = near.map { "Did you mean “\($0)”?" } ?? "Known: \(known.joined(separator: ", "))."
        // Only what could be a key is repeated: a line without its “=” would be shown with its secret.
        let key = name.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        throw ConfigurationError("\(place): “\(key)” is no setting. \(hint)")
    }
}
