// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore
public import GnomeTransport

/// The accounts of receivers at the broker: issues, rotates and revokes them, and knows what the broker ought to have.
///
/// The store holds which receivers have one, with the hashes of their passwords. With a `BrokerKeeper` each change is made at
/// the broker first and then kept: where the broker can't be reached, nothing has changed, and the same call may succeed
/// later. Without one, an operator takes ``definitions()`` to the broker.
public struct BrokerAccounts: Sendable {
    private let store: any Store
    private let topology: Topology
    private let virtualHost: String
    /// The server's own name at the broker, which no receiver may have.
    private let user: String
    private let keeper: BrokerKeeper?

    /// The accounts of a store at a broker.
    ///
    /// - Parameters:
    ///   - store: Where they are kept.
    ///   - topology: What the server declares at the broker.
    ///   - virtualHost: Where at the broker.
    ///   - user: The server's own name there.
    ///   - keeper: What changes the broker; nothing where operators do.
    public init(
        store: any Store, topology: Topology, virtualHost: String, user: String = "", keeper: BrokerKeeper? = nil
    ) {
        self.store = store
        self.topology = topology
        self.virtualHost = virtualHost
        self.user = user
        self.keeper = keeper
    }

    /// What a receiver needs to log in; the password is in no other place.
    public struct Issued: Sendable, Hashable {
        /// The account.
        public var account: BrokerAccount
        /// Its password.
        public var password: String
        /// Where at the broker it may go.
        public var virtualHost: String
        /// Whether the broker knows it already.
        public var isApplied: Bool
    }

    /// Gives a registered receiver an account.
    ///
    /// - Throws: `StoreError` notFound where it is not registered, conflict where it has an account or is not in service;
    ///   `TransportError` invalid
    ///   where its serial can't be a user's name, mismatch where the broker has such a user who is not ours, or what the
    ///   keeper throws.
    public func issue(_ serial: Serial, by author: Author = .server, at now: Timestamp) async throws -> Issued {
        guard try await current(serial) == nil else {
            throw StoreError(
                .conflict, "\(serial) has credentials already. Rotate them for new ones; the old ones are then void.")
        }
        let isOut = try await store.read { store throws(StoreError) in
            try [.rejected, .decommissioned].contains(store.require(serial).registration)
        }
        guard !isOut else { throw StoreError(.conflict, "\(serial) is not in service. Accept or restore it first.") }
        return try await set(
            BrokerAccount(serial), serial, author.entry("receiver.issue-credentials", "receiver \(serial)", at: now))
    }

    /// Gives the account of a receiver another password, and ends its connections.
    ///
    /// - Throws: `StoreError` notFound where it has no account; else as ``issue(_:by:at:)``.
    public func rotate(_ serial: Serial, by author: Author = .server, at now: Timestamp) async throws -> Issued {
        guard try await current(serial) != nil else {
            throw StoreError(.notFound, "\(serial) has no credentials. Issue them first.")
        }
        let account = try BrokerAccount(serial)
        let issued = try await set(
            account, serial, author.entry("receiver.rotate-credentials", "receiver \(serial)", at: now))
        try await keeper?.disconnect(account)
        return issued
    }

    /// Takes the account of a receiver away, which ends its connections; where it has none, the broker is asked all the same.
    ///
    /// - Returns: Whether the broker has done it; else an operator must delete the user.
    /// - Throws: `TransportError` where the broker can't be reached: the account may be there still; `StoreError`.
    public func revoke(_ serial: Serial, by author: Author = .server, at now: Timestamp) async throws -> Bool {
        try await keeper?.revoke(BrokerAccount(serial), in: virtualHost)
        try await store.write { store throws(StoreError) in
            try store.removeBrokerCredential(of: serial)
            try store.record(author.entry("receiver.revoke-credentials", "receiver \(serial)", at: now))
        }
        return keeper != nil
    }

    /// What the broker ought to have: the topology, and the accounts with the hashes of their passwords.
    ///
    /// - Throws: `StoreError`.
    public func definitions() async throws -> BrokerDefinitions {
        let credentials = try await store.read { store throws(StoreError) in try store.brokerCredentials() }
        var accounts: [BrokerAccount: String] = [:]
        for credential in credentials { accounts[try BrokerAccount(credential.serial)] = credential.passwordHash }
        return BrokerDefinitions(topology, accounts: accounts, virtualHost: virtualHost)
    }

    /// Whether a name and a password are those of an account.
    ///
    /// - Throws: `StoreError`.
    public func isRight(user: String, password: String) async throws(StoreError) -> Bool {
        let credential = try await credential(ofUser: user)
        // For a name that nobody has, the same work is done: the time it takes tells no names.
        let isRight = BrokerPassword.isRight(password, hash: credential?.passwordHash ?? BrokerPassword.nobodys)
        return isRight && credential != nil
    }

    /// The account of a name; nothing where there is none, or not in that virtual host.
    ///
    /// - Throws: `StoreError`.
    public func account(of user: String, in virtualHost: String) async throws(StoreError) -> BrokerAccount? {
        guard virtualHost == self.virtualHost, try await credential(ofUser: user) != nil else { return nil }
        return Serial(user).flatMap { try? BrokerAccount($0) }
    }

    /// The credential of a user, whose name must be a serial to the letter; nothing where the receiver does not belong here
    /// any more.
    private func credential(ofUser user: String) async throws(StoreError) -> BrokerCredential? {
        guard user != self.user, let serial = Serial(user), serial.text == user else { return nil }
        return try await store.read { store throws(StoreError) in
            switch try store.receivers([serial])[serial]?.registration {
            case nil, .rejected, .decommissioned: nil
            case .pending, .accepted, .preauthorised: try store.brokerCredential(of: serial)
            }
        }
    }

    /// The keeper of the broker.
    ///
    /// - Throws: `TransportError` notFound where there is none.
    public func requireKeeper() throws(TransportError) -> BrokerKeeper {
        guard let keeper else {
            throw TransportError(
                .notFound,
                "The server does not know the management API of its broker. Set amqp.management-url, or let gnomectl ask "
                    + "the broker itself with --management-url.")
        }
        return keeper
    }

    /// Whether a receiver has an account.
    func isIssued(_ serial: Serial) async throws(StoreError) -> Bool {
        try await store.read { store throws(StoreError) in try store.brokerCredential(of: serial) != nil }
    }

    private func current(_ serial: Serial) async throws(StoreError) -> BrokerCredential? {
        try await store.read { store throws(StoreError) in
            guard try store.receivers([serial])[serial] != nil else {
                throw StoreError(
                    .notFound, "No receiver \(serial) is registered. Register it first with “gnomectl receivers add”.")
            }
            return try store.brokerCredential(of: serial)
        }
    }

    private func set(_ account: BrokerAccount, _ serial: Serial, _ entry: AuditEntry) async throws -> Issued {
        guard account.user != user else {
            throw StoreError(
                .conflict, "The server itself logs in to the broker as \(user): no receiver can have that name.")
        }
        let password = BrokerPassword()
        try await keeper?.provision(account, passwordHash: password.hash, in: virtualHost)
        let credential = BrokerCredential(serial: serial, passwordHash: password.hash, changedAt: entry.at)
        try await store.write { store throws(StoreError) in
            try store.setBrokerCredential(credential)
            try store.record(entry)
        }
        return Issued(
            account: account, password: password.text, virtualHost: virtualHost, isApplied: keeper != nil)
    }
}
