// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func session(ofSecret digest: KeyDigest) throws(StoreError) -> Session? {
        try connection.first(
            """
            SELECT id, person_id, begun_at, last_used_at, address, agent FROM sessions WHERE secret_digest = $1
            """,
            digest.sql)
    }

    func sessions(of person: PersonID) throws(StoreError) -> [Session] {
        try connection.all(
            """
            SELECT id, person_id, begun_at, last_used_at, address, agent FROM sessions WHERE person_id = $1
            ORDER BY id DESC
            """,
            person.sql)
    }

    func begin(_ draft: SessionDraft) throws(StoreError) -> Session {
        guard try person(draft.person) != nil else { throw .noPerson }
        guard try session(ofSecret: draft.digest) == nil else { throw .secretUsedTwice }
        let id: SessionID? = try connection.first(
            """
            INSERT INTO sessions (person_id, secret_digest, begun_at, last_used_at, address, agent)
            VALUES ($1, $2, $3, $3, $4, $5) RETURNING id
            """,
            draft.person.sql, draft.digest.sql, draft.begun.sql, draft.address.sql, draft.agent.sql)
        guard let id else { throw .secretUsedTwice }
        return Session(draft, id: id)
    }

    func touch(_ session: SessionID, at now: Timestamp) throws(StoreError) {
        try connection.execute(
            "UPDATE sessions SET last_used_at = $2 WHERE id = $1 AND last_used_at <= $3", session.sql, now.sql,
            now.before(SessionLife.grain).sql)
    }

    func end(_ session: SessionID, of person: PersonID) throws(StoreError) -> Bool {
        let ended: SessionID? = try connection.first(
            "DELETE FROM sessions WHERE id = $1 AND person_id = $2 RETURNING id", session.sql, person.sql)
        return ended != nil
    }

    func endSessions(of person: PersonID, except session: SessionID?) throws(StoreError) -> Int {
        let ended: [SessionID] = try connection.all(
            "DELETE FROM sessions WHERE person_id = $1 AND id <> $2 RETURNING id", person.sql,
            (session?.rawValue ?? 0).sql)
        return ended.count
    }

    func forgetSessions(outlivedAt now: Timestamp) throws(StoreError) -> Int {
        let ended: [SessionID] = try connection.all(
            "DELETE FROM sessions WHERE begun_at <= $1 OR last_used_at <= $2 RETURNING id",
            now.before(SessionLife.longest).sql, now.before(SessionLife.idle).sql)
        return ended.count
    }
}

extension Session: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), person: try row.next(),
            life: SessionLife(begun: try row.next(), lastUsed: try row.next()), address: try row.next(),
            agent: try row.next())
    }
}

extension Timestamp {
    /// The moment so long before.
    func before(_ duration: Duration) -> Timestamp { advanced(by: .zero - duration) }
}
