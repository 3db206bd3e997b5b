// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Where the metadata API of Motus is, interface A of `motus.md` §3: `https://motus.org/api`.
///
/// Requests carry people's passwords, so plain `http` is taken to this machine only.
public struct MotusAddress: Sendable, Hashable {
    /// The one that birds' data goes to.
    public static let production = MotusAddress(base: "https://motus.org/api")

    /// The URL without a slash at its end.
    let base: String

    private init(base: String) { self.base = base }

    /// The address of a URL.
    ///
    /// - Throws: `invalid` where it is no such URL, or would send passwords over a network unencrypted. The message repeats
    ///   none of it.
    public init(url: String) throws(TransportError) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty
        else { throw Self.wrong("it is not like https://motus.org/api") }
        guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else {
            throw Self.wrong("it has a log-in in it, or something after the path")
        }
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        guard scheme == "https" || Loopback.isHost(name) else {
            throw Self.wrong("over a network it must begin with https")
        }
        let place = name.contains(":") ? "[\(name)]" : name
        let path = parts.percentEncodedPath.split(separator: "/").map { "/\($0)" }.joined()
        base = "\(scheme)://\(place)\(parts.port.map { ":\($0)" } ?? "")\(path)"
    }

    private static func wrong(_ why: String) -> TransportError {
        TransportError(.invalid, "The URL of Motus' API can't be used: \(why).")
    }
}

extension MotusAddress: CustomStringConvertible {
    /// The URL.
    public var description: String { base }
}
