// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A key of a receiver, made here and shown once: 32 small hexadecimal digits, as receivers make theirs (`receivers.md` §1.2).
struct ReceiverKeyText: Sendable {
    /// What the receiver sends.
    let text: String
    /// What the server keeps.
    let digest: KeyDigest

    /// A new key of 128 random bits.
    init() { self.init(text: Secrets.randomBytes(16).hex) }

    /// A key that a receiver has already.
    init(text: String) {
        self.text = text
        guard let digest = Secrets.digest(ofKey: text) else { preconditionFailure("a SHA-256 has 32 bytes") }
        self.digest = digest
    }
}
