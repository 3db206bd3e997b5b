// SPDX-License-Identifier: Apache-2.0

/// The exchanges of the in-process broker, and which queues each message goes to.
struct InProcessRouting {
    private struct Exchange {
        let kind: Topology.Exchange.Kind
        var bindings: [Topology.Binding: RoutingPattern] = [:]
    }

    private var exchanges: [String: Exchange] = [:]

    /// Adds the exchanges and bindings of a topology to those that are there.
    ///
    /// - Throws: `mismatch` where an exchange is there and of another kind, `notFound` where a binding is from one that is not.
    mutating func declare(_ topology: Topology) throws(TransportError) {
        for exchange in topology.exchanges {
            let known = exchanges[exchange.name] ?? Exchange(kind: exchange.kind)
            guard known.kind == exchange.kind else {
                throw TransportError(.mismatch, "The exchange \(exchange.name) exists and is of another kind.")
            }
            exchanges[exchange.name] = known
        }
        for binding in topology.bindings {
            guard exchanges[binding.exchange] != nil else {
                throw TransportError(.notFound, "There is no exchange \(binding.exchange) to bind a queue to.")
            }
            exchanges[binding.exchange]?.bindings[binding] = RoutingPattern(binding.pattern)
        }
    }

    /// The queues that a message goes to, each once; the default exchange is not among the exchanges.
    ///
    /// - Throws: `notFound` where there is no such exchange.
    func queues(for message: OutboundMessage) throws(TransportError) -> Set<String> {
        guard let exchange = exchanges[message.exchange] else {
            throw TransportError(.notFound, "There is no exchange \(message.exchange).")
        }
        let bound = exchange.bindings.filter { binding, pattern in
            switch exchange.kind {
            case .fanout: true
            case .direct: binding.pattern == message.routingKey
            case .topic: pattern.matches(message.routingKey)
            }
        }
        return Set(bound.keys.map(\.queue))
    }
}
