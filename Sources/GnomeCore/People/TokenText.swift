// SPDX-License-Identifier: Apache-2.0

/// A token as people see it, once: `gnome_KIND_ID_SECRET` and a checksum.
///
/// The beginning tells scanners of leaked secrets what they found, and people which of their tokens it is; the checksum
/// tells a typing error from a token that was revoked, without asking the store. Nothing of it is guessed: the secret is 256
/// random bits, so the store keeps a plain SHA-256 of it.
public struct TokenText: Sendable, Hashable, CustomStringConvertible {
    /// What a token is for.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A person's or a program's access to the API.
        case api
        /// A receiver's way into a project.
        case enrolment = "enrol"
        /// The first administrator's way in.
        case setUp = "setup"
        /// A new person's way in.
        case invitation = "invite"
        /// A person's way back in.
        case reset
        /// A landowner's look at one station.
        case landowner = "view"
    }

    /// What it is for.
    public let kind: Kind
    /// Which one it is: a number that is no secret.
    public let id: Int64
    /// What proves it: 32 bytes.
    public let secret: [UInt8]

    /// A token of these parts.
    ///
    /// - Precondition: The secret has 32 bytes, and the id is not negative.
    public init(kind: Kind, id: Int64, secret: [UInt8]) {
        precondition(secret.count == 32 && id >= 0, "a token has a number and 32 secret bytes")
        self.kind = kind
        self.id = id
        self.secret = secret
    }

    /// A token from text; nothing where it is none, or was mistyped.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "gnome", let kind = Kind(rawValue: String(parts[1])),
            parts[2].utf8.count <= 19, let id = Int64(parts[2]), id >= 0, String(id) == parts[2],
            parts[3].utf8.count == 72, let bytes = [UInt8](hex: parts[3]), bytes.hex == parts[3]
        else { return nil }
        let secret = Array(bytes.prefix(32))
        self.init(kind: kind, id: id, secret: secret)
        guard checksum == Array(bytes.suffix(4)) else { return nil }
    }

    /// The token that a text ends in, such as the link by which it was handed out; nothing where it ends in none.
    public init?(atEndOf text: some StringProtocol) {
        guard let beginning = text.ranges(of: "gnome_").last else { return nil }
        self.init(text[beginning.lowerBound...])
    }

    /// The text; as secret as the secret.
    public var description: String { "gnome_\(kind.rawValue)_\(id)_" + (secret + checksum).hex }

    private var checksum: [UInt8] {
        let sum = CRC32.sum(Array("\(kind.rawValue)_\(id)_".utf8) + secret)
        return (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * $0)) }
    }
}
