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
    }

    /// Its place in the register.
    public var id: ReceiverID
    /// Its serial.
    public var serial: Serial
    /// How far its registration has come.
    public var registration: Registration
    /// What people call it.
    public var name: String?
    /// The key it showed first, trusted since.
    public var key: KeyDigest?
    /// Another key that somebody showed under its serial later; held until a person decides.
    public var heldKey: HeldKey?
    /// When it entered the register.
    public var registeredAt: Timestamp

    /// A receiver of these parts.
    public init(
        id: ReceiverID, serial: Serial, registration: Registration, name: String? = nil, key: KeyDigest? = nil,
        heldKey: HeldKey? = nil, registeredAt: Timestamp
    ) {
        self.id = id
        self.serial = serial
        self.registration = registration
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
