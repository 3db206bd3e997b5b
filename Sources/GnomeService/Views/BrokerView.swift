// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeTransport

/// What a receiver needs to log in to the broker, as the API answers once.
public struct CredentialsView: Sendable, Hashable, Codable {
    /// The receiver.
    public var serial: Serial
    /// The name to log in with.
    public var user: String
    /// The password; it is shown in no other answer.
    public var password: String
    /// The virtual host.
    public var virtualHost: String
    /// The exchange to send to.
    public var exchange: String
    /// What routing keys look like.
    public var routingKey: String
    /// The queue to read.
    public var queue: String
    /// Whether the broker knows the account already; else an operator must take the definitions there.
    public var applied: Bool

    /// The view of an account that was issued or rotated.
    public init(_ issued: BrokerAccounts.Issued, of serial: Serial) {
        self.serial = serial
        user = issued.account.user
        password = issued.password
        virtualHost = issued.virtualHost
        exchange = Frame.uplinkExchange
        routingKey = "\(issued.account.user).KIND"
        queue = issued.account.queue
        applied = issued.isApplied
    }
}

/// What became of an account that was revoked, as the API answers.
public struct RevokedView: Sendable, Hashable, Codable {
    /// The receiver.
    public var serial: Serial
    /// Whether the broker has done it; else an operator must delete the user there.
    public var applied: Bool

    /// A view of these parts.
    public init(serial: Serial, applied: Bool) {
        self.serial = serial
        self.applied = applied
    }
}

/// How the broker is beside how it ought to be, as the API shows it.
public struct BrokerView: Sendable, Hashable, Codable {
    /// One queue.
    public struct Queue: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// How many messages it holds.
        public var messages: Int?
        /// How many of them are handed out and not acknowledged.
        public var unacknowledged: Int?
        /// How many consume it.
        public var consumers: Int?
        /// Whether it works.
        public var state: String?
    }

    /// The version of RabbitMQ.
    public var version: String
    /// What the cluster is called.
    public var cluster: String
    /// The virtual host.
    public var virtualHost: String
    /// The queues, as far as they are due.
    public var queues: [Queue]
    /// How many receivers have an account there.
    public var accounts: Int
    /// How many ought to.
    public var dueAccounts: Int
    /// Whether nothing is wrong.
    public var sound: Bool
    /// What is not as it ought to be.
    public var findings: [BrokerFinding]

    /// The view of a report.
    public init(_ report: BrokerKeeper.Report, on desired: BrokerDefinitions) {
        version = report.overview.version
        cluster = report.overview.cluster
        virtualHost = desired.virtualHosts.first?.name ?? "/"
        queues = report.queues.map {
            Queue(
                name: $0.name, messages: $0.messages, unacknowledged: $0.unacknowledged, consumers: $0.consumers,
                state: $0.state)
        }
        accounts = report.accounts
        dueAccounts = desired.users.count
        sound = report.isSound
        findings = report.findings
    }
}

/// What was changed at the broker, and how it is now, as the API shows it.
public struct BrokerAppliedView: Sendable, Hashable, Codable {
    /// The accounts that were deleted, because they were not due any more.
    public var deleted: [String]
    /// How the broker is now.
    public var broker: BrokerView

    /// A view of these parts.
    public init(deleted: [String], broker: BrokerView) {
        self.deleted = deleted
        self.broker = broker
    }
}

extension BrokerKeeper {
    /// How a broker is, for people and scripts.
    ///
    /// - Throws: `TransportError` where the management API can't be asked.
    public func view(on desired: BrokerDefinitions) async throws(TransportError) -> BrokerView {
        BrokerView(try await report(on: desired), on: desired)
    }

    /// Puts a broker right, and says how it is then.
    ///
    /// - Throws: `TransportError` where the management API can't be asked.
    public func applied(_ desired: BrokerDefinitions) async throws(TransportError) -> BrokerAppliedView {
        let deleted = try await apply(desired)
        return BrokerAppliedView(deleted: deleted, broker: try await view(on: desired))
    }
}
