// SPDX-License-Identifier: Apache-2.0

/// Exchanges, queues and bindings as they ought to be: declared on every connection, no default of a broker relied on.
public struct Topology: Sendable, Hashable {
    /// An exchange; always durable.
    public struct Exchange: Sendable, Hashable {
        /// How an exchange chooses among its bindings.
        public enum Kind: String, Sendable, Hashable { case topic, fanout, direct }
        /// Its name.
        public var name: String
        /// How it chooses.
        public var kind: Kind
        /// An exchange of these parts.
        public init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// A queue; always durable.
    public struct Queue: Sendable, Hashable {
        /// An argument of a queue's declaration.
        public enum Argument: Sendable, Hashable {
            case text(String)
            case integer(Int64)
        }
        /// Its name.
        public var name: String
        /// The arguments of its declaration (`x-queue-type` and so on).
        public var arguments: [String: Argument]
        /// A queue of these parts.
        public init(_ name: String, arguments: [String: Argument] = [:]) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// A binding of a queue to an exchange.
    public struct Binding: Sendable, Hashable {
        /// The exchange.
        public var exchange: String
        /// The queue.
        public var queue: String
        /// The pattern of routing keys; without meaning for a fanout exchange.
        public var pattern: String
        /// A binding of these parts.
        public init(from exchange: String, to queue: String, pattern: String = "") {
            self.exchange = exchange
            self.queue = queue
            self.pattern = pattern
        }
    }

    /// The exchanges, declared first.
    public var exchanges: [Exchange]
    /// The queues, declared second.
    public var queues: [Queue]
    /// The bindings, declared last.
    public var bindings: [Binding]

    /// A topology of these parts.
    public init(exchanges: [Exchange] = [], queues: [Queue] = [], bindings: [Binding] = []) {
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
    }

    /// Both topologies together.
    public static func + (lhs: Topology, rhs: Topology) -> Topology {
        Topology(
            exchanges: lhs.exchanges + rhs.exchanges, queues: lhs.queues + rhs.queues,
            bindings: lhs.bindings + rhs.bindings)
    }
}

extension Topology {
    /// Where receivers send, and where the server takes it in: `gnome.uplink` → `gnome.ingest`, dead letters in
    /// `gnome.dead`.
    ///
    /// Routing keys are `SERIAL.KIND`. A delivery limit alone would delete a message that crashes its consumer (measured,
    /// reliability-security §1.3), so it comes with at-least-once dead lettering, which needs `reject-publish`.
    public static let uplink = Topology(
        exchanges: [Exchange("gnome.uplink", .topic), Exchange("gnome.dead", .fanout)],
        queues: [
            Queue(
                "gnome.ingest",
                arguments: [
                    "x-queue-type": .text("quorum"), "x-delivery-limit": .integer(20),
                    "x-overflow": .text("reject-publish"), "x-dead-letter-exchange": .text("gnome.dead"),
                    "x-dead-letter-strategy": .text("at-least-once"), "x-max-length": .integer(5_000_000),
                ]),
            Queue("gnome.dead", arguments: ["x-queue-type": .text("quorum"), "x-overflow": .text("reject-publish")]),
        ],
        bindings: [
            Binding(from: "gnome.uplink", to: "gnome.ingest", pattern: "#"),
            Binding(from: "gnome.dead", to: "gnome.dead"),
        ])

    /// Where the server tells others what it has stored: whoever wants to know binds a queue of their own.
    ///
    /// Routing keys are `KIND.PROJECT.SERIAL`.
    public static let events = Topology(exchanges: [Exchange("gnome.events", .topic)])

    /// The exchange and queue of the proof of concept, declared as it declared them (`motus.md` §1.3).
    public static let proofOfConcept = Topology(
        exchanges: [Exchange("sensorgnome-exchange", .fanout)],
        queues: [Queue("sensorgnome-management")],
        bindings: [
            Binding(from: "sensorgnome-exchange", to: "sensorgnome-management", pattern: "sensorgnome-management")
        ])
}
