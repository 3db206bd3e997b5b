// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// Compares what a broker has with what it ought to have; only the virtual host of the latter is looked at.
struct BrokerComparison {
    private let desired: BrokerDefinitions
    private let actual: BrokerDefinitions
    private let virtualHost: String
    private(set) var findings: [BrokerFinding] = []

    private static let apply = "“gnomectl broker apply” puts it right."

    init(desired: BrokerDefinitions, actual: BrokerDefinitions) {
        virtualHost = desired.virtualHosts.first?.name ?? "/"
        self.desired = desired
        self.actual = actual
        compareTopology()
        compareAccounts()
        lookForStrays()
        lookForUnguarded()
    }

    private mutating func compareTopology() {
        compare(desired.exchanges, actual.exchanges, "exchange", remedy: Self.redeclare) { "\($0.vhost) \($0.name)" }
        compare(desired.queues, actual.queues, "queue", remedy: Self.redeclare) { "\($0.vhost) \($0.name)" }
        for binding in desired.bindings where !actual.bindings.contains(binding) {
            findings.append(
                BrokerFinding(
                    .missing, "binding \(binding.source) → \(binding.destination)", "It is not there.",
                    remedy: Self.apply))
        }
    }

    private static let redeclare =
        "Arguments can't be changed: when it is empty and unused, delete it, and let “gnomectl broker apply” make it again."

    private mutating func compareAccounts() {
        compare(desired.users, actual.users, "user", remedy: Self.apply, key: \.name)
        compare(desired.permissions, actual.permissions, "permission of", remedy: Self.apply) {
            "\($0.vhost) \($0.user)"
        }
        compare(desired.topicPermissions, actual.topicPermissions, "topic permission of", remedy: Self.apply) {
            "\($0.vhost) \($0.user) \($0.exchange)"
        }
    }

    /// Reports what is missing or different; what is there beyond that is another question.
    private mutating func compare<Element: Hashable>(
        _ desired: [Element], _ actual: [Element], _ what: String, remedy: String, key: (Element) -> String
    ) {
        let there = Dictionary(actual.map { (key($0), $0) }) { first, _ in first }
        for element in desired {
            let key = key(element)
            let subject =
                "\(what) \(key.hasPrefix(virtualHost + " ") ? String(key.dropFirst(virtualHost.count + 1)) : key)"
            switch there[key] {
            case nil: findings.append(BrokerFinding(.missing, subject, "It is not there.", remedy: Self.apply))
            case element?: continue
            case _?:
                findings.append(
                    BrokerFinding(.different, subject, "It is there, and not as it ought to be.", remedy: remedy))
            }
        }
    }

    private mutating func lookForStrays() {
        for user in actual.strayAccounts(beside: desired) {
            findings.append(
                BrokerFinding(
                    .stray, "user \(user)", "It is marked as a receiver's account, and the server has none for it.",
                    remedy: "“gnomectl broker apply” deletes it; so does “rabbitmqctl delete_user \(user)”."))
        }
        let due = Set(desired.users.map(\.name))
        for permission in actual.permissions where due.contains(permission.user) && permission.vhost != virtualHost {
            findings.append(
                BrokerFinding(
                    .stray, "permission of \(permission.user)",
                    "It has one in the virtual host \(permission.vhost) too.",
                    remedy: "Take it away there, or let each virtual host have a broker of its own."))
        }
        let queues = Set(desired.queues.map(\.name))
        for queue in actual.queues
        where queue.vhost == virtualHost && queue.name.hasPrefix(Topology.downlinkExchange + ".")
            && !queues.contains(queue.name)
        {
            findings.append(
                BrokerFinding(
                    .stray, "queue \(queue.name)", "No account of the server's reads it.", severity: .warning,
                    remedy: "Delete it, if it is not another's."))
        }
        for binding in actual.bindings
        where binding.vhost == virtualHost && binding.source == Frame.uplinkExchange
            && !desired.bindings.contains(binding)
        {
            findings.append(
                BrokerFinding(
                    .stray, "binding \(binding.source) → \(binding.destination)",
                    "Somebody else gets what receivers send, also what pretends to be from another.",
                    severity: .warning,
                    remedy: "Let it take \(Topology.eventsExchange) instead, where only what was accepted is told."))
        }
    }

    private mutating func lookForUnguarded() {
        let due = Set(desired.users.map(\.name))
        for user in actual.users {
            if user.tags.contains("impersonator") {
                findings.append(
                    BrokerFinding(
                        .impersonator, "user \(user.name)", "It may set the “user_id” of any other.",
                        remedy: "Take the tag away: rabbitmqctl set_user_tags \(user.name)."))
            }
            guard !user.tags.contains("administrator") else { continue }
            for exchange in actual.unguardedExchanges(of: user.name, in: virtualHost) {
                let isReceiver = due.contains(user.name) || user.tags.contains(BrokerAccount.tag)
                guard isReceiver || exchange.type == Topology.Exchange.Kind.topic.rawValue else { continue }
                findings.append(
                    BrokerFinding(
                        .unguarded, "user \(user.name)",
                        "It may send to \(exchange.name) with any routing key.",
                        severity: isReceiver ? .error : .warning,
                        remedy:
                            "Unless it is the server's own user, narrow its permission to write, or give it a topic "
                            + "permission for that exchange."))
            }
        }
    }
}

extension BrokerDefinitions {
    /// The receivers' accounts with a permission in the virtual host that is due to others only.
    func strayAccounts(beside desired: BrokerDefinitions) -> [String] {
        let virtualHosts = Set(desired.virtualHosts.map(\.name))
        let due = Set(desired.users.map(\.name))
        let here = Set(permissions.filter { virtualHosts.contains($0.vhost) }.map(\.user))
        return users.filter {
            $0.tags.contains(BrokerAccount.tag) && here.contains($0.name) && !due.contains($0.name)
        }
        .map(\.name)
    }

    /// The exchanges of a virtual host that a user may write to without a topic permission, so with any routing key.
    ///
    /// A pattern that can't be read counts as one that fits everything.
    func unguardedExchanges(of user: String, in virtualHost: String) -> [Exchange] {
        guard let permission = permissions.first(where: { $0.user == user && $0.vhost == virtualHost }),
            !permission.write.isEmpty
        else { return [] }
        let guarded = topicPermissions.filter { $0.user == user && $0.vhost == virtualHost }.map(\.exchange)
        let pattern = try? Regex(permission.write)
        return exchanges.filter { exchange in
            exchange.vhost == virtualHost && !guarded.contains(exchange.name)
                && (pattern.map { exchange.name.contains($0) } ?? true)
        }
    }
}
