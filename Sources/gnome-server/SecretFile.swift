// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeStore

/// A file with one secret, which only its owner can read.
struct SecretFile: Sendable {
    let path: String

    /// The secret, without what follows its first blank; nothing where there is no such file.
    ///
    /// - Throws: `StoreError` unavailable where others can read it.
    func read() throws(StoreError) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? UInt
        guard let mode, mode & 0o077 == 0 else {
            throw StoreError(
                .unavailable, "Others can read \(path). Delete it for a new secret, or keep it with “chmod 600”.")
        }
        return String(text.prefix { !$0.isWhitespace })
    }

    /// Writes the secret, and makes the folder where that is missing.
    ///
    /// - Throws: `StoreError` unavailable where it can't be kept.
    func write(_ secret: String) throws(StoreError) {
        let manager = FileManager.default
        let folder = URL(filePath: path).deletingLastPathComponent().path()
        try? manager.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard
            manager.createFile(
                atPath: path, contents: Data((secret + "\n").utf8), attributes: [.posixPermissions: 0o600])
        else { throw StoreError(.unavailable, "The secret can't be written to \(path).") }
    }

    /// Deletes the file where it is there.
    func delete() { try? FileManager.default.removeItem(atPath: path) }
}
