// SPDX-License-Identifier: Apache-2.0

extension BrokerDefinitions {
    /// A virtual host.
    public struct VirtualHost: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
    }

    /// A user.
    public struct User: Sendable, Hashable {
        /// The name it logs in with.
        public var name: String
        /// The salted SHA-256 of its password, in Base64 (RabbitMQ's `rabbit_password_hashing_sha256`).
        public var passwordHash: String
        /// How the hash is made.
        public var hashingAlgorithm = "rabbit_password_hashing_sha256"
        /// What it may do beside messaging (`administrator`), and marks without meaning to the broker.
        public var tags: [String]
        /// How many connections and channels it may have.
        public var limits: [String: Int]
    }

    /// What a user may do with exchanges and queues whose names match patterns.
    public struct Permission: Sendable, Hashable, Codable {
        /// The user.
        public var user: String
        /// The virtual host.
        public var vhost: String
        /// What it may declare and delete.
        public var configure: String
        /// Where it may send, and what it may bind.
        public var write: String
        /// What it may consume, and bind to.
        public var read: String
    }

    /// With which routing keys a user may send to a topic exchange.
    ///
    /// Without one, any will do.
    public struct TopicPermission: Sendable, Hashable, Codable {
        /// The user.
        public var user: String
        /// The virtual host.
        public var vhost: String
        /// The exchange.
        public var exchange: String
        /// The pattern of the keys.
        public var write: String
        /// The pattern of the keys that it may bind.
        public var read: String
    }
}

extension BrokerDefinitions.User: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, tags, limits
        case passwordHash = "password_hash"
        case hashingAlgorithm = "hashing_algorithm"
    }

    /// Reads a user, also one of a broker that knows no limits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        passwordHash = try container.decodeIfPresent(String.self, forKey: .passwordHash) ?? ""
        hashingAlgorithm = try container.decodeIfPresent(String.self, forKey: .hashingAlgorithm) ?? ""
        tags = try container.decodeIfPresent([String].self, forKey: .tags) ?? []
        limits = try container.decodeIfPresent([String: Int].self, forKey: .limits) ?? [:]
    }
}
