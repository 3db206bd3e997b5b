// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Where the management API of a broker is, and as whom to log in: `https://admin:password@broker.example.org:15671`.
///
/// Each request carries the password, so plain `http` is taken to this machine only.
public struct ManagementAddress: Sendable, Hashable {
    /// The URL without the log-in and without a slash at its end.
    let base: String
    let credentials: BasicCredentials

    /// The address of a URL.
    ///
    /// - Throws: `invalid` where it is no such URL, or would send the password over a network unencrypted. The message
    ///   repeats none of it.
    public init(url: String) throws(TransportError) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty
        else { throw Self.wrong("it is not like https://USER:PASSWORD@HOST:PORT") }
        guard parts.query == nil, parts.fragment == nil else {
            throw Self.wrong("something follows the path; a ? or # in a password is written %3F or %23")
        }
        guard let user = parts.user, let password = parts.password,
            let credentials = BasicCredentials(user: user, password: password)
        else { throw Self.wrong("it has no user and password, or signs in them that can't be sent") }
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        guard scheme == "https" || Loopback.isHost(name) else {
            throw Self.wrong("over a network it must begin with https")
        }
        let port = parts.port ?? (scheme == "https" ? 15671 : 15672)
        let place = name.contains(":") ? "[\(name)]" : name
        let path = parts.percentEncodedPath.split(separator: "/").map { "/\($0)" }.joined()
        base = "\(scheme)://\(place):\(port)\(path)"
        self.credentials = credentials
    }

    private static func wrong(_ why: String) -> TransportError {
        TransportError(.invalid, "The URL of the management API can't be used: \(why).")
    }
}

extension ManagementAddress: CustomStringConvertible {
    /// The URL without the log-in, to be shown to people.
    public var description: String { base }
}
