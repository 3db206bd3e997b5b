// SPDX-License-Identifier: Apache-2.0

/// Users, permissions, exchanges, queues and bindings of a broker, as a definitions file has them.
///
/// What `rabbitmqctl import_definitions` and `load_definitions` take, and `GET /api/definitions` gives. Parts that are not
/// named here (policies, parameters) are passed over when it is read.
public struct BrokerDefinitions: Sendable, Hashable {
    /// The virtual hosts.
    public var virtualHosts: [VirtualHost] = []
    /// The users.
    public var users: [User] = []
    /// The permissions.
    public var permissions: [Permission] = []
    /// The topic permissions.
    public var topicPermissions: [TopicPermission] = []
    /// The exchanges.
    public var exchanges: [Exchange] = []
    /// The queues.
    public var queues: [Queue] = []
    /// The bindings.
    public var bindings: [Binding] = []

    /// No definitions.
    public init() {}
}

extension BrokerDefinitions: Codable {
    private enum CodingKeys: String, CodingKey {
        case users, permissions, exchanges, queues, bindings
        case virtualHosts = "vhosts"
        case topicPermissions = "topic_permissions"
    }

    /// Reads definitions; a part that is not there is empty.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func read<Element: Decodable>(_ key: CodingKeys) throws -> [Element] {
            try container.decodeIfPresent([Element].self, forKey: key) ?? []
        }
        virtualHosts = try read(.virtualHosts)
        users = try read(.users)
        permissions = try read(.permissions)
        topicPermissions = try read(.topicPermissions)
        exchanges = try read(.exchanges)
        queues = try read(.queues)
        bindings = try read(.bindings)
    }
}
