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
    /// The folder of the secrets of forwards.
    var secrets: String { path + "/secrets" }

    /// The administrator token: made at the first start, and kept in a file that only its owner can read.
    ///
    /// - Throws: `StoreError` unavailable where it can't be kept, or where others can read it.
    func administratorToken() throws(StoreError) -> String {
        let file = SecretFile(path: path + "/admin-token")
        if let token = try file.read(), token.count >= 32 { return token }
        let token = "gnome_" + Secrets.randomBytes(32).hex
        try file.write(token)
        return token
    }
}
