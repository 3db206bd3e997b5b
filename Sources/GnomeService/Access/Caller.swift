// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Who asks, proven by a session or a token.
public struct Caller: Sendable, Hashable {
    /// What they may.
    public var principal: Principal
    /// What the audit calls them.
    public var author: Author
    /// Who they are; nothing for the console.
    public var person: Person?
    /// The session that proved it.
    public var session: Session?
    /// The token that proved it.
    public var token: TokenID?

    /// A caller of these parts.
    public init(
        principal: Principal, author: Author, person: Person? = nil, session: Session? = nil, token: TokenID? = nil
    ) {
        self.principal = principal
        self.author = author
        self.person = person
        self.session = session
        self.token = token
    }
}

/// From where somebody comes, as far as the server saw it.
public struct Visitor: Sendable, Hashable {
    /// The address.
    public var address: String
    /// What their browser or program calls itself.
    public var agent: String?

    /// A visitor of these parts.
    public init(address: String, agent: String? = nil) {
        self.address = address
        self.agent = agent
    }

    /// Where their tries are counted.
    var source: LogInSource { LogInSource(address: address) }
}

/// Somebody who is logged in now.
public struct LoggedIn: Sendable, Hashable {
    /// What proves it, for the cookie: shown once, and as secret as a password.
    public var secret: String
    /// The session.
    public var session: Session
    /// Who it is.
    public var person: Person
}
