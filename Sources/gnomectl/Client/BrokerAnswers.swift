// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport

/// What a receiver needs to log in to the broker, as the API shows it once.
struct CredentialsAnswer: Codable, Sendable, Equatable {
    let serial: Serial
    let user: String
    let password: String
    let virtualHost: String
    let exchange: String
    let routingKey: String
    let queue: String
    let applied: Bool
}

/// What became of an account that was revoked.
struct RevokedAnswer: Codable, Sendable, Equatable {
    let serial: Serial
    let applied: Bool
}

/// How the broker is beside how it ought to be.
struct BrokerAnswer: Codable, Sendable, Equatable {
    struct Queue: Codable, Sendable, Equatable {
        let name: String
        @Nullable var messages: Int?
        @Nullable var unacknowledged: Int?
        @Nullable var consumers: Int?
        @Nullable var state: String?
    }

    /// Kinds and severities are kept as text: a newer server may know more of them.
    struct Finding: Codable, Sendable, Equatable {
        let kind: String
        let severity: String
        let subject: String
        let message: String
        let remedy: String
    }

    let version: String
    let cluster: String
    let virtualHost: String
    let queues: [Queue]
    let accounts: Int
    let dueAccounts: Int
    let sound: Bool
    let findings: [Finding]
}

/// What was changed at the broker, and how it is now.
struct BrokerAppliedAnswer: Codable, Sendable, Equatable {
    let deleted: [String]
    let broker: BrokerAnswer
}
