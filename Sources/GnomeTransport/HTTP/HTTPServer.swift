// SPDX-License-Identifier: Apache-2.0

/// Serves HTTP/1.1 to one application.
///
/// The seam behind which the engine may change. A proxy in front ends TLS and HTTP/2 (`Docs/operations.md`).
public protocol HTTPServer: Sendable {
    /// Listens and answers until shut down.
    ///
    /// - Parameters:
    ///   - application: What answers.
    ///   - onReady: Called once with the port, when connections are taken.
    /// - Throws: `unreachable` where the address can't be bound, `invalid` where the settings can't work.
    func run(
        _ application: some HTTPApplication, onReady: @escaping @Sendable (_ port: Int) -> Void
    ) async throws(TransportError)

    /// Takes no new connection, lets requests that have begun come to their answer, and lets `run` return.
    func beginGracefulShutdown()
}

/// What answers requests.
public protocol HTTPApplication: Sendable {
    /// Judges a request by its head, before any byte of the body is read.
    func admit(_ head: HTTPRequestHead) -> HTTPAdmission
    /// Answers a request that was admitted.
    func respond(to request: HTTPRequest) async -> HTTPResponse
    /// The answer for a request that the server itself refuses: malformed (400), too slow (408), too large (413, 431)…
    ///
    /// - Parameters:
    ///   - status: The status to answer with.
    ///   - reason: One sentence for people.
    ///   - head: The head of the request; nothing where it is not whole, or can't be what it says.
    func refusal(status: Int, reason: String, of head: HTTPRequestHead?) -> HTTPResponse
}

/// What becomes of a request by its head alone.
public enum HTTPAdmission: Sendable, Hashable {
    /// Read a body of at most so many bytes, then answer.
    case accept(bodyLimit: Int)
    /// Answer this at once, read no body, and close.
    case refuse(HTTPResponse)
}
