// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// The OpenAPI 3.1 document of the REST API, made from its operations.
struct OpenAPIDocument: Sendable {
    let json: JSONValue

    /// The document of these operations; those without a contract are not for programs, and are not in it.
    init(_ operations: [Operation]) {
        let described = operations.compactMap { operation in operation.contract.map { (operation, $0) } }
        var paths: [String: [String: JSONValue]] = [:]
        var parts = Self.problem.parts
        for (operation, contract) in described {
            paths[operation.pattern, default: [:]][operation.method.lowercased()] = Self.entry(operation, contract)
            for schema in contract.query.map(\.schema)
                + (contract.body.map { Array($0.content.values) } ?? []) + [contract.answer.schema].compactMap(\.self)
            {
                parts.merge(schema.parts) { old, _ in old }
            }
        }
        json = .object([
            "openapi": .string("3.1.0"),
            "info": .object([
                "title": .string("Gnome server"), "version": .string(Release.version),
                "description": .string(
                    "The REST API of a server that looks after a fleet of wildlife receivers. Every page and every command of "
                        + "gnomectl goes through it. Errors are problem documents (RFC 9457); lists are read page by page, each "
                        + "from the “next” of the one before."),
                "license": .object(["name": .string("Apache-2.0"), "identifier": .string("Apache-2.0")]),
            ]),
            "servers": .array([.object(["url": .string("/")])]),
            "paths": .object(paths.mapValues(JSONValue.object)),
            "components": .object([
                "schemas": .object(parts),
                "parameters": .object([RepeatableRequest.header: Self.key, "If-Match": Self.revision]),
                "securitySchemes": .object([
                    "token": .object([
                        "type": .string("http"), "scheme": .string("bearer"),
                        "description": .string("A token of a person, or the administrator token of the data folder."),
                    ]),
                    "session": .object([
                        "type": .string("apiKey"), "in": .string("cookie"), "name": .string("__Host-gnome"),
                        "description": .string(
                            "The session of somebody who has logged in with a browser. What changes something needs the header "
                                + "\(FormProof.header) too: what the forms of its pages carry as “\(FormProof.field)”."),
                    ]),
                ]),
            ]),
        ])
    }

    private static let problem = Schema.object([
        .init("type", .text()), .init("title", .text()), .init("status", .integer(400...599)),
        .init("detail", .text(), "What happened, and what to do."),
        .optional(
            "fields",
            .list(
                .object([
                    .init("name", .text(), "The field, by its path in the request."),
                    .init("reason", .text(), "What is wrong with it."),
                    .init("example", .text(), "How it is written right."),
                ])), "What is wrong, field by field."),
    ]).named("Problem")

    private static func entry(_ operation: Operation, _ contract: Contract) -> JSONValue {
        var entry: [String: JSONValue] = [
            "operationId": .string(operation.name), "summary": .string(contract.summary),
            "tags": .array([.string(tag(operation))]),
            "parameters": .array(
                operation.parameters.map { parameter($0, in: "path", PathParameter.schema($0), isRequired: true) }
                    + contract.query.map {
                        parameter($0.name, in: "query", $0.schema, help: $0.help, isRequired: $0.isRequired)
                    }
                    + (operation.isRepeatable ? [reference(RepeatableRequest.header)] : [])
                    + (contract.isConditional ? [reference("If-Match")] : [])),
            "responses": .object(responses(operation, contract)),
        ]
        switch operation.access {
        case .open, .receiver, .thisMachine: entry["security"] = .array([])
        case .somebody, .oneself, .permission:
            entry["security"] = .array([.object(["token": .array([])]), .object(["session": .array([])])])
        }
        entry["x-permission"] = operation.access.permission.map { .string($0.rawValue) }
        if let body = contract.body {
            entry["requestBody"] = .object([
                "required": .bool(body.isRequired),
                "content": .object(body.content.mapValues { .object(["schema": $0.json]) }),
            ])
        }
        return .object(entry)
    }

    private static func responses(_ operation: Operation, _ contract: Contract) -> [String: JSONValue] {
        var body: [String: JSONValue] = ["description": .string(contract.answer.help)]
        if let schema = contract.answer.schema {
            body["content"] = .object(
                Dictionary(
                    uniqueKeysWithValues: contract.answer.mediaTypes.map { ($0, .object(["schema": schema.json])) }))
        }
        var answers = [String(contract.answer.status): JSONValue.object(body)]
        if let alternative = contract.answer.alternative { answers[String(alternative)] = .object(body) }
        answers["default"] = refusal("It could not be done; “detail” says why and what to do.")
        if contract.isConditional {
            answers["412"] = refusal("It was changed since the state that If-Match names; look again.")
        }
        if operation.isRepeatable {
            answers["409"] = refusal(
                "It is refused as things stand, or a request with this \(RepeatableRequest.header) has no answer yet.")
            answers["422"] = refusal(
                "It can't be meant, or another request had this \(RepeatableRequest.header) less than a day ago.")
        }
        return answers
    }

    private static func refusal(_ help: String) -> JSONValue {
        .object([
            "description": .string(help),
            "content": .object(["application/problem+json": .object(["schema": problem.json])]),
        ])
    }

    private static func reference(_ header: String) -> JSONValue {
        .object(["$ref": .string("#/components/parameters/\(header)")])
    }

    /// The state that was seen.
    private static let revision = parameter(
        "If-Match", in: "header", .text(example: "\"3\""),
        help:
            "The ETag of an earlier answer, which is its “revision” between quotes: where the thing was changed since, nothing is "
            + "done (412).", isRequired: false)

    /// By what a request is known again.
    private static let key = parameter(
        RepeatableRequest.header, in: "header", RepeatableRequest.schema,
        help:
            "Calls the request something that nobody guesses, such as a UUID. Whoever lost the answer sends the same request "
            + "again, and gets the same answer; nothing is done twice. It is kept for 24 hours.", isRequired: false)

    private static func parameter(
        _ name: String, in place: String, _ schema: Schema, help: String? = nil, isRequired: Bool
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "in": .string(place), "required": .bool(isRequired), "schema": schema.json,
        ]
        members["description"] = help.map(JSONValue.string)
        return .object(members)
    }

    /// What groups operations: the first part of the path behind the version.
    private static func tag(_ operation: Operation) -> String {
        String(operation.pattern.split(separator: "/").dropFirst(2).first ?? "server")
    }
}

/// What the parameters of paths are, by their names: the same name means the same everywhere.
enum PathParameter {
    static func schema(_ name: String) -> Schema {
        switch name {
        case "serial": .serial
        case "forward": .text(1...40, pattern: "^[a-z0-9][a-z0-9-]*$")
        case "series": .word(1...200)
        default: .id
        }
    }
}
