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

    /// What a body may hold; which of it a target has depends on its kind.
    static let fields =
        [
            Field(
                "kind", "Kind", .choice(ForwardTarget.Kind.allCases.map { ($0.rawValue, $0.rawValue) }),
                isRequired: true,
                example: "webhook", help: "Where it leads."),
            Field(
                "url", "Address", .line(1...2000), example: "https://example.org/hook",
                help: "Where a webhook or a broker is."),
            Field("exchange", "Exchange", .line(1...255), example: "fleet", help: "The exchange of a broker."),
            Field(
                "routing", "Routing key", .line(1...100), example: "{kind}.{project}.{serial}",
                help: "The routing key, with what takes the place of {kind} and the like."),
            Field(
                "kinds", "Kinds", .choices(MessageKind.allCases.map { ($0.rawValue, $0.rawValue) }),
                help: "Only messages of these kinds."),
            Field(
                "projects", "Projects", .ids(0...1000), example: "[213]",
                help: "Only receivers in these projects of Motus."),
            Field("serials", "Receivers", .serials(atMost: 1000), example: "[]", help: "Only these receivers."),
            Field("secret", "Secret", .secret(1...500), help: "What signs, or the password."),
        ] + replay
    /// The moment of a replay.
    static let replay = [
        Field(
            "from", "From", .moment, example: "2026-05-01T12:00:00Z",
            help: "It begins with what was received from this moment on.")
    ]

    /// Reads a request's body.
    ///
    /// - Throws: `Problem` 400 where it is no object; `InvalidFields`.
    init(_ body: [UInt8]) throws {
        var reader = try FieldReader(body, of: Self.fields)
        let kind = reader.choice("kind", as: ForwardTarget.Kind.self) ?? .events
        let (url, exchange, routing) = (reader.text("url"), reader.text("exchange"), reader.text("routing"))
        let filter = ForwardFilter(
            kinds: Set(reader.choices("kinds", as: MessageKind.self) ?? []),
            projects: Set(reader.ids("projects") ?? []), serials: Set(reader.serials("serials") ?? []))
        (secret, start) = (reader.text("secret"), reader.moment("from"))
        var problems: [InvalidField] = []
        func need(_ name: String, _ value: String?, _ example: String) -> String {
            if value == nil {
                problems.append(InvalidField(name, "must be given for a forward of this kind", example: example))
            }
            return value ?? ""
        }
        let template = routing.map(RoutingTemplate.init(rawValue:)) ?? .usual
        if template == nil {
            problems.append(
                InvalidField(
                    "routing", "must name nothing but {kind}, {project} and {serial} in braces",
                    example: RoutingTemplate.usual.rawValue))
        }
        if secret.map({ $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }) == false {
            problems.append(InvalidField("secret", "must be visible ASCII characters without blanks", example: "a1b2…"))
        }
        let place: ForwardTarget.Place =
            switch kind {
            case .events: .events
            case .webhook: .webhook(url: need("url", url, "https://example.org/hook"))
            case .amqp:
                .broker(
                    url: need("url", url, "amqps://gnome@broker.example.org/fleet"),
                    exchange: need("exchange", exchange, "fleet"), routing: template ?? .usual)
            }
        target = ForwardTarget(place, filter: filter)
        try reader.finish(problems)
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

    /// The moment of a replay, `{"from": …}`.
    ///
    /// - Throws: `Problem` 400 where there is none.
    static func replayStart(_ body: [UInt8]) throws -> Timestamp {
        var reader = try FieldReader(body, of: replay)
        let start = reader.moment("from")
        try reader.finish()
        guard let start else { throw Problem.invalid("from must be given: a time like 2026-05-01T12:00:00Z.") }
        return start
    }
}
