// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport

/// What somebody asks for who adds a forward.
struct ForwardRequest: Sendable {
    let target: ForwardTarget
    /// What signs, or the password; nothing where none was given.
    let secret: String?
    /// It begins with what was received from this moment on; nothing for what is stored from now on.
    let start: Timestamp?

    /// What a body must be; which members a target has depends on its kind.
    static let schema = Schema.object([
        .init("kind", .oneOf(ForwardTarget.Kind.self), "Where it leads."),
        .optional("url", .text(), "Where a webhook or a broker is."),
        .optional("exchange", .text(), "The exchange of a broker."),
        .optional(
            "routing", Schema.text().orNull, "The routing key, with what takes the place of {kind} and the like."),
        .optional("kinds", Schema.list(.oneOf(MessageKind.self)).orNull, "Only messages of these kinds."),
        .optional("projects", Schema.list(.integer()).orNull, "Only receivers in these projects of Motus."),
        .optional("serials", Schema.list(.serial).orNull, "Only these receivers."),
        .optional("secret", Schema.text(1...500, pattern: "^[!-~]+$").orNull, "What signs, or the password."),
        .optional("from", Schema.moment.orNull, "It begins with what was received from this moment on."),
    ])

    /// Reads a request's body.
    ///
    /// - Throws: `Problem` 400 for the first thing that is wrong.
    init(_ body: [UInt8]) throws(Problem) {
        guard case .object(let members)? = JSONValue(bytes: body) else { throw .invalid("Expected a JSON object.") }
        let known = ForwardTarget.members.union(["secret", "from"])
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw .invalid("\(unknown.prefix(64)): unknown; expected \(known.sorted().joined(separator: ", ")).")
        }
        do {
            target = try JSONDecoder().decode(ForwardTarget.self, from: Data(body))
        } catch {
            throw Self.problem(error)
        }
        start = try Self.time(members["from"])
        secret = try Self.secret(members["secret"])
    }

    /// Checks that the target is one that may be asked for.
    ///
    /// - Parameter allowedAddresses: Where webhooks may lead beside the public internet.
    /// - Throws: `Problem` 422 where it is not.
    func check(allowedAddresses: Set<String>) throws(Problem) {
        switch target.place {
        case .events: return
        case .webhook(let url):
            try Self.check(webhook: url, allowedAddresses)
            guard secret.map({ $0.utf8.count >= 16 }) ?? true else {
                throw .meaningless("secret: expected at least 16 characters; without one, the server makes one.")
            }
        case .broker(let url, let exchange, _):
            guard !BrokerLogin.hasPassword(url) else {
                throw .meaningless("url: expected an address without a password; give that as “secret”.")
            }
            do throws(TransportError) { _ = try RabbitMQConfiguration(url: url, topology: Topology()) } catch {
                throw .meaningless("url: \(error.message)")
            }
            guard (1...255).contains(exchange.utf8.count) else {
                throw .meaningless("exchange: expected a name of 1 to 255 bytes.")
            }
        }
    }

    /// Only https, so that nobody on the way reads what is told; http only to an address that the server's owner allowed.
    ///
    /// Where a name leads is judged when it is connected to, each time.
    private static func check(webhook url: String, _ allowedAddresses: Set<String>) throws(Problem) {
        guard url.utf8.count <= 2000, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty
        else { throw .meaningless("url: expected an address like https://example.org/hook.") }
        guard parts.user == nil, parts.password == nil else {
            throw .meaningless("url: expected an address without user and password.")
        }
        let address = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        switch parts.scheme?.lowercased() {
        case "https": return
        case "http" where allowedAddresses.contains(address): return
        default:
            throw .meaningless(
                "url: expected https; http only where the address is one of forward.allow-addresses, in numbers.")
        }
    }

    private static func time(_ value: JSONValue?) throws(Problem) -> Timestamp? {
        switch value {
        case nil, .null: return nil
        case .string(let text):
            if let time = Timestamp(text) { return time }
            fallthrough
        default: throw .invalid("from: expected a time like 2026-05-01T12:00:00Z.")
        }
    }

    private static func secret(_ value: JSONValue?) throws(Problem) -> String? {
        switch value {
        case nil, .null: return nil
        case .string(let text)
        where (1...500).contains(text.utf8.count) && text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }):
            return text
        default: throw .invalid("secret: expected 1 to 500 visible ASCII characters without blanks.")
        }
    }

    /// The moment of a replay, `{"from": …}`.
    ///
    /// - Throws: `Problem` 400 where there is none.
    static func replayStart(_ body: [UInt8]) throws(Problem) -> Timestamp {
        guard case .object(let members)? = JSONValue(bytes: body), members.keys.allSatisfy({ $0 == "from" }),
            let start = try time(members["from"])
        else { throw .invalid("Expected a JSON object with “from”, a time like 2026-05-01T12:00:00Z.") }
        return start
    }

    /// What a decoder says, with the member that it speaks of.
    private static func problem(_ error: any Error) -> Problem {
        let (context, key): (DecodingError.Context?, (any CodingKey)?) =
            switch error as? DecodingError {
            case .keyNotFound(let key, let context): (context, key)
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context, nil)
            default: (nil, nil)
            }
        let path = ((context?.codingPath ?? []) + [key].compactMap(\.self)).map(\.stringValue).joined(separator: ".")
        guard key == nil else { return .meaningless("\(path): missing; a target of this kind needs it.") }
        let words = "\(path): expected something else. \(context?.debugDescription.prefix(200) ?? "")"
        // It is of the right kind, and says what can't be.
        if case .dataCorrupted? = error as? DecodingError { return .meaningless(words) }
        return .invalid(words)
    }
}
