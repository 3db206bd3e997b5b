// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import GnomeCore

/// The AsyncAPI document of the project.
public struct AsyncAPIDocument: Sendable {
    /// The whole document.
    public let json: JSONValue

    /// Reads it.
    public init() throws { json = JSONValue(bytes: try Self.bytes()) ?? .null }

    /// The bytes of its file.
    public static func bytes() throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: RunningProgram.packageRoot + "Docs/asyncapi.json")))
    }

    /// What is wrong with the payload of a message by its name, such as `status`.
    public func complaints(about payload: JSONValue, as message: String) -> [String] {
        let place = json["components"]?["messages"]?[message]?["payload"]?["$ref"]?.text
        return JSONSchema(place ?? "#/none", of: json).complaints(about: payload)
    }

    /// What is wrong with the properties of an AMQP message, by the name of their schema.
    public func complaints(aboutHeaders headers: [String: String], as name: String = "headers") -> [String] {
        JSONSchema("#/components/schemas/\(name)", of: json).complaints(
            about: .object(headers.mapValues(JSONValue.string)))
    }

    /// Every reference in the document.
    public var references: [String] { Self.references(in: json) }

    private static func references(in value: JSONValue) -> [String] {
        switch value {
        case .object(let members):
            (members["$ref"]?.text.map { [$0] } ?? []) + members.values.flatMap(references)
        case .array(let elements): elements.flatMap(references)
        default: []
        }
    }
}
