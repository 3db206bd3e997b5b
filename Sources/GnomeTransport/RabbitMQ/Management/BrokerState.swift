// SPDX-License-Identifier: Apache-2.0

/// What a broker is, as its management API says.
public struct BrokerOverview: Sendable, Hashable, Decodable {
    /// The version of RabbitMQ.
    public var version: String
    /// What the cluster is called.
    public var cluster: String

    private enum CodingKeys: String, CodingKey {
        case version = "rabbitmq_version"
        case cluster = "cluster_name"
    }
}

/// One node of a broker.
public struct BrokerNode: Sendable, Hashable, Decodable {
    /// Its name.
    public var name: String
    /// Whether it runs.
    public var isRunning: Bool
    /// Whether it is short of memory, and so takes no messages.
    public var isShortOfMemory: Bool
    /// Whether it is short of disk, and so takes no messages.
    public var isShortOfDisk: Bool

    private enum CodingKeys: String, CodingKey {
        case name
        case isRunning = "running"
        case isShortOfMemory = "mem_alarm"
        case isShortOfDisk = "disk_free_alarm"
    }

    /// Reads a node; one that is down tells nothing of its alarms.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        isRunning = try container.decode(Bool.self, forKey: .isRunning)
        isShortOfMemory = try container.decodeIfPresent(Bool.self, forKey: .isShortOfMemory) ?? false
        isShortOfDisk = try container.decodeIfPresent(Bool.self, forKey: .isShortOfDisk) ?? false
    }
}

/// One queue, and how it fares.
public struct BrokerQueue: Sendable, Hashable, Decodable {
    /// Its name.
    public var name: String
    /// How many messages it holds; nothing before it was first counted.
    public var messages: Int?
    /// How many of them are handed out and not acknowledged.
    public var unacknowledged: Int?
    /// How many consume it.
    public var consumers: Int?
    /// Whether it works: `running`, `down`, …; nothing before it was first looked at.
    public var state: String?

    private enum CodingKeys: String, CodingKey {
        case name, messages, consumers, state
        case unacknowledged = "messages_unacknowledged"
    }
}

/// One connection.
public struct BrokerConnection: Sendable, Hashable, Decodable {
    /// Its name: the addresses of both sides.
    public var name: String
}
