// SPDX-License-Identifier: Apache-2.0

/// One operation: a method on a pattern of paths, and what answers it.
public struct HTTPRoute: Sendable {
    /// Answers a request; the parameters are the parts of the path that the pattern names.
    public typealias Handler = @Sendable (HTTPRequest, HTTPParameters) async throws -> HTTPResponse

    /// The name of the operation, for metrics, logs and documents.
    public let name: String
    /// The method.
    public let method: String
    /// The pattern: segments of text, or `{name}` for any one segment, as in `/receivers/{serial}/status`.
    public let pattern: String
    /// The largest body that is taken, in bytes.
    public let bodyLimit: Int
    /// What answers.
    public let handler: Handler

    /// An operation of these parts.
    public init(
        _ method: String, _ pattern: String, name: String, bodyLimit: Int = 0, handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.name = name
        self.bodyLimit = bodyLimit
        self.handler = handler
    }

    /// The segments of the pattern.
    var segments: [Segment] {
        pattern.split(separator: "/").map { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}")
                ? .parameter(String(segment.dropFirst().dropLast())) : .text(String(segment))
        }
    }

    enum Segment: Hashable {
        case text(String)
        case parameter(String)
    }
}

/// The parts of a path that a route's pattern names.
public struct HTTPParameters: Sendable, Hashable {
    private let values: [String: String]

    /// Parameters of a dictionary.
    public init(_ values: [String: String] = [:]) { self.values = values }

    /// The value of a parameter that the pattern of the route names.
    ///
    /// - Precondition: The pattern has a parameter of this name.
    public subscript(name: String) -> String {
        guard let value = values[name] else { preconditionFailure("The route has no parameter \(name).") }
        return value
    }
}
