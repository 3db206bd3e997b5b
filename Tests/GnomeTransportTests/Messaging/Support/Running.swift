// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import TestSupport
import Testing

enum Running {
    /// Runs a transport with short waits while something is done with it, and shuts it down gracefully afterwards.
    static func transport(
        _ url: String, _ topology: Topology, _ change: (inout RabbitMQConfiguration) -> Void = { _ in },
        _ body: (RabbitMQTransport, EventLog) async throws -> Void
    ) async throws {
        let events = EventLog()
        var configuration = try RabbitMQConfiguration(url: url, topology: topology)
        configuration.retryDelay = .milliseconds(1)...(.milliseconds(200))
        configuration.publishTimeout = .seconds(2)
        configuration.answerTimeout = .seconds(5)
        configuration.heartbeat = .seconds(1)
        configuration.onEvent = { events.note($0) }
        change(&configuration)
        let transport = try RabbitMQTransport(configuration)
        async let running: Void = transport.run()
        try await body(transport, events)
        transport.beginGracefulShutdown()
        try await running
    }
}

extension MessageTransport {
    /// Publishes until it is confirmed, as a sender with a store of its own does.
    func publishStubbornly(_ text: String, to queue: String) async throws {
        let message = OutboundMessage(
            exchange: "", routingKey: queue, properties: MessageProperties(messageID: text), body: Array(text.utf8))
        while true {
            do throws(TransportError) {
                try await publish(message)
                return
            } catch {
                guard error.disposition == .unavailable, error.code != .stopped else { throw error }
            }
        }
    }
}

extension Subscription {
    /// Waits until so many deliveries have come.
    func take(_ count: Int) async throws -> [Delivery] {
        var deliveries: [Delivery] = []
        while deliveries.count < count {
            let batch = await nextBatch(upTo: count - deliveries.count)
            try #require(!batch.isEmpty, "the subscription has ended")
            deliveries += batch
        }
        return deliveries
    }
}

extension ConnectionState {
    /// The state without what goes with it.
    var word: String {
        switch self {
        case .stopped: "stopped"
        case .connecting: "connecting"
        case .connected: "connected"
        case .blocked: "blocked"
        case .waiting: "waiting"
        @unknown default: "unknown"
        }
    }
}

extension Delivery {
    var text: String { String(decoding: body, as: UTF8.self) }
}
