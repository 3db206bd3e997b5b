// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import TestSupport
import Testing

@Suite("The OpenAPI document")
struct OpenAPITests {
    @Test("what the server shows is what Docs holds; after a change, scripts/openapi writes it anew")
    func isWhatTheServerShows() async throws {
        try await withServer { server in
            let answer = try await server.sendAsNobody("GET", "/api/v1/openapi.json")
            #expect(try JSONValue(bytes: answer.body) == OpenAPIDocument().json)
        }
    }

    @Test("an item of a query that no contract names is refused with what may stand there")
    func unknownQuery() async throws {
        try await withServer { server in
            let answer = try await server.send("GET", "/api/v1/stations?sort=name")
            #expect(answer.status == 400)
            #expect(
                String(decoding: answer.body, as: UTF8.self).contains(
                    "sort: unknown; expected after, limit, project, text"))
        }
    }

    @Test("every operation that says that it takes If-Match refuses what rests on a state that never was")
    func conditional() async throws {
        try await withAdministrator { server, _ in
            for (path, body) in [
                ("projects", #"{"name":"P"}"#), ("projects/1/receivers", #"{"serial":"SG-F28CRPI33503"}"#),
                ("projects/1/stations", #"{"name":"S"}"#),
                ("stations/1/deployments", #"{"serial":"SG-F28CRPI33503","start":"2026-05-01"}"#),
                ("projects/1/receivers", #"{"serial":"SG-0000BBBK0000"}"#),
            ] {
                try #require(try await server.send("POST", "/api/v1/" + path, body: body).status == 201)
            }
            let bodies = [
                "project-change": #"{"name":"Q"}"#, "person-change": #"{"name":"Q"}"#,
                "station-change": #"{"name":"Q"}"#,
                "receiver-change": "{}", "receiver-register": #"{"serial":"SG-F28CRPI33503"}"#,
                "deployment-change": #"{"serial":"SG-F28CRPI33503","start":"2026-05-02"}"#,
                "deployment-swap": #"{"serial":"SG-0000BBBK0000"}"#,
            ]
            guard case .object(let paths)? = try OpenAPIDocument().json["paths"] else {
                Issue.record("the document has no paths")
                return
            }
            var asked = 0
            for case (let pattern, .object(let operations)) in paths {
                for (method, operation) in operations {
                    guard case .array(let parameters)? = operation["parameters"],
                        parameters.contains(.object(["$ref": .string("#/components/parameters/If-Match")]))
                    else { continue }
                    let path = pattern.replacing("{serial}", with: "SG-F28CRPI33503").replacing(/\{[a-z]+\}/, with: "1")
                    for state in ["\"999\"", "\"one\"", "1", "W/\"1\""] {
                        let answer = try await server.send(
                            method.uppercased(), path, headers: ["If-Match": state],
                            body: operation["operationId"]?.text.flatMap { bodies[$0] })
                        #expect(answer.status == 412, "\(method) \(path) \(state)")
                    }
                    asked += 1
                }
            }
            #expect(asked == 19)
        }
    }

    @Test("every operation names its permission, or that it needs none")
    func permissions() throws {
        guard case .object(let paths)? = try OpenAPIDocument().json["paths"] else {
            Issue.record("the document has no paths")
            return
        }
        for case .object(let operations) in paths.values {
            for operation in operations.values {
                let isOpen = operation["security"] == .array([])
                #expect((operation["x-permission"] != nil) != isOpen || operation["x-permission"] == nil)
                #expect(operation["security"] != nil)
            }
        }
    }
}
