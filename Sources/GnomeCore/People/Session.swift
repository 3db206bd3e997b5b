// SPDX-License-Identifier: Apache-2.0

/// Identifies a session in one store; no secret.
public struct SessionID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The session of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one began before another.
    public static func < (lhs: SessionID, rhs: SessionID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// One time that somebody is logged in, with one browser or program.
///
/// What proves it is not in it: the store knows only the digest of that.
public struct Session: Sendable, Hashable {
    /// Its place in the store.
    public var id: SessionID
    /// Who is logged in.
    public var person: PersonID
    /// Since when, and when it was last used.
    public var life: SessionLife
    /// Where from it began: an address.
    public var address: String
    /// What the browser or program called itself; nothing where it said nothing.
    public var agent: String?

    /// A session of these parts.
    public init(id: SessionID, person: PersonID, life: SessionLife, address: String, agent: String?) {
        self.id = id
        self.person = person
        self.life = life
        self.address = address
        self.agent = agent
    }
}
