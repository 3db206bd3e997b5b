// SPDX-License-Identifier: Apache-2.0

/// Where a broker is and as whom to log in, as an AMQP URL says it.
///
/// `amqp://user:password@host:port/vhost`, each part percent-encoded where it must be; `amqps` for TLS. Source: the
/// "RabbitMQ URI Specification". A missing or empty vhost is `/` here, where the specification makes an empty one a vhost
/// of no name, which hardly anybody has and many a configuration file has by accident.
struct BrokerAddress: Sendable, Hashable {
    var usesTLS: Bool
    var host: String
    var port: UInt16
    var user: String
    var password: Password
    var virtualHost: String

    /// - Throws: `invalid` where it is no such URL. The message says which part is wrong and repeats none of it.
    init(url: String) throws(TransportError) {
        if let rest = Self.rest(of: url, after: "amqp://") {
            self = try Self(rest, usesTLS: false)
        } else if let rest = Self.rest(of: url, after: "amqps://") {
            self = try Self(rest, usesTLS: true)
        } else {
            throw Self.wrong("it begins with neither amqp:// nor amqps://")
        }
    }

    private init(_ text: Substring, usesTLS: Bool) throws(TransportError) {
        guard !text.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw Self.wrong("parameters in it are not supported; a ? or # in a password is written %3F or %23")
        }
        let (authority, path) = Self.split(text, at: text.firstIndex(of: "/"))
        let (login, place) =
            authority.lastIndex(of: "@").map { at in (authority[..<at], authority[authority.index(after: at)...]) }
            ?? (Substring("guest:guest"), authority)
        let (user, password) = Self.split(login, at: login.firstIndex(of: ":"))
        let (host, port) = try Self.hostAndPort(place)
        self.usesTLS = usesTLS
        self.host = host
        self.port = try port.map(Self.port) ?? (usesTLS ? 5671 : 5672)
        self.user = try Self.decoded(user, "user name")
        self.password = Password(try Self.decoded(password ?? "", "password"))
        virtualHost = try Self.decoded(path ?? "", "virtual host")
        if virtualHost.isEmpty { virtualHost = "/" }
    }
}

extension BrokerAddress: CustomStringConvertible {
    /// The URL without the password, to be shown to people.
    var description: String {
        let place = host.contains(":") ? "[\(host)]" : host
        return "\(usesTLS ? "amqps" : "amqp")://\(user)@\(place):\(port) (virtual host \(virtualHost))"
    }
}

/// A password that shows itself to nobody who prints, dumps or interpolates it.
struct Password: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    var description: String { "(hidden)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension BrokerAddress {
    private static func wrong(_ why: String) -> TransportError {
        TransportError(.invalid, "The AMQP URL can't be used: \(why).")
    }

    private static func rest(of url: String, after scheme: String) -> Substring? {
        url.lowercased().hasPrefix(scheme) ? url.dropFirst(scheme.count) : nil
    }

    private static func split(_ text: Substring, at place: Substring.Index?) -> (Substring, Substring?) {
        guard let place else { return (text, nil) }
        return (text[..<place], text[text.index(after: place)...])
    }

    private static func hostAndPort(_ text: Substring) throws(TransportError) -> (String, Substring?) {
        let host: Substring
        let rest: Substring
        if text.first == "[" {  // An IPv6 address has colons of its own.
            guard let end = text.firstIndex(of: "]") else { throw wrong("the bracket of the host is not closed") }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
        } else {
            let colon = text.firstIndex(of: ":") ?? text.endIndex
            host = text[..<colon]
            rest = text[colon...]
        }
        guard !host.isEmpty else { throw wrong("it names no host") }
        guard rest.isEmpty || rest.first == ":" else { throw wrong("something follows the bracket of the host") }
        return (try decoded(host, "host"), rest.isEmpty ? nil : rest.dropFirst())
    }

    private static func port(_ text: Substring) throws(TransportError) -> UInt16 {
        guard let port = UInt16(text), port > 0 else { throw wrong("the port is not a number from 1 to 65535") }
        return port
    }

    /// Undoes percent-encoding; strict, as a password that is guessed at leads to a locked account.
    private static func decoded(_ text: Substring, _ part: String) throws(TransportError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                let digits = String(decoding: rest.prefix(2), as: UTF8.self).compactMap(\.hexDigitValue)
                guard digits.count == 2 else { throw wrong("a % in the \(part) must be written %25") }
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        // The C library takes texts that end at the first zero byte.
        guard !bytes.contains(0), let decoded = String(validating: bytes, as: UTF8.self) else {
            throw wrong("the \(part) is not UTF-8 text")
        }
        return decoded
    }
}
