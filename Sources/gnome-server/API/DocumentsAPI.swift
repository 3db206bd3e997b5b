// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport

/// The documents from which programs learn how to talk to the server.
struct DocumentsAPI: Sendable {
    /// The answer that is the OpenAPI document: large, and always the same.
    private let openAPI: HTTPResponse

    init(openAPI: JSONValue) { self.openAPI = .json(openAPI) }

    var operations: [Operation] {
        let everybody = Access.open(because: "whoever writes a program must know how to ask, and it names nobody")
        return [
            .api(
                "GET", "/openapi.json", "openapi", access: everybody,
                Contract("Shows this document.", answers: .json(schema: .anything))
            ) { _ in openAPI },
            .api(
                "GET", "/asyncapi.json", "asyncapi", access: everybody,
                Contract(
                    "Shows the AsyncAPI document, of what travels over the broker.",
                    answers: .json(schema: .anything))
            ) { _ in
                HTTPResponse(
                    status: 200, headers: ["Content-Type": "application/json", "Cache-Control": "max-age=300"],
                    body: PackageResources.asyncapi_json)
            },
        ]
    }
}
