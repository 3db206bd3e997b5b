// SPDX-License-Identifier: Apache-2.0

/// What somebody decided on an identity conflict.
public struct ConflictSettlement: Sendable, Hashable, Codable {
    /// What was decided.
    public enum Act: String, Sendable, Hashable, Codable, CaseIterable {
        /// The newcomer is the receiver, with a new key: the old key ends.
        case accept
        /// The card of another receiver was put into this one: its key goes along, and ends there.
        case swap
        /// The newcomer is another receiver that carries the same serial.
        case split
        /// The newcomer is none of ours: what it sent is dropped, and counted.
        case reject
    }

    /// What was so before, as far as an undo needs it.
    public struct Before: Sendable, Hashable, Codable {
        /// The live key of the receiver.
        public var key: KeyDigest?
        /// How far the registration of the receiver had come.
        public var registration: Receiver.Registration
        /// The receiver that had the key that went along in a swap.
        public var holder: ReceiverID?
        /// The receiver that was made by a split.
        public var split: ReceiverID?

        /// What was so before, of these parts.
        public init(
            key: KeyDigest?, registration: Receiver.Registration, holder: ReceiverID? = nil, split: ReceiverID? = nil
        ) {
            self.key = key
            self.registration = registration
            self.holder = holder
            self.split = split
        }
    }

    /// What was decided.
    public var act: Act
    /// When.
    public var at: Timestamp
    /// By whom.
    public var by: String
    /// What was so before.
    public var before: Before

    /// A settlement of these parts.
    public init(act: Act, at: Timestamp, by: String, before: Before) {
        self.act = act
        self.at = at
        self.by = by
        self.before = before
    }
}
