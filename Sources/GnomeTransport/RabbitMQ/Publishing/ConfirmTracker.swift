// SPDX-License-Identifier: Apache-2.0

/// Knows which of the messages sent on a channel the broker has not yet spoken for.
///
/// The broker numbers the messages of a channel in confirm mode from 1, and settles them one by one or all up to a number,
/// in any order. A message that reaches no queue is returned first and then confirmed, so both must be seen together.
struct ConfirmTracker<Ticket> {
    /// What became of a message.
    enum Outcome: Hashable {
        /// The broker has taken responsibility.
        case accepted
        /// The broker would not take responsibility.
        case refused
        /// No queue is bound for it.
        case returned
    }

    private struct Slot {
        var ticket: Ticket?
        var isReturned = false
    }

    /// The slots of the numbers from `lowest` on; one without a ticket is settled.
    private var slots = FIFO<Slot>()
    private var lowest: UInt64 = 1

    /// How many messages are sent and not settled.
    private(set) var inFlight = 0

    /// What is sent and not settled, in order.
    var tickets: some Sequence<Ticket> { slots.elements.lazy.compactMap(\.ticket) }

    /// Notes a message as sent and gives its number.
    mutating func sent(_ ticket: Ticket) -> UInt64 {
        slots.append(Slot(ticket: ticket))
        inFlight += 1
        return lowest + UInt64(slots.count) - 1
    }

    /// Notes that a message came back; its confirm is still to come.
    mutating func returned(_ number: UInt64) {
        if let place = place(of: number) { slots[place].isReturned = true }
    }

    /// Settles a message, or all up to it, and gives those which that settled.
    mutating func settle(_ number: UInt64, multiple: Bool, accepted: Bool) -> [(ticket: Ticket, outcome: Outcome)] {
        guard let last = place(of: number) else { return [] }
        var settled: [(ticket: Ticket, outcome: Outcome)] = []
        for place in (multiple ? 0 : last)...last {
            guard let ticket = slots[place].ticket else { continue }
            slots[place].ticket = nil
            inFlight -= 1
            settled.append((ticket, accepted ? (slots[place].isReturned ? .returned : .accepted) : .refused))
        }
        while let first = slots.first, first.ticket == nil {
            _ = slots.popFirst()
            lowest += 1
        }
        return settled
    }

    /// Begins anew on another channel, and gives those whose fate is unknown.
    mutating func reset() -> [Ticket] {
        defer { self = ConfirmTracker() }
        return slots.removeAll().compactMap(\.ticket)
    }

    private func place(of number: UInt64) -> Int? {
        guard number >= lowest, number - lowest < UInt64(slots.count) else { return nil }
        return Int(number - lowest)
    }
}
