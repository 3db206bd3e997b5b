// SPDX-License-Identifier: Apache-2.0

/// What becomes of a frame by the register: decided here, carried out by the service.
public enum Admission: Sendable, Hashable {
    /// It counts.
    case accept
    /// It counts, and the key it came with is the receiver's from now on (trust on first use).
    case acceptAndTrust(KeyDigest)
    /// The receiver is unknown: register it as pending, and let the frame wait.
    case registerPending(KeyDigest?)
    /// The receiver is not in service: let the frame wait. A key that is given is trusted from now on.
    case wait(QuarantineReason, trusting: KeyDigest?)
    /// The receiver is known with another key: let the frame wait, and show the key.
    case hold(KeyDigest)

    /// Decides on a frame of a sender.
    ///
    /// - Parameters:
    ///   - proof: What the transport knows of the sender.
    ///   - receiver: The sender in the register; nothing where it is unknown.
    public static func decide(_ proof: IdentityProof, receiver: Receiver?) -> Admission {
        let shown: KeyDigest? = if case .key(_, let digest) = proof { digest } else { nil }
        guard let receiver else { return .registerPending(shown) }
        switch receiver.registration {
        case .rejected: return .wait(.receiverRejected, trusting: nil)
        case .decommissioned: return .wait(.receiverDecommissioned, trusting: nil)
        case .pending, .accepted, .preauthorised: break
        }
        // Digests are compared, so the time that it takes tells nothing about a key.
        if let shown, let known = receiver.key, known != shown { return .hold(shown) }
        let newKey = receiver.key == nil ? shown : nil
        if receiver.registration == .pending { return .wait(.receiverPending, trusting: newKey) }
        return newKey.map(Admission.acceptAndTrust) ?? .accept
    }
}

extension Receiver {
    /// Whether a proof is this receiver's: the key that the register has of it, or a broker's word for its very name.
    ///
    /// To a broker `sg-…` is another user than `SG-…`, so only the canonical text counts.
    public func isProven(by proof: IdentityProof) -> Bool {
        switch proof {
        case .none: false
        case .brokerUser(let user): user == serial.text
        case .key(_, let digest): digest == key
        }
    }

    /// The receiver after one more frame with a key that does not fit.
    public func holding(_ key: KeyDigest, at moment: Timestamp) -> Receiver {
        var changed = self
        changed.heldKey = HeldKey(key: key, since: heldKey?.since ?? moment, frames: (heldKey?.frames ?? 0) + 1)
        return changed
    }
}
