// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

extension BrokerDefinitions {
    /// An exchange.
    public struct Exchange: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its virtual host.
        public var vhost: String
        /// How it chooses among its bindings.
        public var type: String
        /// Whether it survives the broker's end.
        public var isDurable = true
        /// Whether it goes with its last binding.
        public var isAutoDelete = false
        /// Whether clients can't send to it.
        public var isInternal = false
        /// The arguments of its declaration.
        public var arguments: [String: JSONValue] = [:]
    }

    /// A queue.
    public struct Queue: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its virtual host.
        public var vhost: String
        /// Whether it survives the broker's end.
        public var isDurable = true
        /// Whether it goes with its last consumer.
        public var isAutoDelete = false
        /// The arguments of its declaration.
        public var arguments: [String: JSONValue] = [:]
    }

    /// A binding.
    public struct Binding: Sendable, Hashable {
        /// The exchange that it leads from.
        public var source: String
        /// The virtual host.
        public var vhost: String
        /// The queue or exchange that it leads to.
        public var destination: String
        /// Which of the two.
        public var destinationType = "queue"
        /// The routing key or pattern.
        public var routingKey: String
        /// Its arguments.
        public var arguments: [String: JSONValue] = [:]
    }
}

extension BrokerDefinitions.Exchange: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, vhost, type, arguments
        case isDurable = "durable"
        case isAutoDelete = "auto_delete"
        case isInternal = "internal"
    }
}

extension BrokerDefinitions.Queue: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, vhost, arguments
        case isDurable = "durable"
        case isAutoDelete = "auto_delete"
    }
}

extension BrokerDefinitions.Binding: Codable {
    private enum CodingKeys: String, CodingKey {
        case source, vhost, destination, arguments
        case destinationType = "destination_type"
        case routingKey = "routing_key"
    }
}
