// SPDX-License-Identifier: Apache-2.0

import GnomeTransport

/// A name that no other test and no other run has.
package func uniqueName(_ word: String) -> String {
    "gnome-test.\(word).\(String(UInt64.random(in: 0...(.max)), radix: 36))"
}

extension Topology {
    /// One queue of a unique name, which a real broker forgets when nobody has used it for five minutes.
    static func oneQueue(_ arguments: [String: Queue.Argument] = [:]) -> Topology {
        Topology(queues: [.temporary(uniqueName("queue"), arguments)])
    }

    /// The name of the first queue.
    var queue: String { queues[0].name }
}

extension Topology.Queue {
    static func temporary(_ name: String, _ arguments: [String: Argument] = [:]) -> Topology.Queue {
        Topology.Queue(name, arguments: arguments.merging(["x-expires": .integer(300_000)]) { given, _ in given })
    }
}

extension OutboundMessage {
    /// A message by way of the default exchange, with a text as its id and body.
    init(_ text: String, to queue: String) {
        self.init(
            exchange: "", routingKey: queue, properties: MessageProperties(messageID: text), body: Array(text.utf8))
    }
}

extension MessageTransport {
    /// Publishes texts one after the other.
    func publish(_ texts: some Sequence<String>, to queue: String) async throws {
        for text in texts { try await publish(OutboundMessage(text, to: queue)) }
    }
}

extension Subscription {
    /// Waits until so many deliveries have come, and gives them unsettled.
    func collect(_ count: Int) async -> [Delivery] {
        var deliveries: [Delivery] = []
        while deliveries.count < count {
            let batch = await nextBatch(upTo: count - deliveries.count)
            if batch.isEmpty { break }
            deliveries += batch
        }
        return deliveries
    }
}

extension Sequence<Delivery> {
    var ids: [DeliveryID] { map(\.id) }
    var texts: [String] { map { String(decoding: $0.body, as: UTF8.self) } }
}
