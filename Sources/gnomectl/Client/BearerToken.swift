// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The secret that proves who calls; it comes from a file or from a log-in, and never from a command line.
struct BearerToken: Sendable, Hashable, CustomStringConvertible {
    private let secret: String

    /// The value of the `Authorization` header.
    var authorization: String { "Bearer \(secret)" }

    /// Nothing that could be told to anybody.
    var description: String { "‹redacted›" }

    /// A secret that the server gave.
    init(secret: String) { self.secret = secret }

    /// Reads the token from a file that belongs to nobody else.
    ///
    /// - Throws: `denied` where there is no file; `configuration` where it can't be read, others may read it, or what
    ///   stands in it is no token.
    init(file path: String) throws(CommandError) {
        guard let bytes = try PrivateFile(path: path).read() else {
            throw CommandError(
                .denied, "There is no token at \(path).",
                hint: "Log in with “gnomectl login”. The server writes its console's token into its data folder; "
                    + "name another place with --token-file.")
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard lines.count == 1, let token = lines.first, bytes.count <= 4096,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw CommandError(.configuration, "What stands at \(path) is no token.")
        }
        secret = String(token)
    }
}
