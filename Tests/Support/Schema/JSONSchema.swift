// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Checks JSON against the schemas of a document, as far as JSON Schema (draft 2020-12) is used there.
///
/// A keyword that is not known is a complaint: a check that passes over what it does not understand proves nothing.
public struct JSONSchema: Sendable {
    private let document: JSONValue
    private let schema: JSONValue

    /// The schema at a place of a document, such as `#/components/schemas/note`.
    public init(_ place: String, of document: JSONValue) {
        self.document = document
        schema = .object(["$ref": .string(place)])
    }

    /// What is wrong with a value; nothing where it fits.
    public func complaints(about value: JSONValue) -> [String] { check(value, schema, at: "$") }

    /// The value that a reference within a document points to.
    public static func resolve(_ reference: String, in document: JSONValue) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(document as JSONValue?) {
            $0?[String($1).replacing("~1", with: "/").replacing("~0", with: "~")]
        }
    }

    private func check(_ value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
        guard case .object(let keywords) = schema else { return ["\(path): the schema is no object"] }
        return keywords.sorted { $0.key < $1.key }.flatMap { keyword, demand in
            check(value, keyword, demand, of: keywords, at: path)
        }
    }

    private func check(
        _ value: JSONValue, _ keyword: String, _ demand: JSONValue, of keywords: [String: JSONValue], at path: String
    ) -> [String] {
        func complain(unless isRight: Bool) -> [String] {
            isRight ? [] : ["\(path): \(keyword) \(demand.compactText) is not met by \(value.compactText.prefix(100))"]
        }
        switch keyword {
        case "description", "title", "examples", "contentEncoding": return []
        case "$ref":
            guard let target = Self.resolve(demand.text ?? "", in: document) else {
                return ["\(path): \(demand.compactText) leads nowhere"]
            }
            return check(value, target, at: path)
        case "const": return complain(unless: value == demand)
        case "enum": return complain(unless: demand.elements.contains(value))
        case "type":
            let types = demand.text.map { [$0] } ?? demand.elements.compactMap(\.text)
            return complain(unless: !types.isEmpty && types.contains { value.isOf(type: $0) })
        case "allOf": return demand.elements.flatMap { check(value, $0, at: path) }
        case "anyOf": return complain(unless: demand.elements.contains { check(value, $0, at: path).isEmpty })
        case "required":
            guard case .object(let members) = value else { return [] }
            return complain(unless: demand.elements.allSatisfy { members[$0.text ?? ""] != nil })
        case "properties":
            guard case .object(let members) = value, case .object(let known) = demand else { return [] }
            return members.sorted { $0.key < $1.key }.flatMap { key, member in
                known[key].map { check(member, $0, at: "\(path).\(key)") } ?? []
            }
        case "additionalProperties":
            guard case .object(let members) = value else { return [] }
            let known: Set<String> =
                if case .object(let properties)? = keywords["properties"] { Set(properties.keys) } else { [] }
            let others = members.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
            if demand == .bool(false) { return others.map { "\(path).\($0.key): not in the schema" } }
            return others.flatMap { check($0.value, demand, at: "\(path).\($0.key)") }
        case "items":
            return value.elements.enumerated().flatMap { check($1, demand, at: "\(path)[\($0)]") }
        case "maxItems": return complain(unless: value.elements.count <= demand.length)
        case "minimum": return complain(unless: value.number.map { $0 >= demand.number ?? .infinity } ?? true)
        case "maximum": return complain(unless: value.number.map { $0 <= demand.number ?? -.infinity } ?? true)
        case "minLength": return complain(unless: value.text.map { $0.unicodeScalars.count >= demand.length } ?? true)
        case "maxLength": return complain(unless: value.text.map { $0.unicodeScalars.count <= demand.length } ?? true)
        case "pattern":
            guard let text = value.text else { return [] }
            let pattern = demand.text.flatMap { try? Regex($0) }
            return complain(unless: pattern.map { text.contains($0) } ?? false)
        case "format":
            guard demand.text == "date-time" else { return ["\(path): the format \(demand.compactText) is not known"] }
            return complain(unless: value.text.map { Timestamp($0) != nil && $0.contains("T") } ?? true)
        default: return ["\(path): the keyword \(keyword) is not known"]
        }
    }
}

extension JSONValue {
    fileprivate var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }

    fileprivate var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }

    fileprivate var length: Int { number.map { Int($0) } ?? -1 }

    fileprivate func isOf(type: String) -> Bool {
        switch (type, self) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object),
            ("number", .integer), ("number", .number), ("integer", .integer):
            true
        default: false
        }
    }
}
