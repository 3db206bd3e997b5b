// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import GnomeCore

/// The OpenAPI document of the project, to hold answers and requests against.
public struct OpenAPIDocument: Sendable {
    /// The whole document.
    public let json: JSONValue

    /// Reads it.
    public init() throws {
        let bytes = try Data(contentsOf: URL(filePath: RunningProgram.packageRoot + "Docs/openapi.json"))
        json = JSONValue(bytes: Array(bytes)) ?? .null
    }

    /// What is wrong with an answer; nothing where it is what the document says, or not of the API.
    public func complaints(
        aboutAnswerTo method: String, _ target: String, status: Int, mediaType: String?, body: [UInt8]
    ) -> [String] {
        let path = String(target.prefix { $0 != "?" })
        guard path.hasPrefix("/api/") else { return [] }
        guard let operation = operation(method, path) else {
            return [404, 405, 421].contains(status) ? [] : ["\(method) \(path) is not in the document"]
        }
        let place = "\(operation)/responses"
        let listed = JSONSchema.resolve("\(place)/\(status)", in: json) != nil
        guard listed || status >= 400 else { return ["\(method) \(path): \(status) is not in the document"] }
        let answer = "\(place)/\(listed ? String(status) : "default")"
        guard case .object(let contents)? = JSONSchema.resolve("\(answer)/content", in: json) else {
            return body.isEmpty ? [] : ["\(method) \(path): \(status) has no body in the document"]
        }
        guard let mediaType, contents[mediaType] != nil else {
            return ["\(method) \(path): \(mediaType ?? "nothing") is not in the document for \(status)"]
        }
        guard mediaType.hasSuffix("json") else { return [] }
        guard let value = JSONValue(bytes: body) else { return ["\(method) \(path): the body is no JSON"] }
        let schema = "\(answer)/content/\(mediaType.replacing("/", with: "~1"))/schema"
        return JSONSchema(schema, of: json).complaints(about: value).map { "\(method) \(path) \(status): \($0)" }
    }

    /// The place of the operation that answers a path; text goes before parameters, as the router has it.
    private func operation(_ method: String, _ path: String) -> String? {
        guard case .object(let paths)? = json["paths"] else { return nil }
        let parts = path.split(separator: "/")
        let matches = paths.keys.filter { pattern in
            let segments = pattern.split(separator: "/")
            return segments.count == parts.count && zip(segments, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        let found = matches.min { lhs, rhs in lhs.count { $0 == "{" } < rhs.count { $0 == "{" } }
        guard let found, paths[found]?[method.lowercased()] != nil else { return nil }
        return "#/paths/\(found.replacing("/", with: "~1"))/\(method.lowercased())"
    }
}
