// SPDX-License-Identifier: Apache-2.0

/// A queue of the in-process broker: its messages that nobody has at the moment, and the rules of its declaration.
struct InProcessQueue {
    /// A message in a queue.
    struct Held {
        /// Its place in the queue; given back, it returns there.
        let place: UInt64
        var message: OutboundMessage
        /// How often it was handed out.
        var deliveries = 0
    }

    let declaration: Topology.Queue
    private var ready = FIFO<Held>()
    private var nextPlace: UInt64 = 0

    init(_ declaration: Topology.Queue) {
        self.declaration = declaration
    }

    /// Where its dead letters go.
    var deadLetterExchange: String? { text("x-dead-letter-exchange") }
    /// With which routing key; their own where there is none.
    var deadLetterRoutingKey: String? { text("x-dead-letter-routing-key") }

    /// Whether it takes no message at present.
    var refuses: Bool { text("x-overflow") == "reject-publish" && isFull }

    /// Appends a message, and gives those that had to make room for it.
    mutating func append(_ message: OutboundMessage) -> [Held] {
        let dropped = isFull ? ready.popFirst(upTo: 1) : []
        ready.append(Held(place: nextPlace, message: message))
        nextPlace += 1
        return dropped
    }

    /// Hands out up to so many messages.
    mutating func take(upTo limit: Int) -> [Held] {
        ready.popFirst(upTo: limit).map { held in
            var held = held
            held.deliveries += 1
            return held
        }
    }

    /// Takes messages back to where they were, and gives those that were handed out too often.
    mutating func giveBack(_ returned: [Held]) -> [Held] {
        let limit = integer("x-delivery-limit") ?? .max
        let dead = returned.filter { $0.deliveries > limit }
        let living = returned.filter { $0.deliveries <= limit }
        let line = (living + ready.removeAll()).sorted { $0.place < $1.place }
        ready.append(contentsOf: line)
        return dead
    }

    private var isFull: Bool { integer("x-max-length").map { ready.count >= $0 } ?? false }

    private func text(_ argument: String) -> String? {
        if case .text(let text)? = declaration.arguments[argument] { text } else { nil }
    }

    private func integer(_ argument: String) -> Int64? {
        if case .integer(let integer)? = declaration.arguments[argument] { integer } else { nil }
    }
}
