// SPDX-License-Identifier: Apache-2.0

/// Identifies an identity conflict in one store.
public struct IdentityConflictID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The conflict of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one was opened before another.
    public static func < (lhs: IdentityConflictID, rhs: IdentityConflictID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// A newcomer under a serial or with a key that another has: held until a person decides, and both histories stay.
///
/// id = board, key = card (`receivers.md` §1.2): most of them are ordinary events of the field.
public struct IdentityConflict: Sendable, Hashable {
    /// What does not fit.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A board that is known came with a key that nobody has.
        case newKey = "new-key"
        /// A key that is known came with another board.
        case knownKey = "known-key"
        /// Two keys are used under one serial, now the one and now the other.
        case twoPlaces = "two-places"
    }

    /// What was seen.
    public struct Facts: Sendable, Hashable, Codable {
        /// The key of the newcomer.
        public var shownKey: KeyDigest
        /// The live key of the receiver when the conflict was opened; nothing where it had none.
        public var liveKey: KeyDigest?
        /// Who else has, or had, the key of the newcomer.
        public var holder: Serial?
        /// When the newcomer was last heard.
        public var lastShownAt: Timestamp
        /// When the receiver was heard with its own key after the newcomer had come; nothing where it was not.
        public var lastOwnAt: Timestamp?
        /// How often it went from the one key to the other and back.
        public var alternations: Int

        /// Facts of these parts.
        public init(
            shownKey: KeyDigest, liveKey: KeyDigest?, holder: Serial? = nil, lastShownAt: Timestamp,
            lastOwnAt: Timestamp? = nil, alternations: Int = 0
        ) {
            self.shownKey = shownKey
            self.liveKey = liveKey
            self.holder = holder
            self.lastShownAt = lastShownAt
            self.lastOwnAt = lastOwnAt
            self.alternations = alternations
        }
    }

    /// Its place in the store.
    public var id: IdentityConflictID
    /// The receiver whose serial the newcomer names.
    public var receiver: ReceiverID
    /// What does not fit.
    public var kind: Kind
    /// What was seen.
    public var facts: Facts
    /// When it was opened.
    public var openedAt: Timestamp
    /// How many frames of the newcomer have come.
    public var frames: Int
    /// What was decided; nothing while it is open.
    public var settlement: ConflictSettlement?

    /// A conflict of these parts.
    public init(
        id: IdentityConflictID, receiver: ReceiverID, kind: Kind, facts: Facts, openedAt: Timestamp, frames: Int,
        settlement: ConflictSettlement? = nil
    ) {
        self.id = id
        self.receiver = receiver
        self.kind = kind
        self.facts = facts
        self.openedAt = openedAt
        self.frames = frames
        self.settlement = settlement
    }
}
