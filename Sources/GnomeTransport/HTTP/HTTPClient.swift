// SPDX-License-Identifier: Apache-2.0

/// Makes HTTP requests.
public protocol HTTPClient: Sendable {
    /// Makes a request and waits for the whole answer.
    ///
    /// Redirects are not followed. An answer of any status is an answer, not an error.
    ///
    /// - Throws: `unreachable` where there is no connection, `timeout`, `invalid` for a URL that can't be used,
    ///   `protocolViolation` where the answer is no HTTP or larger than the limit.
    func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse
}

/// A request to a URL.
public struct HTTPClientRequest: Sendable, Hashable {
    /// The method.
    public var method: String
    /// The absolute URL, `http` or `https`.
    public var url: String
    /// The headers.
    public var headers: HTTPHeaders
    /// The body; nothing for a request without one.
    public var body: [UInt8]?
    /// How long the whole exchange may take.
    public var timeout: Duration
    /// The largest answer that is taken, in bytes.
    public var answerLimit: Int

    /// A request of these parts.
    public init(
        _ method: String, _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil,
        timeout: Duration = .seconds(30), answerLimit: Int = 64 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.answerLimit = answerLimit
    }
}
