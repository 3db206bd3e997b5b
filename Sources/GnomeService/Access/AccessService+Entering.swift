// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore

// The ways in for who has no password yet, or has lost it.

extension AccessService {
    /// What somebody says of themselves when they first come in.
    public struct NewPerson: Sendable {
        /// What they want to log in with.
        public var login: String
        /// What people call them.
        public var name: String
        /// The password that they chose.
        public var password: String

        /// What somebody says.
        public init(login: String, name: String, password: String) {
            self.login = login
            self.name = name
            self.password = password
        }
    }

    /// Makes a set-up code where nobody can look after the server; codes that were made before count no more.
    ///
    /// - Returns: The code, to be shown at the console and kept nowhere; nothing where there is an administrator who can log in.
    public func makeSetUpCode(at now: Timestamp) async throws(AccessError) -> TokenText? {
        let secret = Secrets.randomBytes(32)
        let terms = TokenTerms(
            .setUp, label: "set-up code", isForAdministrator: true, mostUses: 1,
            expiresAt: now.advanced(by: Self.linkLife))
        return try await write { (store) throws(StoreError) -> TokenText? in
            guard try store.activeAdministratorCount() == 0 else { return nil }
            try store.revokeAll(TokenFilter(kind: .setUp), at: now)
            return try store.issue(terms, secret: secret, as: "token.issue-set-up", by: .server, creator: nil, at: now)
        }
    }

