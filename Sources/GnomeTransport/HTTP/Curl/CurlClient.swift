// SPDX-License-Identifier: Apache-2.0

/// The HTTP client over libcurl.
///
/// All requests of a client share one thread, which exists while there are any, and the connections that servers keep
/// open. Certificates are always verified. Redirects are not followed. Cancelling the task of a request aborts it and
/// throws `stopped`.
///
/// ```swift
/// let client = CurlClient()
/// let answer = try await client.send(HTTPClientRequest("GET", "https://example.org/status"))
/// ```
public final class CurlClient: HTTPClient {
    /// Which addresses a client may connect to.
    public enum Reach: Sendable, Hashable {
        /// All.
        case anywhere
        /// Those of the public internet, and these numeric addresses: for URLs that somebody else may have written.
        ///
        /// The address is judged after the name was looked up, so a name that changes its address gains nothing. A proxy
        /// of the environment is itself an address that must be allowed.
        case publicInternet(andAlso: Set<String> = [])
    }

    private let driver: CurlDriver

    /// A client without connections.
    ///
    /// - Parameters:
    ///   - concurrency: The most requests at a time; further ones wait, and their time runs.
    ///   - reach: Which addresses it may connect to.
    ///   - authorities: A PEM file of the certificate authorities to trust instead of the system's.
    public init(concurrency: Int = 16, reach: Reach = .anywhere, authorities: String? = nil) {
        driver = CurlDriver(concurrency: concurrency, reach: reach, authorities: authorities)
    }

    /// Makes a request and waits for the whole answer.
    public func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse {
        let transfer = try CurlTransfer(request)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.wait(with: continuation)
                driver.perform(transfer)
            }
        } onCancel: {
            transfer.cancel()
            driver.wake()
        }
        return try outcome.get()
    }
}
