// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport

/// One operation of the server: how it is asked for, who may, what it takes and gives, and what does it.
///
/// The one declaration from which the route, the check of rights, the check of the query, and the entry in the OpenAPI document
/// are made; so none of them can say something else than another. There is none without ``access``.
struct Operation: Sendable {
    /// Does the operation.
    typealias Handler = @Sendable (Call) async throws -> HTTPResponse

    /// Whom it is for, which decides how errors are told.
    enum Surface: Sendable, Hashable {
        /// Programs: problem documents.
        case api
        /// People with a browser: pages.
        case page
        /// Receivers, and those who watch the server: plain answers, known by heart.
        case machine
    }

    let method: String
    let pattern: String
    let name: String
    let surface: Surface
    let access: Access
    /// The largest body that is taken, in bytes.
    let bodyLimit: Int
    /// Whether whoever lost its answer may ask again by the same key, and nothing is done twice.
    let isRepeatable: Bool
    /// What the document says; operations for programs have it.
    let contract: Contract?
    let handler: Handler

    /// An operation of the REST API.
    ///
    /// - Parameter isRepeatable: Whether it takes a key; where it is not said, whatever somebody known asks for by POST.
    static func api(
        _ method: String, _ path: String, _ name: String, access: Access, bodyLimit: Int = 0,
        isRepeatable: Bool? = nil, _ contract: Contract, handler: @escaping Handler
    ) -> Operation {
        Operation(
            method: method, pattern: "/api/v1" + path, name: name, surface: .api, access: access,
            bodyLimit: bodyLimit, isRepeatable: isRepeatable ?? (method == "POST" && access.isOfSomebody),
            contract: contract, handler: handler)
    }

    /// A page, or what the form on one sends.
    static func page(
        _ method: String, _ path: String, _ name: String, access: Access, bodyLimit: Int = 0,
        handler: @escaping Handler
    ) -> Operation {
        Operation(
            method: method, pattern: path, name: name, surface: .page, access: access, bodyLimit: bodyLimit,
            isRepeatable: false, contract: nil, handler: handler)
    }

    /// What receivers and watchers use.
    static func machine(
        _ method: String, _ path: String, _ name: String, access: Access, bodyLimit: Int = 0,
        handler: @escaping Handler
    ) -> Operation {
        Operation(
            method: method, pattern: path, name: name, surface: .machine, access: access, bodyLimit: bodyLimit,
            isRepeatable: false, contract: nil, handler: handler)
    }

    /// The names between braces in the path, in order.
    var parameters: [String] {
        pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}
