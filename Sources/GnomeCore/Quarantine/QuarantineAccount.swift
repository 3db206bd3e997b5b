// SPDX-License-Identifier: Apache-2.0

/// Whose room an entry of the quarantine takes.
///
/// A receiver in the register, accepted or pending, has an account of its own, for what is proven to be its own and for
/// what waits until it is accepted. All else shares the account of its source: names that cost nothing to invent must not
/// each come with room of their own, and nobody fills the room of a receiver by naming it.
public struct QuarantineAccount: RawRepresentable, Sendable, Hashable, Comparable {
    private static let receivers = "receiver:"

    /// Text that begins with the kind of account: `receiver:`, `source:`.
    public let rawValue: String
    /// An account from its text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The account of a receiver in the register.
    public static func receiver(_ serial: Serial) -> QuarantineAccount {
        QuarantineAccount(rawValue: receivers + serial.text)
    }

    /// The account of where a frame came from: the user for whom a broker vouches, else the way alone.
    public static func source(of frame: Frame) -> QuarantineAccount {
        let user = if case .brokerUser(let user) = frame.proof { "/" + user } else { "" }
        return QuarantineAccount(rawValue: "source:" + frame.way.rawValue + user)
    }

    /// Whether it is that of a receiver in the register.
    public var isReceiver: Bool { rawValue.hasPrefix(Self.receivers) }

    /// The order of their texts.
    public static func < (lhs: QuarantineAccount, rhs: QuarantineAccount) -> Bool { lhs.rawValue < rhs.rawValue }
}
