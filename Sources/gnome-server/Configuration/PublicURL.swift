// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeTransport

/// Where people reach the server through a proxy: `https://gnome.example.org`.
struct PublicURL: Sendable, Hashable {
    /// What browsers call the origin of its pages.
    let origin: String
    /// What they send as `Host`.
    let host: String

    /// An address from text; nothing where it is none, has a path, or is no https: a browser sends the cookie of a session over
    /// TLS alone.
    init?(_ text: String) {
        guard let parts = URLComponents(string: text.lowercased()), parts.scheme == "https", let name = parts.host,
            !name.isEmpty, ["", "/"].contains(parts.path), parts.query == nil, parts.fragment == nil, parts.user == nil,
            parts.password == nil
        else { return nil }
        let port = parts.port.flatMap { $0 == 443 ? nil : ":\($0)" } ?? ""
        host = name + port
        origin = "https://\(host)"
    }
}

extension HTTPRequestHead {
    /// From where somebody comes for whom a proxy at this machine speaks: what it put last; nothing where it says nothing.
    ///
    /// What stands before that may be anybody's invention.
    var forwardedAddress: String? {
        let last = headers.values("X-Forwarded-For").last?.split(separator: ",").last
        let address = last.map { $0.filter { $0 != " " } } ?? ""
        return Loopback.isNumericAddress(address) ? address : nil
    }
}
