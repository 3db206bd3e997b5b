// SPDX-License-Identifier: Apache-2.0

/// Why a frame waits in quarantine in place of counting.
public enum QuarantineReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// Its receiver is registered but nobody has accepted it yet.
    case receiverPending = "receiver-pending"
    /// Its receiver was rejected.
    case receiverRejected = "receiver-rejected"
    /// Its receiver was decommissioned.
    case receiverDecommissioned = "receiver-decommissioned"
    /// It names no serial, or something that can't be one.
    case noSerial = "no-serial"
    /// The proven sender, the address and the body disagree on who sent it.
    case identityMismatch = "identity-mismatch"
    /// The receiver is known with another key.
    case keyChanged = "key-changed"
    /// It came on a way that proves the sender, without proof.
    case unproven
    /// The body can't be read as what it claims to be.
    case undecodable
    /// The body is larger than a message may be.
    case oversize
    /// The broker set it aside, because the server gave it back too often.
    case deadLettered = "dead-lettered"

    /// Whether somebody may have pretended to be another: what is to be told to whoever watches over the server.
    public var isSecurityEvent: Bool { self == .identityMismatch || self == .unproven }

    /// One sentence for people: what happened and what to do next.
    public var explanation: String {
        switch self {
        case .receiverPending:
            "The receiver is not accepted yet. Accept it with “gnomectl receivers add SERIAL”; "
                + "its frames are then taken in, in order."
        case .receiverRejected:
            "The receiver was rejected. Accept it if that was wrong; its frames are then taken in, in order."
        case .receiverDecommissioned:
            "The receiver was decommissioned and still sends. Restore it within the grace time, or have it switched off."
        case .noSerial: "The message names no receiver. Its sender must put its serial into it."
        case .identityMismatch:
            "The proven sender, the address and the message name different receivers. Look for a cloned card, a "
                + "misconfigured sender, or somebody who pretends to be another receiver."
        case .keyChanged:
            "The receiver is known with another key: the card was probably re-flashed or swapped, or somebody else "
                + "uses its serial."
        case .unproven:
            "It came on a way that proves the sender, but without proof. Its sender must log in to the broker as "
                + "its own user and set “user_id”."
        case .undecodable: "The body can't be read as what it claims to be. The detail says where reading stopped."
        case .oversize: "The body is larger than a message may be."
        case .deadLettered:
            "The server failed at it again and again, and the broker set it aside. Look into the server's log for what "
                + "happened then, and report it; the message is kept here."
        }
    }
}
