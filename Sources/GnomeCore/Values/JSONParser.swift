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

    /// The value that bytes hold; nothing where they are no JSON, or nested too deep.
    static func parse(_ bytes: [UInt8]) -> JSONValue? {
        var parser = JSONParser(scanner: JSONScanner(bytes))
        guard let value = parser.value(depth: 0) else { return nil }
        parser.scanner.skipBlanks()
        return parser.scanner.next == nil ? value : nil
    }

    private mutating func value(depth: Int) -> JSONValue? {
        scanner.skipBlanks()
        switch scanner.next {
        case UInt8(ascii: "{"): return object(depth: depth + 1)
        case UInt8(ascii: "["): return array(depth: depth + 1)
        case UInt8(ascii: "\""): return scanner.string().map(JSONValue.string)
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

    /// Of a key that stands twice, the last value counts, as nearly everywhere.
    private mutating func object(depth: Int) -> JSONValue? {
        guard depth <= Self.depthLimit, scanner.take("{") else { return nil }
        var members: [String: JSONValue] = [:]
        scanner.skipBlanks()
        if scanner.take("}") { return .object(members) }
        repeat {
            scanner.skipBlanks()
            guard let key = scanner.string() else { return nil }
            scanner.skipBlanks()
            guard scanner.take(":"), let member = value(depth: depth) else { return nil }
            members[key] = member
            scanner.skipBlanks()
        } while scanner.take(",")
        return scanner.take("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> JSONValue? {
        guard depth <= Self.depthLimit, scanner.take("[") else { return nil }
        var elements: [JSONValue] = []
        scanner.skipBlanks()
        if scanner.take("]") { return .array(elements) }
        repeat {
            guard let element = value(depth: depth) else { return nil }
            elements.append(element)
            scanner.skipBlanks()
        } while scanner.take(",")
        return scanner.take("]") ? .array(elements) : nil
    }
}
