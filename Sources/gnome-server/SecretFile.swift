// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore

/// A file with one secret, which only its owner can read.
struct SecretFile: Sendable {
    let path: String

    /// The secret, without what follows its first blank; nothing where there is no such file, or nothing in it.
    ///
    /// - Throws: `StoreError` unavailable where others can read it.
    func read() throws(StoreError) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? UInt
        guard let mode, mode & 0o077 == 0 else {
            throw StoreError(
                .unavailable, "Others can read \(path). Delete it for a new secret, or keep it with “chmod 600”.")
        }
        let secret = String(text.prefix { !$0.isWhitespace })
        return secret.isEmpty ? nil : secret
    }

    /// Writes the secret, in place of an earlier one, and makes the folder where that is missing.
    ///
    /// - Throws: `StoreError` unavailable where it can't be kept.
    func write(_ secret: String) throws(StoreError) {
        let new = try prepare(secret)
        do throws(StoreError) {
            try take(from: new)
        } catch {
            new.delete()
            throw error
        }
    }

    /// Writes the secret beside this file, on the disk, to be taken once it counts.
    ///
    /// - Throws: `StoreError` unavailable where it can't be kept.
    func prepare(_ secret: String) throws(StoreError) -> SecretFile {
        let new = SecretFile(path: "\(path).\(Secrets.randomBytes(8).hex).new")
        let manager = FileManager.default
        let folder = URL(filePath: path).deletingLastPathComponent().path()
        try? manager.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard
            manager.createFile(
                atPath: new.path, contents: Data((secret + "\n").utf8), attributes: [.posixPermissions: 0o600])
        else { throw StoreError(.unavailable, "The secret can't be written to \(path).") }
        do throws(StoreError) {
            try FilePlacing.flush(new.path)
        } catch {
            new.delete()
            throw error
        }
        return new
    }

    /// Makes a prepared file this one: after a loss of power the earlier secret is whole, or the new one.
    ///
    /// - Throws: `StoreError` unavailable where it can't be kept.
    func take(from new: SecretFile) throws(StoreError) {
        try FilePlacing.replace(path, by: new.path)
        try FilePlacing.flushFolder(of: path)
    }

    /// Deletes the file where it is there.
    func delete() { try? FileManager.default.removeItem(atPath: path) }
}
