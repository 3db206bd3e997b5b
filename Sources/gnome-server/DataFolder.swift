// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore

/// The folder where a server keeps everything.
struct DataFolder: Sendable {
    let path: String

    /// The folder that is used where none is named: the XDG base directory for data.
    static func usual(_ environment: [String: String]) -> String? {
        if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") { return base + "/gnome-server" }
        return environment["HOME"].map { $0 + "/.local/share/gnome-server" }
    }

    /// Makes the folder where it is missing, for its owner only.
    ///
    /// - Throws: `StoreError` unavailable where it can't be made.
    init(path: String) throws(StoreError) {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError(
                .unavailable, "The data folder \(path) can't be made. Check its path and permissions.",
                detail: "\(error)")
        }
    }

    var database: String { path + "/gnome.db" }
    var tokenFile: String { path + "/admin-token" }

    /// The administrator token: made at the first start, and kept in a file that only its owner can read.
    ///
    /// - Throws: `StoreError` unavailable where it can't be kept, or where others can read it.
    func administratorToken() throws(StoreError) -> String {
        let manager = FileManager.default
        if let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) {
            let mode = (try? manager.attributesOfItem(atPath: tokenFile))?[.posixPermissions] as? UInt
            guard let mode, mode & 0o077 == 0 else {
                throw StoreError(
                    .unavailable,
                    "Others can read \(tokenFile). Delete it for a new token, or keep it with “chmod 600”.")
            }
            let token = String(text.prefix { !$0.isWhitespace })
            if token.count >= 32 { return token }
        }
        let token = "gnome_" + Secrets.randomBytes(32).hex
        guard
            manager.createFile(
                atPath: tokenFile, contents: Data((token + "\n").utf8), attributes: [.posixPermissions: 0o600])
        else { throw StoreError(.unavailable, "The administrator token can't be written to \(tokenFile).") }
        return token
    }
}
