// SPDX-License-Identifier: Apache-2.0

/// What people call a forward: 1 to 40 small letters, digits and hyphens, the first no hyphen.
///
/// It is part of addresses and names of files, so it is held to what is harmless in both.
public struct ForwardName: RawRepresentable, Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The name.
    public let rawValue: String

    /// The name; nothing where the text can't be one.
    public init?(rawValue: String) {
        let isName = rawValue.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isName, (1...40).contains(rawValue.utf8.count), rawValue.first != "-" else { return nil }
        self.rawValue = rawValue
    }

    private init(known name: String) { rawValue = name }

    /// The name of the forward to the exchange of events, which the server adds by itself.
    public static let events = ForwardName(known: "events")

    /// The name.
    public var description: String { rawValue }
    /// Whether one comes before another in lists.
    public static func < (lhs: ForwardName, rhs: ForwardName) -> Bool { lhs.rawValue < rhs.rawValue }
}
