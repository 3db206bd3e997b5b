// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeTransport

extension Environment {
    /// The world of this process.
    static var process: Environment {
        Environment(
            variables: ProcessInfo.processInfo.environment, http: CurlClient(concurrency: 32),
            broker: { url throws(TransportError) in
                try RabbitMQTransport(RabbitMQConfiguration(url: url, topology: .proofOfConcept))
            },
            clock: ContinuousClock(), input: .standard)
    }
}
