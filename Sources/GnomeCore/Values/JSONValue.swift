// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Any JSON value, for the parts of a message that this version does not know and must not lose.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A number without fraction that fits 64 bits.
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The value under a key; nothing where this is no object or has no such key.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The text, where this is one.
    public var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The number, also where a receiver wrote it as text; nothing for `null`, `"--"` and the like.
    public var lenientNumber: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        default: nil
        }
    }

    /// The number as a whole one, where it is whole and fits; also where a receiver wrote it as text.
    public var lenientInteger: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        case .string(let text): Int64(text)
        default: nil
        }
    }
}

extension JSONValue: Codable {
    /// Reads whatever stands there, as a part of something whose shape is known.
    ///
    /// For bytes from anybody there is ``init(bytes:)``: guessing kinds by way of a decoder is slow where values are nested.
    ///
    /// - Throws: `DecodingError` where it is no JSON value.
    public init(from decoder: any Decoder) throws {
        // In this order, because a wrong guess costs an error: texts are most of what comes, then numbers, then objects.
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let members = try? decoder.container(keyedBy: AnyKey.self) {
            self = .object(
                try Dictionary(
                    uniqueKeysWithValues: members.allKeys.map { key in
                        (key.stringValue, try members.decode(JSONValue.self, forKey: key))
                    }))
        } else if var elements = try? decoder.unkeyedContainer() {
            var values: [JSONValue] = []
            while !elements.isAtEnd { values.append(try elements.decode(JSONValue.self)) }
            self = .array(values)
        } else {
            self = .bool(try container.decode(Bool.self))
        }
    }

    /// Writes the value.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: AnyKey.self)
            for (key, value) in members { try container.encode(value, forKey: AnyKey(key)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        default:
            var container = encoder.singleValueContainer()
            switch self {
            case .bool(let bool): try container.encode(bool)
            case .integer(let integer): try container.encode(integer)
            case .number(let number): try container.encode(number)
            case .string(let text): try container.encode(text)
            default: try container.encodeNil()
            }
        }
    }

    /// Reads JSON bytes from anybody.
    ///
    /// - Parameter bytes: UTF-8.
    /// - Returns: Nothing where the bytes are not JSON, or nested more than 64 deep.
    public init?(bytes: [UInt8]) {
        guard let value = JSONParser.parse(bytes) else { return nil }
        self = value
    }
}

/// A key of an object whose keys are not known beforehand.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

extension JSONValue {
    /// The value as JSON bytes with sorted keys and without blanks.
    public var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // JSON has no infinities; nothing that was read from JSON holds one.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return (try? encoder.encode(self)).map { Array($0) } ?? Array("null".utf8)
    }

    /// The value as JSON text with sorted keys and without blanks.
    public var compactText: String { String(decoding: bytes, as: UTF8.self) }

    /// The time, where this is RFC 3339 text or a count of seconds since 1970, as a number or as text.
    public var lenientTime: Timestamp? {
        if let text, let timestamp = Timestamp(text) { return timestamp }
        guard let seconds = lenientNumber, abs(seconds) < 1e11 else { return nil }
        return Timestamp(microseconds: Int64((seconds * 1_000_000).rounded()))
    }
}

extension JSONValue {
    /// The value as JSON text with sorted keys, indented for people.
    public var readableText: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? compactText
    }
}
