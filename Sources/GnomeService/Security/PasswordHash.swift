// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps libsodium.

import CSodium

/// Hashes of passwords that are slow on purpose (argon2id), as the text that libsodium makes: with salt and cost in it.
enum PasswordHash {
    /// What one hash costs whoever makes it.
    struct Cost: Sendable, Hashable {
        /// How often the memory is gone over.
        var passes: UInt64
        /// How much memory, in bytes.
        var memory: Int
    }

    /// The hash of a password, every byte of which counts; nothing where there was no memory for it.
    static func make(_ password: String, _ cost: Cost) -> String? {
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let bytes = password.utf8.map { CChar(bitPattern: $0) }
        let status = unsafe crypto_pwhash_str(&text, bytes, UInt64(bytes.count), cost.passes, cost.memory)
        guard status == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether a password is the one of a hash.
    static func isRight(_ password: String, hash: String) -> Bool {
        guard let text = terminated(hash) else { return false }
        let bytes = password.utf8.map { CChar(bitPattern: $0) }
        return unsafe crypto_pwhash_str_verify(text, bytes, UInt64(bytes.count)) == 0
    }

    /// Whether a hash was made at this cost.
    static func isOf(_ cost: Cost, hash: String) -> Bool {
        guard let text = terminated(hash) else { return false }
        return unsafe crypto_pwhash_str_needs_rehash(text, cost.passes, cost.memory) == 0
    }

    /// The text in as many bytes as libsodium reads; nothing where it does not fit.
    private static func terminated(_ hash: String) -> [CChar]? {
        let bytes = hash.utf8.map { CChar(bitPattern: $0) }
        let room = Int(crypto_pwhash_STRBYTES) - bytes.count
        return room > 0 ? bytes + [CChar](repeating: 0, count: room) : nil
    }
}
