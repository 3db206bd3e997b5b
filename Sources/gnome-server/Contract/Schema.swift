// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What a JSON value must be, in the words of JSON Schema 2020-12 as OpenAPI 3.1 uses it.
struct Schema: Sendable {
    /// The schema, with references in the place of named parts.
    let json: JSONValue
    /// The named parts that it refers to, wherever they stand in it.
    let parts: [String: JSONValue]

    private init(_ members: [String: JSONValue], parts: [String: JSONValue] = [:]) {
        json = .object(members)
        self.parts = parts
    }

    /// Text of so many characters.
    static func text(_ length: ClosedRange<Int>? = nil, pattern: String? = nil, example: String? = nil) -> Schema {
        var members: [String: JSONValue] = ["type": .string("string")]
        if let length {
            members["minLength"] = .integer(Int64(length.lowerBound))
            members["maxLength"] = .integer(Int64(length.upperBound))
        }
        members["pattern"] = pattern.map(JSONValue.string)
        members["examples"] = example.map { .array([.string($0)]) }
        return Schema(members)
    }

    /// Text in an address: without control characters.
    static func word(_ length: ClosedRange<Int>) -> Schema { .text(length, pattern: #"^[^\u0000-\u001F\u007F]*$"#) }

    /// One line of so many characters, as `InvalidField.line` takes it: without control characters, and without blanks at its
    /// ends.
    static func line(_ length: ClosedRange<Int>, example: String? = nil) -> Schema {
        let inner = #"[^\u0000-\u001F\u007F-\u009F]"#
        let outer = #"[^\s\u0000-\u001F\u007F-\u009F]"#
        return .text(length, pattern: "^\(outer)(\(inner)*\(outer))?$", example: example)
    }

    /// Text of several lines, as `InvalidField.prose` takes it.
    static func prose(_ limit: Int) -> Schema {
        .text(0...limit, pattern: #"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$"#)
    }

    /// The IANA name of a time zone.
    static let zone = Schema.text(
        1...64, pattern: "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){0,2}$", example: "America/Toronto")

    /// A whole number.
    static func integer(_ range: ClosedRange<Int64>? = nil) -> Schema {
        var members: [String: JSONValue] = ["type": .string("integer")]
        if let range {
            members["minimum"] = .integer(range.lowerBound)
            members["maximum"] = .integer(range.upperBound)
        }
        return Schema(members)
    }

    /// A number.
    static func number(_ range: ClosedRange<Double>? = nil) -> Schema {
        var members: [String: JSONValue] = ["type": .string("number")]
        if let range {
            members["minimum"] = .number(range.lowerBound)
            members["maximum"] = .number(range.upperBound)
        }
        return Schema(members)
    }

    /// True or false.
    static let flag = Schema(["type": .string("boolean")])
    /// A moment as RFC 3339 writes it.
    static let moment = Schema(["type": .string("string"), "format": .string("date-time")])
    /// A date like 2026-05-01, or a moment.
    static let written = Schema([
        "anyOf": .array(
            ["date", "date-time"].map { .object(["type": .string("string"), "format": .string($0)]) })
    ])
    /// A receiver's serial.
    static let serial = Schema.text(1...64, pattern: "^[!-~]+$", example: "SG-F28CRPI33503")
    /// A name to log in with.
    static let login = Schema.text(2...64, pattern: "^[A-Za-z][A-Za-z0-9._@+-]*$", example: "ann")
    /// The number of something in the store.
    static let id = Schema.integer(1...Int64.max)
    /// Anything that JSON can say.
    static let anything = Schema([:])

    /// One of these texts.
    static func oneOf(_ values: [String]) -> Schema {
        Schema(["type": .string("string"), "enum": .array(values.map(JSONValue.string))])
    }

    /// One of the texts of a type.
    static func oneOf<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Schema
    where Choice.RawValue == String {
        oneOf(Choice.allCases.map(\.rawValue))
    }

    /// A list.
    static func list(_ element: Schema, atLeast least: Int? = nil, atMost limit: Int? = nil) -> Schema {
        var members: [String: JSONValue] = ["type": .string("array"), "items": element.json]
        members["minItems"] = least.map { .integer(Int64($0)) }
        members["maxItems"] = limit.map { .integer(Int64($0)) }
        return Schema(members, parts: element.parts)
    }

    /// An object whose members all have names that nobody knows beforehand.
    static func map(_ element: Schema) -> Schema {
        Schema(["type": .string("object"), "additionalProperties": element.json], parts: element.parts)
    }

    /// An object with these members, and whatever else.
    static func opened(_ properties: [Property]) -> Schema {
        let closed = object(properties)
        guard case .object(var members) = closed.json else { return closed }
        members["additionalProperties"] = nil
        return Schema(members, parts: closed.parts)
    }

    /// An object with these members and no others.
    static func object(_ properties: [Property]) -> Schema {
        Schema(
            [
                "type": .string("object"), "additionalProperties": .bool(false),
                "required": .array(properties.filter(\.isRequired).map { .string($0.name) }),
                "properties": .object(
                    Dictionary(uniqueKeysWithValues: properties.map { ($0.name, $0.described.json) })),
            ],
            parts: properties.reduce(into: [:]) { $0.merge($1.schema.parts) { old, _ in old } })
    }

    /// One member of an object.
    struct Property: Sendable {
        var name: String
        var schema: Schema
        var help: String?
        var isRequired: Bool

        init(_ name: String, _ schema: Schema, _ help: String? = nil, isRequired: Bool = true) {
            self.name = name
            self.schema = schema
            self.help = help
            self.isRequired = isRequired
        }

        /// A member that may be missing.
        static func optional(_ name: String, _ schema: Schema, _ help: String? = nil) -> Property {
            Property(name, schema, help, isRequired: false)
        }

        fileprivate var described: Schema { help.map(schema.described) ?? schema }
    }

    /// How many characters it takes at most; nothing where it says nothing of that.
    var longest: Int? {
        guard case .object(let members) = json, case .integer(let length)? = members["maxLength"] else { return nil }
        return Int(length)
    }

    /// Whether a text that is empty is one.
    var takesEmptyText: Bool {
        guard case .object(let members) = json, members["type"] == .string("string") else { return false }
        return members["enum"] == nil && members["format"] == nil && members["minLength"] ?? .integer(0) == .integer(0)
    }

    /// The same, or null.
    var orNull: Schema {
        Schema(["anyOf": .array([json, .object(["type": .string("null")])])], parts: parts)
    }

    /// The same under a name of its own in the document.
    func named(_ name: String) -> Schema {
        Schema(
            ["$ref": .string("#/components/schemas/\(name)")], parts: parts.merging([name: json]) { old, _ in old })
    }

    /// The same object with more members; what a type has in some cases only can't be read off it.
    func adding(_ properties: [Property]) -> Schema {
        let place = json["$ref"]?.text.map { String($0.split(separator: "/").last ?? "") }
        guard case .object(var members)? = place.map({ parts[$0] }) ?? json,
            case .object(var known)? = members["properties"]
        else { return self }
        for property in properties { known[property.name] = property.described.json }
        members["properties"] = .object(known)
        guard let place else { return Schema(members, parts: parts) }
        guard case .object(let reference) = json else { return self }
        return Schema(reference, parts: parts.merging([place: .object(members)]) { _, new in new })
    }

    /// The same with a sentence of what it means.
    func described(_ help: String) -> Schema {
        guard case .object(var members) = json else { return self }
        members["description"] = .string(help)
        return Schema(members, parts: parts)
    }

    /// The whole of a list that is never long.
    static func page(of item: Schema) -> Schema { .object([Property("items", .list(item))]) }
}
