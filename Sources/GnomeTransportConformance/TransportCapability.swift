// SPDX-License-Identifier: Apache-2.0

/// What some transports can do and others can't; a backend says of itself which it has.
public enum TransportCapability: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// A queue that is full refuses messages (`x-max-length` with `x-overflow: reject-publish`).
    case fullQueues
    /// A message that is given back too often goes to an exchange of dead letters (`x-delivery-limit`).
    case deadLetters

    /// What it says of a transport, in a few words.
    public var description: String {
        switch self {
        case .fullQueues: "full queues: a queue with a limit refuses what is too much"
        case .deadLetters: "dead letters: a message that is given back too often goes to an exchange of its own"
        }
    }
}
