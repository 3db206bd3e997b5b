// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport

/// What a form on a page sent (`application/x-www-form-urlencoded`), to be shown again as it was typed, and to be read as the
/// JSON that a program would have sent.
///
/// Names are paths, as ``InvalidField/name`` has them: `place.latitude`, `antennas[1].port`.
struct FormBody: Sendable {
    private let pairs: [(name: String, value: String)]
    /// What was chosen of files, by the names of the fields.
    private(set) var files: [String: [UInt8]] = [:]

    /// Nothing typed yet.
    init() { pairs = [] }

    /// What was sent with files; nothing where a field is no text.
    init?(_ body: MultipartBody) {
        var pairs: [(name: String, value: String)] = []
        for part in body.parts {
            if part.isFile {
                // A browser sends an empty file where none was chosen.
                if !part.bytes.isEmpty { files[part.name] = part.bytes }
            } else {
                guard let value = String(validating: part.bytes, as: UTF8.self) else { return nil }
                pairs.append((part.name, Self.lines(value)))
            }
        }
        self.pairs = pairs
    }

    /// What stands in the fields of a form at first: the members of what a value encodes.
    ///
    /// - Parameter revision: The state that is shown, which the form sends back.
    init(encoding value: some Encodable, revision: Int64? = nil) {
        let bytes = HTTPResponse.json(value).body
        var pairs: [(name: String, value: String)] = revision.map { [("revision", String($0))] } ?? []
        if let json = JSONValue(bytes: bytes) { Self.flatten(json, at: "", into: &pairs) }
        self.pairs = pairs
    }

    private static func flatten(_ value: JSONValue, at path: String, into pairs: inout [(name: String, value: String)])
    {
        switch value {
        case .null, .bool(false): return
        case .bool(true): pairs.append((path, "true"))
        case .integer(let number): pairs.append((path, String(number)))
        case .number(let number): pairs.append((path, "\(number)"))
        case .string(let text): pairs.append((path, text))
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                let isObject = if case .object = element { true } else { false }
                flatten(element, at: isObject ? "\(path)[\(index)]" : path, into: &pairs)
            }
        case .object(let members):
            for (name, member) in members {
                flatten(member, at: path.isEmpty ? name : "\(path).\(name)", into: &pairs)
            }
        }
    }

    /// What was sent; nothing where it is no form.
    init?(_ body: [UInt8]) {
        var pairs: [(name: String, value: String)] = []
        for part in body.split(separator: UInt8(ascii: "&")) {
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(halves[0]), let value = Self.decode(halves.count > 1 ? halves[1] : [])
            else { return nil }
            pairs.append((name, Self.lines(value)))
        }
        guard pairs.count <= 2000 else { return nil }
        self.pairs = pairs
    }

    /// What was typed in a field; nothing where the form has none such.
    subscript(path: String) -> String? { pairs.first { $0.name == path }?.value }

    /// All that was chosen of a field.
    func values(_ path: String) -> [String] { pairs.filter { $0.name == path }.map(\.value) }

    /// Whether a name occurs twice: two readers could read it differently.
    var isAmbiguous: Bool { Set(pairs.map(\.name)).count < pairs.count }

    /// Whether anything was typed in the fields below a path.
    func hasAny(below path: String) -> Bool { pairs.contains { $0.name.hasPrefix(path + ".") && !$0.value.isEmpty } }

    /// The JSON object that says the same.
    ///
    /// Browsers send what is left empty as empty text, which stands for nothing; and a box that is not ticked not at all,
    /// which stands for no.
    func members(of fields: [Field], at path: String = "") -> [String: JSONValue] {
        fields.reduce(into: [:]) { members, field in
            let place = path.isEmpty ? field.name : "\(path).\(field.name)"
            members[field.name] = value(of: field, at: place)
        }
    }

    private func value(of field: Field, at place: String) -> JSONValue? {
        let typed = self[place].flatMap { $0.isEmpty ? nil : $0 }
        switch field.kind {
        case .line, .serial, .zone: return typed.map { .string($0.trimmed) }
        case .secret, .choice, .prose: return typed.map(JSONValue.string)
        case .moment: return typed.map { .string($0.trimmed) }
        case .integer, .project:
            return typed.map { text in Int64(text.trimmed).map(JSONValue.integer) ?? .string(text) }
        case .number:
            return typed.map { text in
                Double(text.trimmed).flatMap { $0.isFinite ? $0 : nil }.map(JSONValue.number) ?? .string(text)
            }
        // It is no JSON: whoever has such a field reads `files`.
        case .file: return nil
        case .flag: return .bool(typed != nil)
        case .choices, .serials: return .array(values(place).map(JSONValue.string))
        case .numbers, .ids:
            return .array(values(place).map { text in Int64(text).map(JSONValue.integer) ?? .string(text) })
        case .group(let fields): return hasAny(below: place) ? .object(members(of: fields, at: place)) : nil
        case .list(let fields, let limit):
            return .array(
                rows(of: place, limit).map { .object(members(of: fields, at: "\(place)[\($0)]")) })
        }
    }

    /// Which rows of a list have anything in them: the others are left out of what is sent.
    private func rows(of list: String, _ limit: Int) -> [Int] {
        (0..<limit).filter { hasAny(below: "\(list)[\($0)]") }
    }

    /// Where on the form it stands what is called by a path in what was sent.
    func place(of path: String, in fields: [Field]) -> String {
        for field in fields {
            guard case .list(_, let limit) = field.kind, path.hasPrefix("\(field.name)[") else { continue }
            let (index, rest) = (path.dropFirst(field.name.count + 1).prefix { $0 != "]" }, path.drop { $0 != "]" })
            let rows = rows(of: field.name, limit)
            if let row = Int(index), rows.indices.contains(row) { return "\(field.name)[\(rows[row])\(rest)" }
        }
        return path
    }

    /// Browsers end lines with CR LF, whatever was typed.
    private static func lines(_ text: String) -> String { text.replacing("\r\n", with: "\n") }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let pair = [UInt8](hex: String(decoding: rest.prefix(2), as: UTF8.self))
                else { return nil }
                decoded += pair
                rest = rest.dropFirst(2)
            default: decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
