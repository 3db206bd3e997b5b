// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The secret that lets gnomectl do everything; it comes from a file and never from a command line.
struct AdministratorToken: Sendable, CustomStringConvertible {
    private let secret: String

    /// The value of the `Authorization` header.
    var authorization: String { "Bearer \(secret)" }

    /// Nothing that could be told to anybody.
    var description: String { "‹redacted›" }

    /// Reads the token from a file that belongs to nobody else.
    ///
    /// - Throws: `denied` where there is no file; `configuration` where it can't be read, others may read it, or what
    ///   stands in it is no token.
    init(file path: String) throws(CommandError) {
        let file = URL(filePath: path).resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: file) else {
            throw CommandError(
                .denied, "There is no administrator token at \(path).",
                hint: "The server writes it there when it starts; name another place with --token-file.")
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard let permissions = attributes?[.posixPermissions] as? UInt else {
            throw CommandError(.configuration, "The permissions of \(path) can't be read.")
        }
        guard permissions & 0o077 == 0 else {
            throw CommandError(
                .configuration, "Others may read the administrator token at \(path).", hint: "Run: chmod 600 \(path)")
        }
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw CommandError(.configuration, "The administrator token at \(path) can't be read.")
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard lines.count == 1, let token = lines.first, bytes.count <= 4096,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw CommandError(.configuration, "What stands at \(path) is no administrator token.")
        }
        secret = String(token)
    }
}
