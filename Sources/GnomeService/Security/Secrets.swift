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

    /// The digest of a receiver's key, as the server keeps it.
    public static func digest(ofKey key: String) -> KeyDigest? { KeyDigest(bytes: sha256(Array(key.utf8))) }

    /// Bytes that nobody can guess.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        precondition(isReady, "libsodium could not be initialised: the system has no source of randomness")
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe randombytes_buf(&bytes, count)
        return bytes
    }

    /// Whether two texts are equal; the time it takes depends on neither.
    public static func areEqual(_ lhs: String, _ rhs: String) -> Bool {
        let (left, right) = (sha256(Array(lhs.utf8)), sha256(Array(rhs.utf8)))
        return unsafe sodium_memcmp(left, right, left.count) == 0
    }

    /// Initialised once; sodium_init may be called from anywhere.
    private static let isReady = sodium_init() >= 0
}
