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
