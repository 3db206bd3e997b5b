// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// What folding the frames of one receiver again came to.
public struct RebuiltReceiver: Sendable, Hashable {
    /// One thing in which the store and the frames do not agree.
    public struct Difference: Sendable, Hashable {
        /// What it is, in words.
        public let subject: String
        /// What the store had, in words.
        public let stored: String
        /// What the frames tell, in words.
        public let told: String

        /// A difference of these parts.
        public init(subject: String, stored: String, told: String) {
            self.subject = subject
            self.stored = stored
            self.told = told
        }
    }

    /// Why a receiver is left as it is: what is kept of it can't be told again.
    public enum Obstacle: String, Sendable, Hashable, Codable {
        /// Its status tells of more frames than are stored.
        case framesGone
        /// Frames of it can't be read by this version any more.
        case framesUnreadable
    }

    /// The receiver.
    public let serial: Serial
    /// How many frames are stored.
    public let frames: Int
    /// How many of them this version can't read any more; each counts as a contact, and tells nothing else.
    public let unreadable: Int
    /// Why it is left as it is, where it is.
    public let obstacle: Obstacle?
    /// In what the store and the frames do not agree.
    public let differences: [Difference]
}
