// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore

/// A file with secrets, which only its owner may read.
struct PrivateFile: Sendable {
    let path: String

    /// What stands in it; nothing where there is no such file.
    ///
    /// - Throws: `configuration` where it can't be read, or others may read it.
    func read() throws(CommandError) -> [UInt8]? {
        let file = URL(filePath: path).resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard let permissions = attributes?[.posixPermissions] as? UInt else {
            throw CommandError(.configuration, "The permissions of \(path) can't be read.")
        }
        guard permissions & 0o077 == 0 else {
            throw CommandError(
                .configuration, "Others may read the secrets in \(path).", hint: "Run: chmod 600 \(path)")
        }
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw CommandError(.configuration, "\(path) can't be read.")
        }
        return Array(bytes)
    }

    /// Puts something in its place at once, and makes the folder where that is missing.
    ///
    /// - Throws: `configuration` where it can't be written; then all is as it was.
    func write(_ bytes: [UInt8]) throws(CommandError) {
        let new = "\(path).\(Secrets.randomBytes(8).hex).new"
        let manager = FileManager.default
        makeFolder()
        do {
            guard manager.createFile(atPath: new, contents: Data(bytes), attributes: [.posixPermissions: 0o600]) else {
                throw StoreError(.unavailable, "it can't be made")
            }
            try FilePlacing.flush(new)
            try FilePlacing.replace(path, by: new)
        } catch {
            try? manager.removeItem(atPath: new)
            throw CommandError(.configuration, "\(path) can't be written.", hint: "May you write to its folder?")
        }
    }

    /// Makes its folder where that is missing; what is done in it tells whether that went well.
    func makeFolder() {
        try? FileManager.default.createDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }
}
