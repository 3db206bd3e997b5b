// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeTransport

/// Publishes events to an exchange, each as a message with the event's id.
public struct BrokerCarrier: ForwardCarrier {
    /// Whose transport it publishes over.
    public enum Transport: Sendable {
        /// The server's own, which runs elsewhere.
        case shared(any MessageTransport)
        /// One for this target alone, which runs as long as the carrier does.
        case own(any MessageTransport)

        fileprivate var transport: any MessageTransport {
            switch self {
            case .shared(let transport), .own(let transport): transport
            }
        }
    }

    private let transport: Transport
    private let exchange: String
    private let routing: RoutingTemplate
    private let needsQueue: Bool

    /// A carrier to an exchange.
    ///
    /// - Parameters:
    ///   - exchange: The exchange.
    ///   - transport: How to get there.
    ///   - routing: How routing keys are made.
    ///   - needsQueue: Whether an event that no queue is bound for has not arrived. Not so where anybody may bind a queue or
    ///     not, as to `gnome.events`: what nobody asked for is told to nobody.
    public init(to exchange: String, over transport: Transport, routing: RoutingTemplate, needsQueue: Bool) {
        self.exchange = exchange
        self.transport = transport
        self.routing = routing
        self.needsQueue = needsQueue
    }

    /// Runs a transport of its own.
    public func run() async {
        guard case .own(let transport) = transport else { return }
        // Where it can't run, publishing says so.
        try? await transport.run()
    }

    /// Publishes events, and counts those that the broker took responsibility for.
    public func carry(_ events: [ForwardEvent]) async -> Carried {
        let results = await transport.transport.publish(events.map(message))
        for (index, result) in results.enumerated() {
            guard case .failure(let error) = result, needsQueue || error.code != .unroutable else { continue }
            return Carried(count: index, failure: Self.failure(error))
        }
        return Carried(count: events.count)
    }

    private func message(_ event: ForwardEvent) -> OutboundMessage {
        OutboundMessage(
            exchange: exchange, routingKey: routing.key(of: event),
            properties: MessageProperties(
                contentType: "application/json", messageID: event.id,
                timestamp: UInt64(exactly: event.stored.frame.receivedAt.microseconds / 1_000_000)),
            body: event.bytes)
    }

    private static func failure(_ error: TransportError) -> ForwardFailure {
        ForwardFailure(error.code == .invalid ? .refused : .away, error.message)
    }
}
