// SPDX-License-Identifier: Apache-2.0

/// Identifies a registered receiver in one store.
public struct ReceiverID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The receiver of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one was registered before another.
    public static func < (lhs: ReceiverID, rhs: ReceiverID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// One piece of hardware with a serial, as the register knows it.
public struct Receiver: Sendable, Hashable {
    /// How far its registration has come.
    public enum Registration: String, Sendable, Hashable, Codable, CaseIterable {
        /// It was heard, and nobody has said that it belongs here: its frames wait in quarantine.
        case pending
        /// It belongs here: its frames count.
        case accepted
        /// It is expected, and nobody has heard it: its first contact makes it accepted.
        case preauthorised
        /// Somebody said that it does not belong here: what it sends waits until somebody says otherwise.
        case rejected
        /// It has served: its history stays, and what it still sends waits.
        case decommissioned
    }

    /// Its place in the register.
    public var id: ReceiverID
    /// Its serial.
    public var serial: Serial
    /// How far its registration has come.
    public var registration: Registration
    /// Since when.
    public var since: Timestamp
    /// Who owns it; nothing while nobody does.
    public var project: ProjectID?
    /// What people call it.
    public var name: String?
    /// Its one live key: that which it showed first, or which a person gave it or accepted later.
    public var key: KeyDigest?
    /// Another key that somebody showed under its serial later; held until a person decides.
    public var heldKey: HeldKey?
    /// When it entered the register.
    public var registeredAt: Timestamp
    /// When its keys and what waited of it went, some time after it was decommissioned.
    public var purgedAt: Timestamp?
    /// Counts the changes that people made to it, from 1: who changes it says which state was seen.
    public var revision: Int64

    /// A receiver of these parts; its registration is so since it was registered, where `since` does not say otherwise.
    public init(
        id: ReceiverID, serial: Serial, registration: Registration, since: Timestamp? = nil, project: ProjectID? = nil,
        name: String? = nil, key: KeyDigest? = nil, heldKey: HeldKey? = nil, registeredAt: Timestamp,
        purgedAt: Timestamp? = nil, revision: Int64 = 1
    ) {
        self.id = id
        self.serial = serial
        self.registration = registration
        self.since = since ?? registeredAt
        self.project = project
        self.purgedAt = purgedAt
        self.revision = revision
        self.name = name
        self.key = key
        self.heldKey = heldKey
        self.registeredAt = registeredAt
    }
}

/// A key that does not fit: shown under the serial of a receiver that is known with another one.
///
/// id = board, key = card (`receivers.md` §1.2): a new key on a known board is an ordinary field event, a re-flashed or
/// swapped card. It must not overwrite the old one silently.
public struct HeldKey: Sendable, Hashable {
    /// The newest such key.
    public var key: KeyDigest
    /// When one was first shown since the last decision.
    public var since: Timestamp
    /// How many frames came with one.
    public var frames: Int

    /// A held key of these parts.
    public init(key: KeyDigest, since: Timestamp, frames: Int) {
        self.key = key
        self.since = since
        self.frames = frames
    }
}
