// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

extension AccessService {
    /// What an invitation makes of whom it invites.
    public enum Invitation: Sendable, Hashable {
        /// Somebody who looks after the server.
        case administrator
        /// Somebody with a role in a project.
        case member(ProjectID, Role)
    }

    /// Invites somebody.
    ///
    /// - Parameters:
    ///   - invitation: What they become.
    ///   - label: Who is meant, for people who look at the list.
    ///   - caller: Who invites.
    ///   - now: The server's time.
    /// - Returns: The invitation, shown once.
    /// - Throws: `forbidden` where the caller may not give that; `invalid` where the label can't be taken.
    public func invite(
        _ invitation: Invitation, label: String, by caller: Caller, at now: Timestamp
    ) async throws(AccessError) -> TokenText {
        var terms = TokenTerms(
            .invitation, label: label, mostUses: 1, expiresAt: now.advanced(by: Self.invitationLife))
        switch invitation {
        case .administrator: terms.isForAdministrator = true
        case .member(let project, let role): (terms.project, terms.role) = (project, role)
        }
        return try await issue(terms, as: "token.issue-invitation", by: caller, at: now)
    }

    /// Issues a token by which a program acts as the caller.
    ///
    /// - Parameters:
    ///   - label: What the caller calls it.
    ///   - scopes: What it may of what the caller may; nothing for all of it.
    ///   - expiresAt: From when on it counts no more, within ``longestTokenLife``.
    ///   - caller: As whom it acts.
    ///   - now: The server's time.
    /// - Returns: The token, shown once.
    /// - Throws: `forbidden` where the caller may not do it themselves; `invalid` where a field can't be taken.
    public func issueToken(
        label: String, scopes: Set<Permission>?, expiresAt: Timestamp, by caller: Caller, at now: Timestamp
    ) async throws(AccessError) -> TokenText {
        let terms = TokenTerms(
            .api, label: label, person: caller.person?.id, scopes: scopes ?? caller.principal.scopes,
            expiresAt: expiresAt)
        return try await issue(terms, as: "token.issue", by: caller, at: now)
    }

    /// Issues a token by which receivers register themselves into a project.
    ///
    /// - Returns: The token, shown once.
    /// - Throws: `forbidden` where the caller does not manage the project; `invalid` where a field can't be taken.
    public func issueEnrolment(
        into project: ProjectID, label: String, mostUses: Int, expiresAt: Timestamp, by caller: Caller,
        at now: Timestamp
    ) async throws(AccessError) -> TokenText {
        let terms = TokenTerms(
            .enrolment, label: label, project: project, mostUses: mostUses, expiresAt: expiresAt)
        return try await issue(terms, as: "token.issue-enrolment", by: caller, at: now)
    }

    /// Issues a link by which a landowner looks at one station.
    ///
    /// - Returns: The token of the link, shown once.
    /// - Throws: `forbidden` where the caller does not manage the project of the station; `store` with `notFound` where there
    ///   is no such station; `invalid` where a field can't be taken.
    public func issueLandownerLink(
        to station: StationID, label: String, expiresAt: Timestamp, by caller: Caller, at now: Timestamp
    ) async throws(AccessError) -> TokenText {
        let found = try await read { (store) throws(StoreError) in try store.station(station) }
        guard let found else { throw .store(.noStation) }
        let terms = TokenTerms(
            .landowner, label: label, project: found.project, station: station, expiresAt: expiresAt)
        return try await issue(terms, as: "token.issue-landowner", by: caller, at: now)
    }

    /// The newest tokens, newest first.
    public func tokens(
        matching filter: TokenFilter, before: TokenID?, limit: Int
    ) async throws(AccessError) -> [AccessToken] {
        try await read { (store) throws(StoreError) in
            try store.tokens(matching: filter, before: before, limit: limit)
        }
    }

