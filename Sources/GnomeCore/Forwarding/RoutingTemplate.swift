// SPDX-License-Identifier: Apache-2.0

/// How the routing key of an event is made: text with `{kind}`, `{project}` and `{serial}` in it.
public struct RoutingTemplate: RawRepresentable, Sendable, Hashable, Codable {
    /// The text.
    public let rawValue: String

    private static let names = ["kind", "project", "serial"]

    /// A template; nothing where the text is empty, names anything else in braces, or is longer than 100 bytes.
    public init?(rawValue: String) {
        var rest = rawValue
        for name in Self.names { rest = rest.split(separator: "{\(name)}", omittingEmptySubsequences: false).joined() }
        guard (1...100).contains(rawValue.utf8.count), !rest.contains("{"), !rest.contains("}") else { return nil }
        self.rawValue = rawValue
    }

    private init(known text: String) { rawValue = text }

    /// Kind, project, serial: the words by which events are bound.
    public static let usual = RoutingTemplate(known: "{kind}.{project}.{serial}")

    /// The routing key of an event; `none` stands for no project.
    public func key(of event: ForwardEvent) -> String {
        let words = [
            event.stored.kind.rawValue, event.project.map(String.init) ?? "none", Self.word(event.stored.serial.text),
        ]
        return zip(Self.names, words).reduce(rawValue) { key, pair in
            key.split(separator: "{\(pair.0)}", omittingEmptySubsequences: false).joined(separator: pair.1)
        }
    }

    /// Text as one word of a routing key: letters, digits, `-`, `_` and `~` as they are, any other byte as `%` and two
    /// hexadecimal digits.
    ///
    /// A dot would end the word, and `*` and `#` have a meaning in patterns.
    public static func word(_ text: String) -> String { text.percentEncoded(keeping: "-_~") }
}
