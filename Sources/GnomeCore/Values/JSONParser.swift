// SPDX-License-Identifier: Apache-2.0

/// Reads JSON (RFC 8259) of any shape, in a time that grows with its length and no faster.
///
/// `JSONDecoder` can only be asked whether a value is of a kind, one kind after another, and each wrong guess builds an error
/// with the whole path to the value: a nested kilobyte took it a second. Whatever a sender puts together, this looks at each
/// byte once.
struct JSONParser {
    /// How deep arrays and objects may be nested; receivers nest five deep.
    static let depthLimit = 64

    private var scanner: JSONScanner
    /// What would be right where the scanner stands, for people.
    private var expected: StaticString = "a value"

    private init(_ bytes: [UInt8]) { scanner = JSONScanner(bytes) }

    /// The value that bytes hold; nothing where they are no JSON, or nested too deep.
    static func parse(_ bytes: [UInt8]) -> JSONValue? { try? read(bytes).get() }

    /// The value that bytes hold, or where they stop being JSON.
    static func read(_ bytes: [UInt8]) -> Result<JSONValue, JSONFault> {
        var parser = JSONParser(bytes)
        let value = parser.value(depth: 0)
        if value != nil {
            parser.scanner.skipBlanks()
            parser.expected = "the end"
        }
        guard let value, parser.scanner.next == nil else {
            return .failure(JSONFault(offset: parser.scanner.position, expected: parser.expected.description))
        }
        return .success(value)
    }

    private mutating func value(depth: Int) -> JSONValue? {
        scanner.skipBlanks()
        expected = "a value"
        switch scanner.next {
        case UInt8(ascii: "{"): return object(depth: depth + 1)
        case UInt8(ascii: "["): return array(depth: depth + 1)
        case UInt8(ascii: "\""): return string().map(JSONValue.string)
        case UInt8(ascii: "t"): return scanner.take(word: "true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return scanner.take(word: "false") ? .bool(false) : nil
        case UInt8(ascii: "n"): return scanner.take(word: "null") ? .null : nil
        default: return scanner.number().flatMap(Self.value)
        }
    }

    private static func value(of number: JSONScanner.Number) -> JSONValue? {
        if number.isWhole, let integer = Int64(number.text) { return .integer(integer) }
        return Double(number.text).flatMap { $0.isFinite ? .number($0) : nil }
    }

    private mutating func string() -> String? {
        if scanner.next == UInt8(ascii: "\"") { expected = "the rest of a text" }
        return scanner.string()
    }

    private mutating func isAllowed(_ depth: Int) -> Bool {
        if depth > Self.depthLimit { expected = "at most 64 levels" }
        return depth <= Self.depthLimit
    }

    /// Of a key that stands twice, the last value counts, as nearly everywhere.
    private mutating func object(depth: Int) -> JSONValue? {
        guard isAllowed(depth), scanner.take("{") else { return nil }
        var members: [String: JSONValue] = [:]
        scanner.skipBlanks()
        if scanner.take("}") { return .object(members) }
        repeat {
            scanner.skipBlanks()
            expected = "a key in quotes"
            guard let key = string() else { return nil }
            scanner.skipBlanks()
            expected = "a colon"
            guard scanner.take(":"), let member = value(depth: depth) else { return nil }
            members[key] = member
            scanner.skipBlanks()
            expected = "a comma or the end of the object"
        } while scanner.take(",")
        return scanner.take("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> JSONValue? {
        guard isAllowed(depth), scanner.take("[") else { return nil }
        var elements: [JSONValue] = []
        scanner.skipBlanks()
        if scanner.take("]") { return .array(elements) }
        repeat {
            guard let element = value(depth: depth) else { return nil }
            elements.append(element)
            scanner.skipBlanks()
            expected = "a comma or the end of the array"
        } while scanner.take(",")
        return scanner.take("]") ? .array(elements) : nil
    }
}
