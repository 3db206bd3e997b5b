// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension BrokerDefinitions {
    /// A topology with the accounts of receivers.
    ///
    /// - Parameters:
    ///   - topology: Exchanges, queues and bindings.
    ///   - accounts: The accounts, with the hashes of their passwords.
    ///   - virtualHost: Where all of it is.
    public init(_ topology: Topology, accounts: [BrokerAccount: String] = [:], virtualHost: String) {
        let accounts = accounts.sorted { $0.key.user < $1.key.user }
        let whole = accounts.reduce(topology) { $0 + $1.key.topology }
        virtualHosts = [VirtualHost(name: virtualHost)]
        users = accounts.map { $0.key.definition(passwordHash: $0.value) }
        permissions = accounts.map { $0.key.permission(in: virtualHost) }
        topicPermissions = accounts.map { $0.key.topicPermission(in: virtualHost) }
        exchanges = whole.exchanges.map { Exchange(name: $0.name, vhost: virtualHost, type: $0.kind.rawValue) }
        queues = whole.queues.map { queue in
            Queue(name: queue.name, vhost: virtualHost, arguments: queue.arguments.mapValues(JSONValue.init))
        }
        bindings = whole.bindings.map {
            Binding(source: $0.exchange, vhost: virtualHost, destination: $0.queue, routingKey: $0.pattern)
        }
    }
}

extension JSONValue {
    fileprivate init(_ argument: Topology.Queue.Argument) {
        self =
            switch argument {
            case .text(let text): .string(text)
            case .integer(let integer): .integer(integer)
            }
    }
}
