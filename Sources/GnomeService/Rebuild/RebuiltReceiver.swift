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

    /// The receiver.
    public let serial: Serial
    /// How many frames are stored.
    public let frames: Int
    /// How many of them this version can't read any more; each counts as a contact, and tells no numbers.
    public let unreadable: Int
    /// Whether frames of it are gone: its status and its contacts both tell of more than are stored.
    ///
    /// What they told can't be told again, so all is left as it is.
    public let isIncomplete: Bool
    /// In what the store and the frames do not agree.
    public let differences: [Difference]
}
