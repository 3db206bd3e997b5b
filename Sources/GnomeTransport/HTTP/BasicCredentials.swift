// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A name and a password as a client sends them with each request (RFC 7617).
///
/// Neither is shown by printing the value.
public struct BasicCredentials: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// The name; it has no colon.
    public var user: String
    /// The password.
    public var password: String

    /// Credentials of these parts; nothing where the name has a colon or either has a control character.
    public init?(user: String, password: String) {
        guard !user.utf8.contains(UInt8(ascii: ":")), !(user + password).utf8.contains(where: \.isControl) else {
            return nil
        }
        self.user = user
        self.password = password
    }

    /// Reads the value of an `Authorization` field; nothing where it is another scheme or not exactly well formed.
    public init?(authorization: String) {
        let parts = authorization.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "basic" else { return nil }
        let token = String(parts[1])
        // Base64 has many spellings of the same bytes; only the one that encoding gives is taken.
        guard let data = Data(base64Encoded: token), data.base64EncodedString() == token,
            let text = String(validating: data, as: UTF8.self), let colon = text.firstIndex(of: ":")
        else { return nil }
        self.init(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    }

    /// The value of the `Authorization` field.
    public var authorization: String { "Basic " + Data("\(user):\(password)".utf8).base64EncodedString() }

    /// Says what this is, not what it holds.
    public var description: String { "credentials" }
    /// Keeps the parts out of dumps.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
