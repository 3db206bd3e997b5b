// SPDX-License-Identifier: Apache-2.0

/// How to reach a RabbitMQ broker, and what to ask of it.
///
/// ```swift
/// var configuration = try RabbitMQConfiguration(url: "amqp://user:password@localhost/%2F", topology: .uplink)
/// configuration.onEvent = { event in log.notice("\(event)") }
/// ```
///
/// The password is kept, but never part of a description, an error or an event.
public struct RabbitMQConfiguration: Sendable {
    /// Where the broker is and as whom to log in.
    let address: BrokerAddress
    /// What is declared on every connection.
    public var topology: Topology
    /// What the connections are called in the broker's lists.
    public var name = "gnome"
    /// The file of the certificate authorities that are trusted to sign the broker's certificate (PEM), for `amqps`.
    public var trustedAuthorities = "/etc/ssl/certs/ca-certificates.crt"
    /// How often both sides show that they live, in whole seconds; a side that is silent for twice as long is given up.
    public var heartbeat = Duration.seconds(15)
    /// How long to wait for a connection, for each answer of the broker, and for it to read what is sent.
    public var answerTimeout = Duration.seconds(10)
    /// How long a message may wait for its confirm, from the call of `publish`.
    public var publishTimeout = Duration.seconds(30)
    /// How many messages may be sent and not confirmed.
    public var publishWindow = 256
    /// How many bytes of deliveries may be held and not settled before no more are read; one message may go beyond it.
    public var mostBytesOut = 16 << 20
    /// The bound of the first wait after a failure, and the longest wait.
    public var retryDelay = Duration.seconds(1)...Duration.seconds(60)
    /// How often to ask how many messages wait in the queues that are consumed; nothing where nobody wants to know.
    public var measuring: Duration?
    /// What to call with events, on a thread of the transport: it must return soon.
    public var onEvent: @Sendable (TransportEvent) -> Void = { _ in }

    /// A configuration for the broker of a URL.
    ///
    /// - Parameters:
    ///   - url: `amqp://user:password@host:port/vhost`, parts percent-encoded; `amqps` for TLS 1.2 or newer, where the
    ///     host must be a name in the broker's certificate. Without a login it is guest's, without a vhost it is `/`.
    ///   - topology: What is declared on every connection.
    /// - Throws: `invalid` where it is no such URL.
    public init(url: String, topology: Topology) throws(TransportError) {
        address = try BrokerAddress(url: url)
        self.topology = topology
    }
}

extension RabbitMQConfiguration {
    /// Where at the broker everything is.
    public var virtualHost: String { address.virtualHost }
    /// As whom one logs in there.
    public var user: String { address.user }

    /// Whether the broker is on this machine, by its address.
    public var isLoopback: Bool { Loopback.isHost(address.host) }

    /// - Throws: `invalid` where a setting can't be used.
    func check() throws(TransportError) {
        guard (1...3_600).contains(heartbeat.components.seconds) else {
            throw TransportError(.invalid, "The heartbeat must be 1 s to 1 h.")
        }
        guard answerTimeout > .zero, publishTimeout > .zero, retryDelay.lowerBound > .zero else {
            throw TransportError(.invalid, "The times of a transport must be longer than none.")
        }
        if let measuring, measuring <= .zero {
            throw TransportError(.invalid, "The time between two measurements must be longer than none.")
        }
        guard mostBytesOut > 0 else {
            throw TransportError(.invalid, "Deliveries must be allowed to have at least one byte.")
        }
        guard publishWindow > 0 else {
            throw TransportError(.invalid, "At least one message must be allowed to wait for its confirm.")
        }
    }
}
