// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A password for a broker, made here and shown once.
///
/// It is 256 random bits, so a single round of SHA-256 is enough to keep: there is nothing to guess.
struct BrokerPassword: Sendable {
    /// What whoever logs in sends: 43 letters, digits, `-` and `_`, which need no escape in a URL.
    let text: String
    /// What a broker keeps (RabbitMQ's `rabbit_password_hashing_sha256`).
    let hash: String

    /// The hash of a password that nobody knows.
    static let nobodys = BrokerPassword().hash

    /// A new password.
    init() {
        text = Data(Secrets.randomBytes(32)).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        hash = Self.hash(text, salt: Secrets.randomBytes(4))
    }

    /// Whether a password is the one of a hash; the time it takes tells neither.
    static func isRight(_ password: String, hash: String) -> Bool {
        guard let bytes = Data(base64Encoded: hash), bytes.count == 36 else { return false }
        return Secrets.areEqual(Self.hash(password, salt: Array(bytes.prefix(4))), hash)
    }

    private static func hash(_ password: String, salt: [UInt8]) -> String {
        Data(salt + Secrets.sha256(salt + Array(password.utf8))).base64EncodedString()
    }
}
