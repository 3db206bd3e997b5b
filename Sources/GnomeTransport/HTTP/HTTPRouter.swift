// SPDX-License-Identifier: Apache-2.0

/// Values of the named parts of a path.
public struct HTTPParameters: Sendable, Hashable {
    private var values: [String: String]

    /// Parameters of these names and values.
    public init(_ values: [String: String] = [:]) { self.values = values }

    /// The value of a named part.
    public subscript(name: String) -> String? { values[name] }
}

/// One address and what answers there.
public struct HTTPRoute: Sendable {
    /// Answers a request, or throws what the application turns into an answer.
    public typealias Handler = @Sendable (HTTPRequest, HTTPParameters) async throws -> HTTPResponse

    /// The method; a route for `GET` answers `HEAD` as well.
    public let method: String
    /// The path; a part in braces takes any text: `/receivers/{serial}`.
    public let path: String
    /// What logs and metrics call it.
    public let name: String
    /// The largest body, in bytes.
    public let bodyLimit: Int
    /// What answers.
    public let handler: Handler

    let parts: [Substring]

    /// A route of these parts.
    public init(_ method: String, _ path: String, name: String, bodyLimit: Int = 0, handler: @escaping Handler) {
        self.method = method
        self.path = path
        self.name = name
        self.bodyLimit = bodyLimit
        self.handler = handler
        parts = path.split(separator: "/")
    }

    /// The named parts of a path that fits; nothing where it does not fit.
    func match(_ path: [String]) -> HTTPParameters? {
        guard path.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (part, text) in zip(parts, path) {
            if part.first == "{" {
                values[String(part.dropFirst().dropLast())] = text
            } else if part != text {
                return nil
            }
        }
        return HTTPParameters(values)
    }

    /// Smaller for the route that says more about its path: literal parts come before named ones.
    var generality: Int { parts.count { $0.first == "{" } }
}

/// Finds the route of a request.
public struct HTTPRouter: Sendable {
    /// What was found.
    public enum Finding: Sendable {
        /// This route answers.
        case route(HTTPRoute, HTTPParameters)
        /// There is something at the path, for these methods.
        case methodNotAllowed([String])
        /// There is nothing at the path.
        case notFound
    }

    private let routes: [HTTPRoute]

    /// A router over routes.
    ///
    /// - Precondition: No two routes have the same method and path.
    public init(_ routes: [HTTPRoute]) {
        let addresses = routes.map { "\($0.method) \($0.path)" }
        precondition(Set(addresses).count == routes.count, "two routes have the same method and path")
        self.routes = routes.sorted { $0.generality < $1.generality }
    }

    /// Finds the route of a request.
    public func find(_ head: HTTPRequestHead) -> Finding {
        var methods: Set<String> = []
        for route in routes {
            guard let parameters = route.match(head.path) else { continue }
            if route.method == head.method || (route.method == "GET" && head.method == "HEAD") {
                return .route(route, parameters)
            }
            methods.insert(route.method)
            if route.method == "GET" { methods.insert("HEAD") }
        }
        return methods.isEmpty ? .notFound : .methodNotAllowed(methods.sorted())
    }
}
