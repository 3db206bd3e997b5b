// SPDX-License-Identifier: Apache-2.0

/// Identifies a token in one store; the number that its text shows.
public struct TokenID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The token of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one was issued before another.
    public static func < (lhs: TokenID, rhs: TokenID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// What a token opens, for whom and for how long; which of it is there depends on the kind.
public struct TokenTerms: Sendable, Hashable {
    /// What it is for.
    public var kind: TokenText.Kind
    /// What people call it, to know it again.
    public var label: String
    /// As whom it acts, or whom it lets in again.
    public var person: PersonID?
    /// Into which project it leads.
    public var project: ProjectID?
    /// Which station it shows.
    public var station: StationID?
    /// What the person that it invites becomes in the project.
    public var role: Role?
    /// Whether the person that it invites looks after the server.
    public var isForAdministrator: Bool
    /// What it leaves of what its person may; nothing where it leaves all.
    public var scopes: Set<Permission>?
    /// How often it can be used; nothing for any number.
    public var mostUses: Int?
    /// From when on it counts no more; nothing for never.
    public var expiresAt: Timestamp?

    /// Terms of these parts.
    public init(
        _ kind: TokenText.Kind, label: String, person: PersonID? = nil, project: ProjectID? = nil,
        station: StationID? = nil, role: Role? = nil, isForAdministrator: Bool = false,
        scopes: Set<Permission>? = nil, mostUses: Int? = nil, expiresAt: Timestamp? = nil
    ) {
        self.kind = kind
        self.label = label
        self.person = person
        self.project = project
        self.station = station
        self.role = role
        self.isForAdministrator = isForAdministrator
        self.scopes = scopes
        self.mostUses = mostUses
        self.expiresAt = expiresAt
    }

    /// What can't be taken as it is.
    public var problems: [InvalidField] {
        [
            .line("label", label, example: "Field laptop"),
            mostUses.flatMap {
                .number("mostUses", Double($0), in: 1...100_000, unit: "uses", example: "20")
            },
        ].compactMap { $0 }
    }
}

/// A token as the server knows it: everything but the secret that proves it.
public struct AccessToken: Sendable, Hashable {
    /// Why a token is not taken.
    public enum Refusal: String, Sendable, Hashable, CaseIterable {
        /// Somebody took it back.
        case revoked
        /// Its time is over.
        case expired
        /// It was used as often as it may be.
        case usedUp
    }

    /// Its place in the store.
    public var id: TokenID
    /// What proves it, as a digest.
    public var digest: KeyDigest
    /// What it opens.
    public var terms: TokenTerms
    /// How often it was used, where uses are counted.
    public var uses: Int
    /// When it was issued.
    public var createdAt: Timestamp
    /// By whom; nothing where the server did.
    public var createdBy: PersonID?
    /// When somebody took it back.
    public var revokedAt: Timestamp?
    /// When it was last used, to the minute.
    public var lastUsedAt: Timestamp?

    /// A token of these parts.
    public init(
        id: TokenID, digest: KeyDigest, terms: TokenTerms, uses: Int = 0, createdAt: Timestamp,
        createdBy: PersonID? = nil, revokedAt: Timestamp? = nil, lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.digest = digest
        self.terms = terms
        self.uses = uses
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.revokedAt = revokedAt
        self.lastUsedAt = lastUsedAt
    }

    /// Why it is not taken at a moment; nothing where it is.
    public func refusal(at now: Timestamp) -> Refusal? {
        if revokedAt != nil { return .revoked }
        if let end = terms.expiresAt, now >= end { return .expired }
        if let most = terms.mostUses, uses >= most { return .usedUp }
        return nil
    }

    /// Whether a use at a moment is worth writing down.
    public func isWorthNoting(at now: Timestamp) -> Bool {
        lastUsedAt.map { $0.duration(to: now) >= SessionLife.grain } ?? true
    }
}
