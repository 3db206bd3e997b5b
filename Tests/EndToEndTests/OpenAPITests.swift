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
