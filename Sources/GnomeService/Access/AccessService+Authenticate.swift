// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore

extension AccessService {
    /// Who has a session; nothing where the secret is unknown, the session is over, or the person may not log in any more.
    public func authenticate(
        session secret: String, from visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> Caller? {
        guard secret.utf8.count == 64, let digest = Secrets.digest(ofKey: secret) else { return nil }
        let found = try await read { (store) throws(StoreError) -> (session: Session, person: Person)? in
            guard let session = try store.session(ofSecret: digest), session.life.isAlive(at: now),
                let person = try store.person(session.person), person.disabledAt == nil
            else { return nil }
            return (session, person)
        }
        guard let (session, person) = found else { return nil }
        if session.life.isWorthNoting(at: now) {
            try await write { (store) throws(StoreError) in try store.touch(session.id, at: now) }
        }
        return Caller(
            principal: person.principal, author: Author(person, visitor), person: person, session: session)
    }

    /// Who shows a token of the API; nothing where it is mistyped, unknown, revoked or expired, or its person may not log in.
    public func authenticate(
        token text: String, from visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> Caller? {
        guard let text = TokenText(text), text.kind == .api else { return nil }
        let found = try await read { (store) throws(StoreError) -> (token: AccessToken, person: Person)? in
            guard let token = try store.token(shown: text, at: now), let id = token.terms.person,
                let person = try store.person(id), person.disabledAt == nil
            else { return nil }
            return (token, person)
        }
        guard let (token, person) = found else { return nil }
        try await note(token, at: now)
        return Caller(
            principal: Principal(person.principal.standing, scopes: token.terms.scopes),
            author: Author(name: "\(person.login) by token \(token.id.rawValue)", source: visitor.address),
            person: person, token: token.id)
    }

    /// The station that a landowner's link shows; nothing where the link is mistyped, unknown, revoked or expired.
    public func station(shownBy link: String, at now: Timestamp) async throws(AccessError) -> StationID? {
        guard let text = TokenText(link), text.kind == .landowner else { return nil }
        let token = try await read { (store) throws(StoreError) in try store.token(shown: text, at: now) }
        guard let token, let station = token.terms.station else { return nil }
        try await note(token, at: now)
        return station
    }

    private func note(_ token: AccessToken, at now: Timestamp) async throws(AccessError) {
        guard token.isWorthNoting(at: now) else { return }
        try await write { (store) throws(StoreError) in try store.touch(token.id, at: now) }
    }
}

extension StoreReader {
    /// The token whose text somebody shows; nothing where it is another, or is not taken at that moment.
    ///
    /// - Parameter refusal: Why it may be refused all the same, for what is no use of it.
    func token(
        shown text: TokenText, at now: Timestamp, despite refusal: AccessToken.Refusal? = nil
    ) throws(StoreError) -> AccessToken? {
        guard let token = try token(TokenID(rawValue: text.id)), token.terms.kind == text.kind,
            Secrets.areEqual(token.digest.bytes, Secrets.sha256(text.secret)),
            [nil, refusal].contains(token.refusal(at: now))
        else { return nil }
        return token
    }
}

extension StoreWriter {
    /// Uses a token whose text somebody shows, within the transaction of what it lets them do.
    ///
    /// - Returns: The token; nothing where it is another, or is not taken at that moment.
    func use(shown text: TokenText, at now: Timestamp) throws(StoreError) -> AccessToken? {
        guard let token = try token(shown: text, at: now) else { return nil }
        return try use(token.id, at: now)
    }
}
