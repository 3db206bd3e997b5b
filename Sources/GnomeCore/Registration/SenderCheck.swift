// SPDX-License-Identifier: Apache-2.0

/// Who sent a frame, as far as the way it took can tell.
///
/// The one place that compares what a transport proved, what an address says, and what a body claims.
public enum SenderCheck {
    /// A frame that can't be laid to a receiver's account.
    public struct Refusal: Error, Sendable, Hashable {
        /// Why.
        public var reason: QuarantineReason
        /// What exactly was found.
        public var detail: String
        /// The serial it claims, where it claims a readable one.
        public var claimed: Serial?

        /// A refusal of these parts.
        public init(reason: QuarantineReason, detail: String, claimed: Serial?) {
            self.reason = reason
            self.detail = detail
            self.claimed = claimed
        }
    }

    /// The receiver that a frame is from.
    ///
    /// - Parameters:
    ///   - frame: The frame.
    ///   - claims: The serials that its body names.
    /// - Throws: `Refusal` where it names nobody, or names different ones, or lacks the proof that its way demands.
    public static func sender(of frame: Frame, claims: Set<String>) throws(Refusal) -> Serial {
        var named: [(source: String, text: String)] = []
        switch frame.proof {
        case .key(let user, _): named.append(("the log-in", user))
        case .brokerUser(let user) where isReceiver(user) || frame.isUplink: named.append(("the broker", user))
        case .brokerUser, .none: break
        }
        if let text = frame.routedSerial { named.append(("the routing key", text)) }
        if frame.isUplink { try checkSpelling(named) }
        named += claims.sorted().map { ("the message", $0) }

        var sender: Serial?
        for (source, text) in named {
            guard let serial = Serial(text)?.ofHardware else {
                throw Refusal(
                    reason: .noSerial, detail: "\(source) names “\(text.prefix(64))”, which is no serial",
                    claimed: sender)
            }
            if let sender, sender != serial {
                throw Refusal(
                    reason: .identityMismatch,
                    detail: named.map { "\($0.source) says \($0.text.prefix(64))" }.joined(separator: ", "),
                    claimed: sender)
            }
            sender = serial
        }
        guard let sender else {
            throw Refusal(reason: .noSerial, detail: "nothing in it names a receiver", claimed: nil)
        }
        if frame.isUplink, case .none = frame.proof {
            throw Refusal(reason: .unproven, detail: "no validated “user_id”", claimed: sender)
        }
        return sender
    }

    /// Where a broker vouches for a user, only the canonical text of a serial is that receiver's: to the broker, `sg-…` is
    /// another user than `SG-…`, and may be somebody else's.
    private static func checkSpelling(_ named: [(source: String, text: String)]) throws(Refusal) {
        for (source, text) in named {
            guard let serial = Serial(text)?.ofHardware, serial.text != text else { continue }
            throw Refusal(
                reason: .identityMismatch,
                detail: "\(source) says \(text.prefix(64)), which is not how \(serial) is written",
                claimed: serial)
        }
    }

    /// Whether a broker's user name is that of a receiver, not of an account that several share.
    private static func isReceiver(_ user: String) -> Bool { Serial(user).map { $0.family != .other } ?? false }
}

extension Frame {
    /// The exchange on which senders log in as themselves and address by `SERIAL.KIND`.
    public static let uplinkExchange = "gnome.uplink"

    /// Whether it came on the exchange that proves its senders.
    var isUplink: Bool { way == .amqp && route.hasPrefix(Self.uplinkExchange + "/") }

    /// The serial in the address, where addresses of its way have one.
    var routedSerial: String? {
        guard isUplink else { return nil }
        let key = route.dropFirst(Self.uplinkExchange.count + 1)
        return String(key.prefix { $0 != "." })
    }
}
