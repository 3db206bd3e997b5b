// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport

/// Where the server is: `https://gnome.example.org`, also under a path.
struct ServerURL: Sendable, Equatable {
    /// The URL without a slash at its end.
    let text: String
    /// Whether it is at this machine by its very text.
    let isLoopback: Bool
    /// Whether what is sent there could be read on the way.
    let isExposed: Bool

    /// A server on this machine as it starts without configuration.
    static let standard = "http://127.0.0.1:8080"

    /// Reads a URL; nothing where it is not of HTTP, or carries more than scheme, host, port and path.
    init?(_ text: String) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else { return nil }
        var trimmed = text
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.text = trimmed
        isLoopback = Loopback.isHost(host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host.lowercased())
        isExposed = scheme == "http" && !isLoopback
    }

    /// The URL of a resource.
    ///
    /// - Parameters:
    ///   - path: The parts of its path, not encoded.
    ///   - query: The items of its query, not encoded; those without a value are left out.
    func resource(_ path: [String], query: [(name: String, value: String?)] = []) -> String {
        let items = query.compactMap { item in item.value.map { "\(item.name)=\($0.percentEncoded())" } }
        let target = ([text, "api", "v1"] + path.map { $0.percentEncoded() }).joined(separator: "/")
        return items.isEmpty ? target : "\(target)?\(items.joined(separator: "&"))"
    }
}

extension ServerURL: Codable {
    /// Reads the text of a URL.
    ///
    /// - Throws: `DecodingError.dataCorrupted` where it is none of a server.
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let url = ServerURL(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no URL of a server")
        }
        self = url
    }

    /// Writes the text.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension ValueForm where Value == ServerURL {
    /// The URL of a server.
    static var server: ValueForm {
        ValueForm(form: Form(expectation: "a URL like https://gnome.example.org, without a name or password in it")) {
            ServerURL($0)
        }
    }
}
