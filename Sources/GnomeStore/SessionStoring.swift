// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the sessions.
public protocol SessionReading {
    /// The session of a secret; nothing where there is none. Whether it still counts is for the caller to say.
    func session(ofSecret digest: KeyDigest) throws(StoreError) -> Session?
    /// The sessions of a person, the one that began last first; those that are over may be among them.
    func sessions(of person: PersonID) throws(StoreError) -> [Session]
}

/// Changes the sessions.
public protocol SessionWriting {
    /// Begins a session.
    ///
    /// - Throws: `notFound` where there is no such person, `conflict` where the secret was used before.
    func begin(_ draft: SessionDraft) throws(StoreError) -> Session
    /// Writes down that a session was used, where the last time is a minute ago.
    func touch(_ session: SessionID, at now: Timestamp) throws(StoreError)
    /// Ends a session of a person; where there is none, or another has it, nothing happens.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    func end(_ session: SessionID, of person: PersonID) throws(StoreError) -> Bool
    /// Ends all sessions of a person, but one where it is named.
    ///
    /// - Returns: How many.
    @discardableResult
    func endSessions(of person: PersonID, except session: SessionID?) throws(StoreError) -> Int
    /// Forgets the sessions that are over at a moment.
    ///
    /// - Returns: How many.
    @discardableResult
    func forgetSessions(outlivedAt now: Timestamp) throws(StoreError) -> Int
}

/// A session that is to begin.
public struct SessionDraft: Sendable, Hashable {
    /// Who logs in.
    public var person: PersonID
    /// The digest of what proves it.
    public var digest: KeyDigest
    /// When it begins.
    public var begun: Timestamp
    /// Where from.
    public var address: String
    /// What the browser or program called itself.
    public var agent: String?

    /// A draft of these parts.
    public init(person: PersonID, digest: KeyDigest, begun: Timestamp, address: String, agent: String? = nil) {
        self.person = person
        self.digest = digest
        self.begun = begun
        self.address = address
        self.agent = agent
    }
}

extension Session {
    init(_ draft: SessionDraft, id: SessionID) {
        self.init(
            id: id, person: draft.person, life: SessionLife(begun: draft.begun, lastUsed: draft.begun),
            address: draft.address, agent: draft.agent)
    }
}
