// SPDX-License-Identifier: Apache-2.0

/// A key that a receiver has or had: exactly one of them lives, and the others say when and how they ended.
public struct ReceiverKey: Sendable, Hashable {
    /// How a key ended.
    public enum Ending: String, Sendable, Hashable, Codable, CaseIterable {
        /// Another key was accepted in its place: the card was re-flashed or exchanged.
        case replaced
        /// A person or the receiver itself asked for a new one.
        case rotated
        /// Its card went to another board.
        case moved
        /// The decision that made it the live one was undone.
        case undone
        /// Its receiver was purged after it was decommissioned.
        case purged
    }

    /// The key, as the server keeps it.
    public var digest: KeyDigest
    /// Since when it was the live one.
    public var since: Timestamp
    /// Until when; nothing for the live one.
    public var until: Timestamp?
    /// How it ended; nothing for the live one.
    public var ending: Ending?

    /// A key of these parts.
    public init(digest: KeyDigest, since: Timestamp, until: Timestamp? = nil, ending: Ending? = nil) {
        self.digest = digest
        self.since = since
        self.until = until
        self.ending = ending
    }
}
