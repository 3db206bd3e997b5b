// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A user and a password as HTTP Basic carries them (RFC 7617).
public struct BasicCredentials: Sendable, CustomStringConvertible {
    /// The user.
    public let user: String
    /// The password.
    public let password: String

    /// Reads the value of an `Authorization` field; nothing where it is absent, of another scheme, or malformed.
    public init?(_ header: String?) {
        let words = header?.split(separator: " ", omittingEmptySubsequences: true) ?? []
        guard words.count == 2, words[0].lowercased() == "basic", let data = Data(base64Encoded: String(words[1])),
            let text = String(validating: data, as: UTF8.self), let colon = text.firstIndex(of: ":"),
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { return nil }
        user = String(text[..<colon])
        password = String(text[text.index(after: colon)...])
    }

    /// The user; never the password.
    public var description: String { "\(user):‹redacted›" }
}