    /// Takes a token back: one of the caller's own, of a project that they manage, or any where they look after the server.
    ///
    /// A token that may not do everything is one's own for itself alone.
    ///
    /// - Throws: `store` with `notFound` where there is none that the caller may know of.
    public func revoke(
        _ token: TokenID, by caller: Caller, at now: Timestamp
    ) async throws(AccessError) -> AccessToken {
        try await write { (store) throws(StoreError) -> AccessToken in
            guard let found = try store.token(token), caller.mayRevoke(found) else {
                throw StoreError.noToken
            }
            guard found.revokedAt == nil else { return found }
            let revoked = try store.revoke(token, at: now)
            try store.record(
                caller.author.entry("token.revoke", "token \(token.rawValue)", before: found.terms.auditText, at: now))
            return revoked
        }
    }

    private func issue(
        _ terms: TokenTerms, as action: String, by caller: Caller, at now: Timestamp
    ) async throws(AccessError) -> TokenText {
        if let reason = caller.refusal(of: terms) { throw .forbidden(reason) }
        var problems = terms.problems
        let latest = now.advanced(by: Self.longestTokenLife)
        if let end = terms.expiresAt, end <= now || end > latest {
            problems.append(
                InvalidField(
                    "expiresAt", "must lie within a year from now",
                    example: now.advanced(by: .seconds(90 * 86_400)).description))
        }
        guard problems.isEmpty else { throw .invalid(InvalidFields(problems)) }
        let secret = Secrets.randomBytes(32)
        return try await write { (store) throws(StoreError) in
            try store.issue(
                terms, secret: secret, as: action, by: caller.author, creator: caller.person?.id, at: now)
        }
    }
}

extension Caller {
    /// Why the caller may not give what a token opens; nothing where they may.
    func refusal(of terms: TokenTerms) -> String? {
        if terms.kind == .api {
            if person == nil { return "A token acts as a person; this is nobody's." }
            let missing = (terms.scopes ?? []).filter { !may($0) }.map(\.rawValue).sorted()
            return missing.isEmpty ? nil : "You may not give what you have not: \(missing.joined(separator: ", "))."
        }
        if terms.kind == .invitation, principal.scopes != nil {
            return "A token that may not do everything invites nobody: the invited could do more than it."
        }
        if terms.kind == .reset {
            if principal.scopes != nil {
                return "A token that may not do everything makes no such link: the person could do more than it."
            }
            return mayOnServer(.manageServer) ? nil : "Only administrators make such links."
        }
        if terms.isForAdministrator {
            return mayOnServer(.manageServer) ? nil : "Only administrators make administrators."
        }
        guard let project = terms.project,
            AccessPolicy.decide(.manageProject, on: .project(project), by: principal) == .allowed
        else { return "Only managers of the project may do this." }
        return nil
    }

    fileprivate func mayRevoke(_ found: AccessToken) -> Bool {
        let terms = found.terms
        if let person, terms.person == person.id, terms.kind == .api {
            if principal.scopes == nil || found.id == token { return true }
        }
        if mayOnServer(.manageServer) { return true }
        guard let project = terms.project, !terms.isForAdministrator else { return false }
        return AccessPolicy.decide(.manageProject, on: .project(project), by: principal) == .allowed
    }

    /// Whether the caller may do something anywhere.
    private func may(_ permission: Permission) -> Bool {
        mayOnServer(permission) || AccessPolicy.projects(permission, by: principal)?.isEmpty == false
    }

    private func mayOnServer(_ permission: Permission) -> Bool {
        AccessPolicy.decide(permission, on: .server, by: principal) == .allowed
    }
}

extension StoreWriter {
    /// Issues a token, and makes the text that proves it.
    func issue(
        _ terms: TokenTerms, secret: [UInt8], as action: String, by author: Author, creator: PersonID?,
        at now: Timestamp
    ) throws(StoreError) -> TokenText {
        guard let digest = KeyDigest(bytes: Secrets.sha256(secret)) else {
            throw StoreError(.defect, "A digest that this program made is none.")
        }
        let token = try issue(TokenDraft(terms, digest: digest, createdAt: now, createdBy: creator))
        try record(author.entry(action, "token \(token.id.rawValue)", after: terms.auditText, at: now))
        return TokenText(kind: terms.kind, id: token.id.rawValue, secret: secret)
    }
}
