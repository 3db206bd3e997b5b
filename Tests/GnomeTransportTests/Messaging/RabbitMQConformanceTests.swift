// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import GnomeTransportConformance
import Testing

@Suite("RabbitMQTransport", .timeLimit(.minutes(10)), .needsBroker)
struct RabbitMQConformanceTests {
    @Test("It keeps the promises of MessageTransport", arguments: TransportPromise.all)
    func keeps(promise: TransportPromise) async throws {
        let url = try TestBroker.url()
        let backend = TransportBackend("RabbitMQ", capabilities: [.fullQueues, .deadLetters]) { topology in
            try RabbitMQTransport(RabbitMQConfiguration(url: url, topology: topology))
        }
        try await backend.keeps(promise)
    }
}
