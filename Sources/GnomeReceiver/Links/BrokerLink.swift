// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeTransport
import Synchronization

/// A link by way of a broker: messages go to `gnome.uplink`, commands come from the receiver's own queue.
///
/// The receiver logs in to the broker as a user that is called like its serial, and declares nothing: it may not. So the
/// transport is made with an empty topology.
///
/// ```swift
/// let transport = try RabbitMQTransport(RabbitMQConfiguration(url: "amqps://SG-…:key@broker.example", topology: Topology()))
/// let link = BrokerLink(transport, serial: serial)
/// ```
public final class BrokerLink: ReceiverLink {
    /// How many commands may be out; one is done at a time.
    private static let prefetch = 16

    private let transport: any MessageTransport
    private let serial: Serial
    private let queue: String
    /// Made when somebody wants commands: not every receiver does.
    private let subscription = Mutex<(any Subscription)?>(nil)

    /// A link over a transport that does not run yet; the link runs it.
    ///
    /// - Parameters:
    ///   - transport: The way to the broker.
    ///   - serial: The receiver, which is also the user.
    ///   - queue: The queue of its commands; by default the one of its name.
    public init(_ transport: any MessageTransport, serial: Serial, queue: String? = nil) {
        self.transport = transport
        self.serial = serial
        self.queue = queue ?? "gnome.downlink.\(serial.text)"
    }

    /// Runs the transport.
    public func run() async throws(TransportError) { try await transport.run() }

    /// Shuts the transport down once what was settled has reached the broker.
    public func beginGracefulShutdown() {
        subscription.withLock { $0 }?.cancel()
        transport.beginGracefulShutdown()
    }

    /// Publishes a message, and returns when the broker has confirmed it.
    public func send(_ message: UplinkMessage) async throws(TransportError) {
        try await transport.publish(
            OutboundMessage(
                exchange: Frame.uplinkExchange, routingKey: "\(serial.text).\(message.kind)",
                properties: MessageProperties(
                    contentType: message.contentType, messageID: message.id, userID: serial.text),
                body: message.body))
    }

    /// Waits for commands.
    public func commands() async -> [CommandDelivery] {
        let subscription = subscription.withLock { subscription in
            let made = subscription ?? transport.subscribe(to: queue, prefetch: Self.prefetch)
            subscription = made
            return made
        }
        return await subscription.nextBatch(upTo: Self.prefetch).map { CommandDelivery(id: $0.id, body: $0.body) }
    }

    /// Acknowledges a command.
    public func acknowledge(_ delivery: CommandDelivery) {
        subscription.withLock { $0 }?.acknowledge(delivery.id.map { [$0] } ?? [])
    }

    /// Gives a command back to the queue.
    public func giveBack(_ delivery: CommandDelivery) {
        subscription.withLock { $0 }?.giveBack(delivery.id.map { [$0] } ?? [])
    }
}
