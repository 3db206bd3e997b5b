// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps libsodium.

import CSodium
public import GnomeCore

/// Hashes, random bytes and comparisons that tell nothing by their time.
public enum Secrets {
    /// The SHA-256 of bytes, 32 bytes long.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        _ = unsafe crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
        return digest
    }

    /// The HMAC-SHA-256 of bytes under a key of any length, 32 bytes long.
    public static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
        unsafe crypto_auth_hmacsha256_init(&state, key, key.count)
        unsafe crypto_auth_hmacsha256_update(&state, bytes, UInt64(bytes.count))
        unsafe crypto_auth_hmacsha256_final(&state, &code)
        return code
    }

    /// The digest of a receiver's key, as the server keeps it.
    public static func digest(ofKey key: String) -> KeyDigest? { KeyDigest(bytes: sha256(Array(key.utf8))) }

    /// Bytes that nobody can read or alter without a key of 32 bytes.
    public static func seal(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        precondition(key.count == Int(crypto_secretbox_KEYBYTES), "a key to seal with has 32 bytes")
        let nonce = randomBytes(Int(crypto_secretbox_NONCEBYTES))
        var box = [UInt8](repeating: 0, count: bytes.count + Int(crypto_secretbox_MACBYTES))
        _ = unsafe crypto_secretbox_easy(&box, bytes, UInt64(bytes.count), nonce, key)
        return nonce + box
    }

    /// What was sealed with a key; nothing where it was another, or the bytes were altered.
    public static func open(_ sealed: [UInt8], key: [UInt8]) -> [UInt8]? {
        precondition(key.count == Int(crypto_secretbox_KEYBYTES), "a key to seal with has 32 bytes")
        let nonce = Array(sealed.prefix(Int(crypto_secretbox_NONCEBYTES)))
        let box = Array(sealed.dropFirst(nonce.count))
        guard box.count >= Int(crypto_secretbox_MACBYTES) else { return nil }
        var bytes = [UInt8](repeating: 0, count: box.count - Int(crypto_secretbox_MACBYTES))
        guard unsafe crypto_secretbox_open_easy(&bytes, box, UInt64(box.count), nonce, key) == 0 else { return nil }
        return bytes
    }

    /// Bytes that nobody can guess.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        precondition(isReady, "libsodium could not be initialised: the system has no source of randomness")
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe randombytes_buf(&bytes, count)
        return bytes
    }

    /// Whether two texts are equal; the time it takes depends on neither.
    public static func areEqual(_ lhs: String, _ rhs: String) -> Bool {
        areEqual(sha256(Array(lhs.utf8)), sha256(Array(rhs.utf8)))
    }

    /// Whether two codes of the same length are equal; the time it takes depends on their length alone.
    static func areEqual(_ lhs: [UInt8], _ rhs: [UInt8]) -> Bool {
        guard lhs.count == rhs.count else { return false }
        return unsafe sodium_memcmp(lhs, rhs, lhs.count) == 0
    }

    /// Initialised once; sodium_init may be called from anywhere.
    private static let isReady = sodium_init() >= 0
}
