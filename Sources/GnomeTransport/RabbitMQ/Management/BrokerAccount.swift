// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// The account of a receiver at a broker, and all that it may do there: send under its own name, and read its own queue.
///
/// | | pattern | so that |
/// | --- | --- | --- |
/// | configure | `^$` | it declares and deletes nothing |
/// | write | `^gnome\.uplink$` | it sends to the uplink only, and binds nothing |
/// | read | `^gnome\.downlink\.SERIAL$` | it reads its own queue only |
/// | keys on the uplink | `^SERIAL\.[A-Za-z0-9_.-]+$` | it sends as itself only |
///
/// Every pattern is anchored at both ends, and each dot in it stands for a dot, so that no name that merely begins alike
/// fits. What a broker can't be told to refuse, as a `CC` header of RabbitMQ 3, the server finds out by `user_id`.
public struct BrokerAccount: Sendable, Hashable {
    /// The mark of these users among all of a broker.
    public static let tag = "gnome-receiver"
    /// How many connections and channels each may have: one of either kind, and as many that the broker has not given up yet.
    public static let limits = ["max-connections": 2, "max-channels": 4]

    /// The name it logs in with, which is the serial.
    public let user: String

    /// The account of a receiver.
    ///
    /// - Throws: `invalid` where the serial can't be a user's name. RabbitMQ takes names for parts of patterns, so only
    ///   letters, digits, `_` and `-` will do. A serial with a suffix of Motus is refused as well: no receiver says it.
    public init(_ serial: Serial) throws(TransportError) {
        guard serial.motusAlias == nil else {
            throw TransportError(
                .invalid, "\(serial) has a suffix that only Motus writes. The account is that of \(serial.ofHardware).")
        }
        guard serial.text.utf8.allSatisfy(Self.isNameByte) else {
            throw TransportError(
                .invalid,
                "\(serial) can't have an account: a name at the broker has only letters, digits, “_” and “-”, at most 64. "
                    + "Let the receiver send over HTTP.")
        }
        user = serial.text
    }

    /// The queue that the server sends to, and only this account reads.
    public var queue: String { "\(Topology.downlinkExchange).\(user)" }

    /// The queue with its binding.
    ///
    /// The truth about a command is in the store, so a full queue refuses the next and an old message goes.
    public var topology: Topology {
        Topology(
            queues: [
                Topology.Queue(
                    queue,
                    arguments: [
                        "x-queue-type": .text("classic"), "x-max-length": .integer(1000),
                        "x-overflow": .text("reject-publish"), "x-message-ttl": .integer(30 * 86_400_000),
                    ])
            ],
            bindings: [Topology.Binding(from: Topology.downlinkExchange, to: queue, pattern: user)])
    }

    /// The user, as a broker is told of it.
    public func definition(passwordHash: String) -> BrokerDefinitions.User {
        BrokerDefinitions.User(name: user, passwordHash: passwordHash, tags: [Self.tag], limits: Self.limits)
    }

    /// What it may do with exchanges and queues.
    public func permission(in virtualHost: String) -> BrokerDefinitions.Permission {
        BrokerDefinitions.Permission(
            user: user, vhost: virtualHost, configure: "^$", write: Self.exactly(Frame.uplinkExchange),
            read: Self.exactly(queue))
    }

    /// With which keys it may send.
    public func topicPermission(in virtualHost: String) -> BrokerDefinitions.TopicPermission {
        BrokerDefinitions.TopicPermission(
            user: user, vhost: virtualHost, exchange: Frame.uplinkExchange,
            write: #"^\#(user)\.[A-Za-z0-9_.-]+$"#, read: "^$")
    }

    /// A pattern for one name.
    private static func exactly(_ name: String) -> String {
        "^" + name.split(separator: ".", omittingEmptySubsequences: false).joined(separator: #"\."#) + "$"
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }
}
