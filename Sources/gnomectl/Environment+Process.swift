// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeTransport

extension Environment {
    /// The world of this process.
    static var process: Environment {
        Environment(
            variables: ProcessInfo.processInfo.environment, http: NoClient(), clock: ContinuousClock())
    }
}

struct NoClient: HTTPClient {
    func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse {
        throw TransportError(.stopped, "No HTTP client is built in yet.")
    }
}
