// SPDX-License-Identifier: Apache-2.0

/// Brings a broker to what it ought to be, over its management API, and says how it is.
public struct BrokerKeeper: Sendable {
    private let management: ManagementClient

    /// A keeper over a management API.
    public init(_ management: ManagementClient) { self.management = management }

    /// How a broker is, beside how it ought to be.
    public struct Report: Sendable, Hashable {
        /// What it is.
        public var overview: BrokerOverview
        /// Its queues, as far as they are due.
        public var queues: [BrokerQueue]
        /// How many accounts of receivers it has.
        public var accounts: Int
        /// What is not as it ought to be.
        public var findings: [BrokerFinding]
        /// Whether nothing is wrong; warnings are not.
        public var isSound: Bool { !findings.contains { $0.severity == .error } }
    }

    /// Looks at everything and changes nothing.
    ///
    /// - Throws: What ``ManagementClient`` throws.
    public func report(on desired: BrokerDefinitions) async throws(TransportError) -> Report {
        let overview = try await management.overview()
        let nodes = try await management.nodes()
        let actual = try await management.definitions()
        let names = Set(desired.queues.map(\.name))
        let hosts = desired.virtualHosts.map(\.name).filter { name in actual.virtualHosts.contains { $0.name == name } }
        var queues: [BrokerQueue] = []
        for host in hosts { queues += try await management.queues(in: host).filter { names.contains($0.name) } }
        let findings = Self.findings(of: nodes) + BrokerComparison(desired: desired, actual: actual).findings
        return Report(
            overview: overview, queues: queues.sorted { $0.name < $1.name },
            accounts: actual.users.count { user in desired.users.contains { $0.name == user.name } },
            findings: findings + Self.findings(of: queues))
    }

    /// Adds what is missing, puts permissions right, and deletes receivers' accounts that are not due any more.
    ///
    /// - Returns: The accounts that were deleted.
    /// - Throws: What ``ManagementClient`` throws; then part of it may be done, and doing it again does the rest.
    public func apply(_ desired: BrokerDefinitions) async throws(TransportError) -> [String] {
        let stray = try await management.definitions().strayAccounts(beside: desired)
        for user in stray { try await management.deleteUser(user) }
        try await add(desired)
        return stray
    }

    /// Makes an account, or gives the one that is there another password, and sees that it may do no more than is due.
    ///
    /// - Throws: `mismatch` where the broker has a user of that name who is not ours, or may do more: then nothing is
    ///   changed, or the account deleted again. Else what ``ManagementClient`` throws.
    public func provision(
        _ account: BrokerAccount, passwordHash: String, in virtualHost: String
    ) async throws(TransportError) {
        let before = try await management.definitions()
        if let user = before.users.first(where: { $0.name == account.user }) {
            let isElsewhere = before.permissions.contains { $0.user == user.name && $0.vhost != virtualHost }
            guard user.tags == [BrokerAccount.tag], !isElsewhere else {
                throw TransportError(
                    .mismatch,
                    "The broker has a user \(account.user) already that this server did not make. Delete it there first."
                )
            }
        }
        let due = BrokerDefinitions(Topology(), accounts: [account: passwordHash], virtualHost: virtualHost)
        try await add(due)
        let after = try await management.definitions()
        // Topic permissions fail open: an exchange without one takes any key.
        guard after.permissions.filter({ $0.user == account.user }) == due.permissions,
            after.unguardedExchanges(of: account.user, in: virtualHost).isEmpty
        else {
            try await management.deleteUser(account.user)
            throw TransportError(
                .mismatch, "The account \(account.user) could do more at the broker than is due, and was deleted again."
            )
        }
    }

    /// Ends the connections of an account, so that only who knows the new password comes back.
    ///
    /// - Throws: What ``ManagementClient`` throws.
    public func disconnect(_ account: BrokerAccount) async throws(TransportError) {
        try await management.closeConnections(of: account.user, reason: "new credentials")
    }

    /// Deletes an account, which ends its connections, and its queue; one that is not there is no error.
    ///
    /// - Throws: What ``ManagementClient`` throws.
    public func revoke(_ account: BrokerAccount, in virtualHost: String) async throws(TransportError) {
        try await management.deleteUser(account.user)
        try await management.deleteQueue(account.queue, in: virtualHost)
    }

    /// Adds definitions so that no user may send before it is said with which keys.
    private func add(_ definitions: BrokerDefinitions) async throws(TransportError) {
        var first = definitions
        first.permissions = []
        try await management.add(first)
        var second = BrokerDefinitions()
        second.permissions = definitions.permissions
        if !second.permissions.isEmpty { try await management.add(second) }
    }
}

extension BrokerKeeper {
    private static func findings(of nodes: [BrokerNode]) -> [BrokerFinding] {
        nodes.flatMap { node -> [BrokerFinding] in
            var findings: [BrokerFinding] = []
            if !node.isRunning {
                findings.append(BrokerFinding(.down, "node \(node.name)", "It does not run.", remedy: "Start it."))
            }
            for (what, isShort) in [("memory", node.isShortOfMemory), ("disk", node.isShortOfDisk)] where isShort {
                findings.append(
                    BrokerFinding(
                        .alarm, "node \(node.name)", "It is short of \(what), and takes no messages.",
                        remedy: "Give it more \(what), or see why queues are long."))
            }
            return findings
        }
    }

    private static func findings(of queues: [BrokerQueue]) -> [BrokerFinding] {
        queues.flatMap { queue -> [BrokerFinding] in
            var findings: [BrokerFinding] = []
            if let state = queue.state, ["down", "crashed", "stopped", "minority"].contains(state) {
                findings.append(
                    BrokerFinding(
                        .down, "queue \(queue.name)", "It is \(state).",
                        remedy: "Look at the nodes of the broker and its log."))
            }
            if queue.name == Topology.deadLetterQueue, let messages = queue.messages, messages > 0 {
                findings.append(
                    BrokerFinding(
                        .deadLetters, "queue \(queue.name)", "\(messages) messages wait there.", severity: .warning,
                        remedy: "A server takes them into quarantine: does one run?"))
            }
            return findings
        }
    }
}
