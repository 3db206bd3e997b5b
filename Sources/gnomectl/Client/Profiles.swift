// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

/// A server with what a log-in there left: what the commands need to go on.
struct Profile: Codable, Sendable, Equatable {
    /// The server.
    let server: ServerURL
    /// Who logged in.
    let login: String
    /// The token that acts as them.
    let token: String
    /// The number of the token, by which it is taken back.
    let tokenID: Int64
    /// From when on the token counts no more.
    let expiresAt: Timestamp
}

/// The profiles of a person, by name, in a file of their own.
struct Profiles: Sendable {
    /// The profile that counts where none is named.
    static let standard = "default"

    let all: [String: Profile]

    /// Reads the profiles; there are none where there is no file.
    ///
    /// - Throws: `configuration` where the file can't be used.
    init(_ environment: Environment) throws(CommandError) {
        let file = PrivateFile(path: environment.credentialsFile)
        guard let bytes = try file.read() else {
            all = [:]
            return
        }
        guard let read = try? JSONDecoder().decode([String: Profile].self, from: Data(bytes)) else {
            throw CommandError(
                .configuration, "What stands in \(file.path) are no profiles.",
                hint: "Move it away, and log in again with “gnomectl login”.")
        }
        all = read
    }

    /// Keeps a profile, or takes it away; all others stay as they are then, also what another log-in just kept.
    ///
    /// - Returns: The profile of that name that there was.
    /// - Throws: `configuration` where the file can't be written.
    @discardableResult
    static func set(
        _ profile: Profile?, as name: String, _ environment: Environment
    ) throws(CommandError) -> Profile? {
        let file = PrivateFile(path: environment.credentialsFile)
        file.makeFolder()
        return try FileLock.hold("\(file.path).lock") { () throws(CommandError) in
            var all = try Profiles(environment).all
            let former = all.removeValue(forKey: name)
            all[name] = profile
            try file.write(Array((try JSONText.of(all) + "\n").utf8))
            return former
        }
    }
}

extension Environment {
    /// Where the profiles are kept.
    var credentialsFile: String {
        if let path = self["GNOME_CREDENTIALS_FILE"] { return path }
        if let base = self["XDG_CONFIG_HOME"], base.hasPrefix("/") { return "\(base)/gnomectl/credentials.json" }
        return "\(home)/.config/gnomectl/credentials.json"
    }
}

extension ValueForm where Value == String {
    /// The name of a profile; shells offer those that there are.
    static var profile: ValueForm {
        ValueForm(
            form: Form(
                expectation: "a name of at most 64 letters, digits, dots, dashes and underscores",
                completion: .offer(.profiles))
        ) { text in
            let isName = text.utf8.allSatisfy { byte in
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_".utf8.contains(byte)
            }
            return isName && (1...64).contains(text.utf8.count) ? text : nil
        }
    }
}
