// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore

extension Schema {
    /// The schema of what a type encodes, read off the type itself by letting it decode and watching what it asks for.
    ///
    /// So the document says what the code does, without a second list of members that could differ from it. Members are taken
    /// as required where the type decodes them without asking whether they are there.
    ///
    /// - Precondition: The type can decode the samples of ``SchemaLeaf``; a test goes through all contracts.
    init<Value: Decodable>(of type: Value.Type) {
        do {
            self = try Self.reflect(type).schema
        } catch {
            preconditionFailure("The schema of \(type) can't be read off it: \(error)")
        }
    }

    fileprivate static func reflect<Value: Decodable>(_ type: Value.Type) throws -> (schema: Schema, sample: Value) {
        if let leaf = type as? any SchemaLeaf.Type {
            guard let sample = leaf.sample as? Value else { throw SchemaReflectionError(type) }
            return (leaf.schema, sample)
        }
        if let choice = type as? any (CaseIterable & RawRepresentable<String>).Type {
            let (names, first) = choices(choice)
            guard let sample = first as? Value else { throw SchemaReflectionError(type) }
            return (.oneOf(names), sample)
        }
        let watcher = Watcher()
        let sample = try Value(from: Reflection(watcher: watcher))
        guard let seen = watcher.schema else { throw SchemaReflectionError(type) }
        // A page is told in its place: its name would be that of its items, and more.
        let isNamed = watcher.isObject && !String(reflecting: type).contains("<")
        return (isNamed ? seen.named(name(of: type)) : seen, sample)
    }

    private static func choices<Choice: CaseIterable & RawRepresentable<String>>(
        _: Choice.Type
    ) -> (names: [String], first: Any?) {
        (Choice.allCases.map(\.rawValue), Choice.allCases.first)
    }

    /// `ReceiverView` is a `Receiver` to whoever reads the document; what lies within another carries its name too.
    private static func name(of type: Any.Type) -> String {
        let path = String(reflecting: type).split(separator: ".").dropFirst()
        return path.map { $0.hasSuffix("View") ? $0.dropLast(4) : $0 }.joined()
            .filter { $0.isLetter || $0.isNumber }
    }
}

/// A type that is one value in JSON, with a sample to decode instead of a real one.
protocol SchemaLeaf {
    /// What it is in JSON.
    static var schema: Schema { get }
    /// Any value of it.
    static var sample: Self { get }
}

private struct SchemaReflectionError: Error, CustomStringConvertible {
    let description: String
    init(_ type: Any.Type) { description = "\(type) asks for nothing that has a schema" }
}

/// What was asked for at one place.
private final class Watcher {
    private var members: [Schema.Property] = []
    private var value: Schema?
    private(set) var isObject = false

    var schema: Schema? { isObject ? .object(members) : value }

    func beginObject() { isObject = true }
    func note(_ value: Schema) { self.value = value }
    func note(_ name: String, _ schema: Schema, isRequired: Bool) {
        members.removeAll { $0.name == name }
        members.append(.init(name, isRequired ? schema : schema.orNull, isRequired: isRequired))
    }
}

/// A decoder that gives samples, and notes what is asked for.
private struct Reflection: Decoder {
    let watcher: Watcher
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        watcher.beginObject()
        return KeyedDecodingContainer(Members<Key>(watcher: watcher))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { Elements(watcher: watcher) }
    func singleValueContainer() -> any SingleValueDecodingContainer { Single(watcher: watcher) }

    struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let watcher: Watcher
        var codingPath: [any CodingKey] { [] }
        var allKeys: [Key] { [] }

        func contains(_ key: Key) -> Bool { true }
        func decodeNil(forKey key: Key) -> Bool { false }
        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            let (schema, sample) = try Schema.reflect(type)
            watcher.note(key.stringValue, schema, isRequired: true)
            return sample
        }
        func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
            let (schema, sample) = try Schema.reflect(type)
            watcher.note(key.stringValue, schema, isRequired: false)
            return sample
        }
        func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type, key) }
        func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type, key) }
        func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type, key) }
        func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type, key) }
        func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try optional(type, key) }

        private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
            let (schema, sample) = try Schema.reflect(type)
            watcher.note(key.stringValue, schema, isRequired: false)
            return sample
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { throw SchemaReflectionError(type) }
        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            throw SchemaReflectionError(Key.self)
        }
        func superDecoder() throws -> any Decoder { throw SchemaReflectionError(Key.self) }
        func superDecoder(forKey key: Key) throws -> any Decoder { throw SchemaReflectionError(Key.self) }
    }

    struct Elements: UnkeyedDecodingContainer {
        let watcher: Watcher
        var codingPath: [any CodingKey] { [] }
        var count: Int? { 1 }
        var isAtEnd: Bool { currentIndex > 0 }
        var currentIndex = 0

        init(watcher: Watcher) { self.watcher = watcher }

        mutating func decodeNil() -> Bool { false }
        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let (schema, sample) = try Schema.reflect(type)
            watcher.note(.list(schema))
            currentIndex += 1
            return sample
        }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> { throw SchemaReflectionError(type) }
        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            throw SchemaReflectionError(Self.self)
        }
        mutating func superDecoder() throws -> any Decoder { throw SchemaReflectionError(Self.self) }
    }

    struct Single: SingleValueDecodingContainer {
        let watcher: Watcher
        var codingPath: [any CodingKey] { [] }

        func decodeNil() -> Bool { false }
        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let (schema, sample) = try Schema.reflect(type)
            watcher.note(schema)
            return sample
        }
    }
}

extension Bool: SchemaLeaf {
    static var schema: Schema { .flag }
    static var sample: Bool { true }
}

extension String: SchemaLeaf {
    static var schema: Schema { .text() }
    static var sample: String { "sample" }
}

extension Int: SchemaLeaf {
    static var schema: Schema { .integer() }
    static var sample: Int { 1 }
}

extension Int64: SchemaLeaf {
    static var schema: Schema { .integer() }
    static var sample: Int64 { 1 }
}

extension Double: SchemaLeaf {
    static var schema: Schema { .number() }
    static var sample: Double { 1 }
}

extension Serial: SchemaLeaf {
    static var schema: Schema { .serial }
    static var sample: Serial { Serial("SG-F28CRPI33503") ?? { preconditionFailure("a serial of the field") }() }
}

extension Timestamp: SchemaLeaf {
    static var schema: Schema { .moment }
    static var sample: Timestamp { Timestamp(microseconds: 0) }
}

extension JSONValue: SchemaLeaf {
    static var schema: Schema { .anything }
    static var sample: JSONValue { .null }
}

extension Dictionary: SchemaLeaf where Key == String, Value: Decodable {
    static var schema: Schema { .map(Schema(of: Value.self)) }
    static var sample: [String: Value] { [:] }
}
