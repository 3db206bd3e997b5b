// SPDX-License-Identifier: Apache-2.0

/// Where a forward leads, and which frames go there.
///
/// Nothing in it is secret: passwords and the secrets of signatures are kept apart, under the name of the forward.
public struct ForwardTarget: Sendable, Hashable {
    /// Where a forward leads.
    public enum Place: Sendable, Hashable {
        /// The exchange `gnome.events` of the broker that the server takes messages from.
        case events
        /// A server that takes events over HTTP.
        case webhook(url: String)
        /// An exchange of any broker; the URL without a password.
        case broker(url: String, exchange: String, routing: RoutingTemplate)
    }

    /// Where it leads.
    public var place: Place
    /// Which frames go there.
    public var filter: ForwardFilter

    /// A target of these parts.
    public init(_ place: Place, filter: ForwardFilter = ForwardFilter()) {
        self.place = place
        self.filter = filter
    }
}

/// Which frames a forward passes on; what it names nothing of, it takes all of.
public struct ForwardFilter: Sendable, Hashable {
    /// Only messages of these kinds; empty for all.
    public var kinds: Set<MessageKind>
    /// Only receivers in these projects of Motus; empty for all, also those in none.
    public var projects: Set<Int64>
    /// Only these receivers; empty for all.
    public var serials: Set<Serial>

    /// A filter of these parts.
    public init(kinds: Set<MessageKind> = [], projects: Set<Int64> = [], serials: Set<Serial> = []) {
        self.kinds = kinds
        self.projects = projects
        self.serials = serials
    }

    /// Whether a frame passes.
    ///
    /// - Parameters:
    ///   - kind: What it is.
    ///   - project: The project of its receiver, if it is in one.
    ///   - serial: Its receiver.
    public func takes(_ kind: MessageKind, of project: Int64?, from serial: Serial) -> Bool {
        (kinds.isEmpty || kinds.contains(kind)) && (serials.isEmpty || serials.contains(serial))
            && (projects.isEmpty || project.map(projects.contains) ?? false)
    }
}

extension ForwardTarget: Codable {
    /// The word for a place.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable { case events, webhook, amqp }

    /// The word for its place.
    public var kind: Kind {
        switch place {
        case .events: .events
        case .webhook: .webhook
        case .broker: .amqp
        }
    }

    private enum Key: String, CodingKey { case kind, url, exchange, routing, kinds, projects, serials }

    /// Reads one flat object; members of the filter may be missing.
    ///
    /// - Throws: `DecodingError` where a member is missing or none of its kind.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let place: Place =
            switch try container.decode(Kind.self, forKey: .kind) {
            case .events: .events
            case .webhook: .webhook(url: try container.decode(String.self, forKey: .url))
            case .amqp:
                .broker(
                    url: try container.decode(String.self, forKey: .url),
                    exchange: try container.decode(String.self, forKey: .exchange),
                    routing: try container.decodeIfPresent(RoutingTemplate.self, forKey: .routing) ?? .usual)
            }
        self.init(
            place,
            filter: ForwardFilter(
                kinds: Set(try container.decodeIfPresent([MessageKind].self, forKey: .kinds) ?? []),
                projects: Set(try container.decodeIfPresent([Int64].self, forKey: .projects) ?? []),
                serials: Set(try container.decodeIfPresent([Serial].self, forKey: .serials) ?? [])))
    }

    /// Writes one flat object, the same for the same target.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        switch place {
        case .events: break
        case .webhook(let url): try container.encode(url, forKey: .url)
        case .broker(let url, let exchange, let routing):
            try container.encode(url, forKey: .url)
            try container.encode(exchange, forKey: .exchange)
            try container.encode(routing, forKey: .routing)
        }
        try container.encode(filter.kinds.sorted { $0.rawValue < $1.rawValue }, forKey: .kinds)
        try container.encode(filter.projects.sorted(), forKey: .projects)
        try container.encode(filter.serials.sorted(), forKey: .serials)
    }
}
