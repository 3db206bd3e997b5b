// SPDX-License-Identifier: Apache-2.0

/// Finds the route of a request.
///
/// Text goes before parameters: of `/receivers/new` and `/receivers/{serial}`, the first is the one for the path
/// `/receivers/new`, whatever its methods are. A GET route answers HEAD too where no route does so by itself.
///
/// ```swift
/// let router = HTTPRouter([
///     HTTPRoute("GET", "/receivers/{serial}", name: "getReceiver") { request, parameters in
///         HTTPResponse(status: 200, body: Array(parameters["serial"].utf8))
///     }
/// ])
/// ```
public struct HTTPRouter: Sendable {
    /// What a method and a path come to.
    public enum Match: Sendable {
        /// This route, with its parameters.
        case found(HTTPRoute, HTTPParameters)
        /// The path has other methods: those for the `Allow` field.
        case notAllowed([String])
        /// There is no such path.
        case notFound
    }

    /// The routes, as declared.
    public let routes: [HTTPRoute]
    private let root: Node

    private struct Node: Sendable {
        var children: [String: Node] = [:]
        /// The node of any segment, behind an array because a value can't hold itself.
        var parameter: [Node] = []
        var routes: [String: HTTPRoute] = [:]
    }

    /// A router for these routes.
    ///
    /// - Precondition: No two routes have the same method and paths.
    public init(_ routes: [HTTPRoute]) {
        var root = Node()
        for route in routes { Self.insert(route, route.segments[...], into: &root) }
        self.routes = routes
        self.root = root
    }

    /// Finds the route for a method and the segments of a path.
    public func match(_ method: String, _ path: [String]) -> Match {
        guard let node = Self.find(path[...], from: root) else { return .notFound }
        if let route = node.routes[method] ?? (method == "HEAD" ? node.routes["GET"] : nil) {
            return .found(route, parameters(of: route, in: path))
        }
        let implied = node.routes["GET"] != nil ? ["HEAD"] : []
        return .notAllowed(Set(node.routes.keys).union(implied).sorted())
    }

    private func parameters(of route: HTTPRoute, in path: [String]) -> HTTPParameters {
        var values: [String: String] = [:]
        for case (.parameter(let name), let value) in zip(route.segments, path) { values[name] = value }
        return HTTPParameters(values)
    }

    private static func insert(_ route: HTTPRoute, _ rest: ArraySlice<HTTPRoute.Segment>, into node: inout Node) {
        switch rest.first {
        case .text(let text): insert(route, rest.dropFirst(), into: &node.children[text, default: Node()])
        case .parameter:
            if node.parameter.isEmpty { node.parameter = [Node()] }
            insert(route, rest.dropFirst(), into: &node.parameter[0])
        case nil:
            let previous = node.routes.updateValue(route, forKey: route.method)
            precondition(previous == nil, "Two routes answer \(route.method) \(route.pattern).")
        }
    }

    /// The node with routes for a path; where text leads nowhere, a parameter may still.
    private static func find(_ path: ArraySlice<String>, from node: Node) -> Node? {
        guard let segment = path.first else { return node.routes.isEmpty ? nil : node }
        let rest = path.dropFirst()
        if let child = node.children[segment], let found = find(rest, from: child) { return found }
        guard !segment.isEmpty else { return nil }  // `//` is no parameter.
        return node.parameter.lazy.compactMap { find(rest, from: $0) }.first
    }
}
