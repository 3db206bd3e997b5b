// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the tokens.
public protocol TokenReading {
    /// One token; nothing where there is none of that id. Whether it is taken is for the caller to say.
    func token(_ id: TokenID) throws(StoreError) -> AccessToken?
    /// The newest tokens, newest first, those that are not taken any more among them.
    ///
    /// - Parameters:
    ///   - filter: Which tokens.
    ///   - before: Only tokens that were issued before this one; nothing to begin with the newest.
    ///   - limit: At most so many.
    func tokens(matching filter: TokenFilter, before: TokenID?, limit: Int) throws(StoreError) -> [AccessToken]
}

/// Changes the tokens.
public protocol TokenWriting {
    /// Issues a token.
    ///
    /// - Throws: `notFound` where its person or project is not there, `invalid` where the terms are wrong.
    func issue(_ draft: TokenDraft) throws(StoreError) -> AccessToken
    /// Counts a use of a token.
    ///
    /// - Returns: The token afterwards; nothing where it is not taken at that moment, or there is none.
    func use(_ token: TokenID, at now: Timestamp) throws(StoreError) -> AccessToken?
    /// Writes down that a token was used whose uses are not counted, where the last time is a minute ago.
    func touch(_ token: TokenID, at now: Timestamp) throws(StoreError)
    /// Takes a token back; one that was taken back before stays as it is.
    ///
    /// - Returns: The token afterwards.
    /// - Throws: `notFound` where there is none.
    @discardableResult
    func revoke(_ token: TokenID, at now: Timestamp) throws(StoreError) -> AccessToken
    /// Forgets the tokens that were taken back, or whose time was over, before a moment.
    ///
    /// - Returns: How many.
    @discardableResult
    func forgetTokens(endedBefore moment: Timestamp) throws(StoreError) -> Int
}

/// Which tokens are meant; what is not said lets all through.
public struct TokenFilter: Sendable, Hashable {
    /// What they are for.
    public var kind: TokenText.Kind?
    /// As whom they act, or whom they let in again.
    public var person: PersonID?
    /// Into which project they lead.
    public var project: ProjectID?
    /// Which station they show.
    public var station: StationID?

    /// A filter of these parts.
    public init(
        kind: TokenText.Kind? = nil, person: PersonID? = nil, project: ProjectID? = nil, station: StationID? = nil
    ) {
        self.kind = kind
        self.person = person
        self.project = project
        self.station = station
    }
}

/// A token that is to be issued.
public struct TokenDraft: Sendable, Hashable {
    /// What it opens.
    public var terms: TokenTerms
    /// The digest of what proves it.
    public var digest: KeyDigest
    /// When it is issued.
    public var createdAt: Timestamp
    /// By whom; nothing where the server does.
    public var createdBy: PersonID?

    /// A draft of these parts.
    public init(_ terms: TokenTerms, digest: KeyDigest, createdAt: Timestamp, createdBy: PersonID?) {
        self.terms = terms
        self.digest = digest
        self.createdAt = createdAt
        self.createdBy = createdBy
    }
}

extension AccessToken {
    init(_ draft: TokenDraft, id: TokenID) {
        self.init(
            id: id, digest: draft.digest, terms: draft.terms, createdAt: draft.createdAt, createdBy: draft.createdBy)
    }
}