    /// Makes whoever shows the set-up code the first administrator, and logs them in.
    ///
    /// - Throws: `refused` where the code is none, was used, is expired, or there is an administrator by now; `invalid` where
    ///   a field can't be taken, after which the code still counts.
    public func setUp(
        code: String, _ new: NewPerson, from visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> LoggedIn {
        try await enter(by: code, .setUp, new, from: visitor, at: now)
    }

    /// Makes whoever shows an invitation the person that it invites, and logs them in.
    ///
    /// - Throws: `refused` where the invitation is none, was used, revoked or is expired; `invalid` where a field can't be
    ///   taken, after which the invitation still counts; `store` with `conflict` where the log-in name is taken.
    public func accept(
        invitation: String, _ new: NewPerson, from visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> LoggedIn {
        try await enter(by: invitation, .invitation, new, from: visitor, at: now)
    }

    private func enter(
        by shown: String, _ kind: TokenText.Kind, _ new: NewPerson, from visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> LoggedIn {
        guard let text = TokenText(atEndOf: shown), text.kind == kind else { throw .refused }
        // Before anything costly is done for who has no token.
        guard try await read({ (store) throws(StoreError) in try store.token(shown: text, at: now) }) != nil else {
            throw .refused
        }
        let nameProblem = Person.problem(withName: new.name)
        guard let login = LoginName(new.login) else {
            throw .invalid(InvalidFields([LoginName.problem] + [nameProblem].compactMap { $0 }))
        }
        let hash = try await hash(new.password, of: login, besides: [nameProblem].compactMap { $0 })
        let (secret, name, action) = (
            Secrets.newSecret, new.name, kind == .setUp ? "person.set-up" : "person.accept-invitation"
        )
        let loggedIn = try await write { (store) throws(StoreError) -> LoggedIn? in
            if kind == .setUp, try store.activeAdministratorCount() > 0 { return nil }
            guard try store.isStillMeant(text, at: now), let terms = try store.use(shown: text, at: now)?.terms else {
                return nil
            }
            var roles: [ProjectID: Role] = [:]
            if let project = terms.project { roles[project] = terms.role ?? .viewer }
            let person = try store.add(
                PersonDraft(
                    login: login, name: name, isAdministrator: terms.isForAdministrator, roles: roles,
                    passwordHash: hash,
                    createdAt: now))
            try store.record(
                Author(person, visitor).entry(action, "person \(login)", after: person.auditText, at: now))
            return try store.begin(of: person, secret: secret, for: visitor, at: now)
        }
        guard let loggedIn else { throw .refused }
        return loggedIn
    }

    /// Makes a link by which a person sets their password anew; links that were made for them before count no more.
    ///
    /// - Throws: `store` with `notFound` where there is no such person, `conflict` where they are disabled.
    public func makeResetLink(
        for person: PersonID, by caller: Caller, at now: Timestamp
    ) async throws(AccessError) -> TokenText {
        if let reason = caller.refusal(of: TokenTerms(.reset, label: "")) { throw .forbidden(reason) }
        let secret = Secrets.randomBytes(32)
        return try await write { (store) throws(StoreError) -> TokenText in
            let target = try store.existing(person)
            guard target.disabledAt == nil else {
                throw StoreError(.conflict, "The person is disabled; enable them first.")
            }
            try store.revokeAll(TokenFilter(kind: .reset, person: person), at: now)
            let terms = TokenTerms(
                .reset, label: "new password of \(target.login)", person: person, mostUses: 1,
                expiresAt: now.advanced(by: Self.linkLife))
            return try store.issue(
                terms, secret: secret, as: "token.issue-reset", by: caller.author, creator: caller.person?.id, at: now)
        }
    }

    /// Sets the password of the person for whom a link was made, ends all their sessions and tokens, and logs them in.
    ///
    /// Whoever needs a link does not know what of all that is still in their hands alone.
    ///
    /// - Throws: `refused` where the link is none, was used, revoked or is expired; `invalid` where the password can't be
    ///   taken, after which the link still counts.
    public func setPassword(
        byLink shown: String, _ password: String, from visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> LoggedIn {
        guard let text = TokenText(atEndOf: shown), text.kind == .reset else { throw .refused }
        let login = try await read { (store) throws(StoreError) -> LoginName? in
            guard let id = try store.token(shown: text, at: now)?.terms.person else { return nil }
            return try store.person(id)?.login
        }
        guard let login else { throw .refused }
        let (hash, secret) = (try await hash(password, of: login), Secrets.newSecret)
        let loggedIn = try await write { (store) throws(StoreError) -> LoggedIn? in
            // Nobody leaves a way in behind.
            guard try store.isStillMeant(text, at: now), let id = try store.use(shown: text, at: now)?.terms.person,
                let person = try store.person(id), person.disabledAt == nil
            else { return nil }
            return try store.setPassword(
                hash, of: person, secret: secret, endingTokens: true, as: "person.reset-password",
                by: Author(person, visitor), for: visitor, at: now)
        }
        guard let loggedIn else { throw .refused }
        return loggedIn
    }

    /// Changes the password of a caller, ends all their sessions and their links to set it anew, and logs them in again.
    ///
    /// - Parameters:
    ///   - caller: Whose.
    ///   - old: The password until now.
    ///   - new: The new one.
    ///   - endingTokens: Whether their tokens for programs end too, as they should where somebody else may have them.
    ///   - visitor: From where they come.
    ///   - now: The server's time.
    /// - Throws: `refused` where the old password is wrong; `throttled` as at log-in; `invalid` where the new one can't be
    ///   taken; `forbidden` to who shows a token.
    public func changePassword(
        of caller: Caller, from old: String, to new: String, endingTokens: Bool, visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> LoggedIn {
        guard caller.session != nil, let person = caller.person else {
            throw .forbidden("A password is changed by who is logged in with it.")
        }
        if let problem = policy.problem(with: new, of: person.login) { throw .invalid(InvalidFields([problem])) }
        let proven = try await proveAgain(person, password: old, from: visitor, at: now)
        let (hash, secret) = (try await hash(new, of: person.login), Secrets.newSecret)
        let loggedIn = try await write { (store) throws(StoreError) -> LoggedIn? in
            guard let person = try store.person(person.id), person.disabledAt == nil,
                try store.passwordHash(of: person.id) == proven
            else { return nil }
            try store.forgiveTry(of: .account(person.login), from: visitor)
            return try store.setPassword(
                hash, of: person, secret: secret, endingTokens: endingTokens, as: "person.change-password",
                by: caller.author, for: visitor, at: now)
        }
        guard let loggedIn else { throw .refused }
        return loggedIn
    }
}

extension StoreWriter {
    /// A person; refuses where there is none.
    func existing(_ id: PersonID) throws(StoreError) -> Person {
        guard let person = try person(id) else { throw StoreError.noPerson }
        return person
    }

    /// Whether who made an invitation or a link may still give what it gives.
    fileprivate func isStillMeant(_ text: TokenText, at now: Timestamp) throws(StoreError) -> Bool {
        guard let token = try token(shown: text, at: now) else { return false }
        guard let creator = token.createdBy else { return true }
        guard let person = try person(creator) else { return false }
        let caller = Caller(principal: person.principal, author: .server, person: person)
        return caller.refusal(of: token.terms) == nil
    }

    /// Sets a password, after which no session counts that was begun with the one before.
    fileprivate func setPassword(
        _ hash: String, of person: Person, secret: String, endingTokens: Bool, as action: String, by author: Author,
        for visitor: Visitor, at now: Timestamp
    ) throws(StoreError) -> LoggedIn {
        try setPasswordHash(hash, of: person.id)
        let sessions = try endSessions(of: person.id, except: nil)
        let tokens = endingTokens ? try revokeAll(TokenFilter(kind: .api, person: person.id), at: now) : 0
        try revokeAll(TokenFilter(kind: .reset, person: person.id), at: now)
        try setLogInThrottle(LogInThrottle(), of: .account(person.login))
        let ended = JSONValue.object([
            "endedSessions": .integer(Int64(sessions)), "endedTokens": .integer(Int64(tokens)),
        ])
        try record(author.entry(action, "person \(person.login)", after: ended.compactText, at: now))
        return try begin(of: person, secret: secret, for: visitor, at: now)
    }

    /// Takes the tokens back that a filter lets through.
    ///
    /// - Returns: How many counted until then.
    @discardableResult
    fileprivate func revokeAll(_ filter: TokenFilter, at now: Timestamp) throws(StoreError) -> Int {
        var (count, last): (Int, TokenID?) = (0, nil)
        while true {
            let page = try tokens(matching: filter, before: last, limit: 500)
            for token in page where token.revokedAt == nil {
                if token.refusal(at: now) == nil { count += 1 }
                try revoke(token.id, at: now)
            }
            guard let oldest = page.last else { return count }
            last = oldest.id
        }
    }
}
