// SPDX-License-Identifier: Apache-2.0

/// What a receiver remembers of its commands, so that none is begun twice, whenever it stops and comes back.
///
/// It is a fold over entries. Each entry must be durable before what it announces is done.
public struct CommandLedger: Sendable, Hashable {
    /// A step on the way of a command.
    public enum Entry: Sendable, Hashable {
        /// It is about to be begun.
        case began(String)
        /// It has ended, and this message tells how; it may be sent already.
        case ended(String, message: [UInt8])
        /// The message is where no stop can lose it.
        case reported(String)

        /// The id of the command.
        public var command: String {
            switch self {
            case .began(let id), .ended(let id, _), .reported(let id): id
            }
        }
    }

    /// How many commands are remembered after they were reported.
    public let memory: Int
    private var states: [String: Entry] = [:]
    /// The reported ones, the oldest first.
    private var reported: [String] = []

    /// A ledger without entries.
    ///
    /// - Parameter memory: How many commands are remembered after they were reported: far more than can be on their way.
    public init(memory: Int) { self.memory = memory }

    /// Takes an entry.
    public mutating func enter(_ entry: Entry) {
        if case .reported(let id) = entry {
            if case .reported? = states[id] { return }
            reported.append(id)
            if reported.count > memory { states[reported.removeFirst()] = nil }
        }
        states[entry.command] = entry
    }

    /// Whether a command was seen before, and so must not be begun.
    public func knows(_ id: String) -> Bool { states[id] != nil }

    /// The commands that were begun and did not end, in the order of their ids: at a start, those that a stop interrupted.
    public var interrupted: [String] {
        states.values.compactMap { if case .began(let id) = $0 { id } else { nil } }.sorted()
    }

    /// The commands that have ended and were not reported, with the messages that tell how.
    public var unreported: [(id: String, message: [UInt8])] {
        states.values.compactMap { if case .ended(let id, let message) = $0 { (id, message) } else { nil } }
            .sorted { $0.id < $1.id }
    }

    /// As few entries as lead to the same ledger.
    public var entries: [Entry] {
        reported.map { .reported($0) }
            + states.values.filter { if case .reported = $0 { false } else { true } }.sorted { $0.command < $1.command }
    }
}
