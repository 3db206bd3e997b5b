// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func token(_ id: TokenID) throws(StoreError) -> AccessToken? { try tokens([id]).first }

    func tokens(matching filter: TokenFilter, before: TokenID?, limit: Int) throws(StoreError) -> [AccessToken] {
        // No row has the number 0, and no kind is empty: they stand for what is not asked.
        try tokens(
            connection.all(
                """
                SELECT id FROM tokens
                WHERE id < $1 AND (kind = $2 OR $2 = '') AND (person_id = $3 OR $3 = 0) AND (project_id = $4 OR $4 = 0)
                    AND (station_id = $5 OR $5 = 0)
                ORDER BY id DESC LIMIT $6
                """,
                (before?.rawValue ?? .max).sql, (filter.kind?.rawValue ?? "").sql,
                (filter.person?.rawValue ?? 0).sql, (filter.project?.rawValue ?? 0).sql,
                (filter.station?.rawValue ?? 0).sql, limit.limit))
    }

    private func tokens(_ ids: [TokenID]) throws(StoreError) -> [AccessToken] {
        try connection.all(
            """
            SELECT id, digest, kind, label, person_id, project_id, station_id, role, is_for_administrator, scopes,
                most_uses, expires_at, uses, created_at, created_by, revoked_at, last_used_at
            FROM tokens WHERE id = $1
            """,
            rows: ids.map { [$0.sql] })
    }

    func issue(_ draft: TokenDraft) throws(StoreError) -> AccessToken {
        try check(draft)
        let terms = draft.terms
        let id: TokenID? = try connection.first(
            """
            INSERT INTO tokens (digest, kind, label, person_id, project_id, station_id, role, is_for_administrator,
                scopes, most_uses, expires_at, uses, created_at, created_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13) RETURNING id
            """,
            draft.digest.sql, terms.kind.sql, terms.label.sql, terms.person.sql, terms.project.sql,
            terms.station.sql, terms.role.sql, terms.isForAdministrator.sql, terms.scopes.map(Scopes.init).sql,
            terms.mostUses.sql, terms.expiresAt.sql, draft.createdAt.sql, draft.createdBy.sql)
        guard let id else { throw .noToken }
        return AccessToken(draft, id: id)
    }

    func use(_ token: TokenID, at now: Timestamp) throws(StoreError) -> AccessToken? {
        guard let found = try self.token(token), found.refusal(at: now) == nil else { return nil }
        try connection.execute("UPDATE tokens SET uses = uses + 1, last_used_at = $2 WHERE id = $1", token.sql, now.sql)
        return try self.token(token)
    }

    func touch(_ token: TokenID, at now: Timestamp) throws(StoreError) {
        try connection.execute(
            "UPDATE tokens SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)",
            token.sql, now.sql, now.before(SessionLife.grain).sql)
    }

    func revoke(_ token: TokenID, at now: Timestamp) throws(StoreError) -> AccessToken {
        try connection.execute(
            "UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", token.sql, now.sql)
        guard let revoked = try self.token(token) else { throw .noToken }
        return revoked
    }

    func forgetTokens(endedBefore moment: Timestamp) throws(StoreError) -> Int {
        let forgotten: [Int64] = try connection.all(
            "DELETE FROM tokens WHERE revoked_at < $1 OR expires_at < $1 RETURNING id", moment.sql)
        return forgotten.count
    }
}

/// What a token leaves, as the words of its permissions in their order, with blanks between them.
private struct Scopes: SQLColumn {
    let permissions: Set<Permission>
    init(_ permissions: Set<Permission>) { self.permissions = permissions }

    var sql: SQLValue { .text(permissions.map(\.rawValue).sorted().joined(separator: " ")) }

    init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        let words = text.split(separator: " ")
        permissions = Set(words.compactMap { Permission(rawValue: String($0)) })
        guard permissions.count == words.count else { return nil }
    }
}

extension AccessToken: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        let id: TokenID = try row.next()
        let digest: KeyDigest = try row.next()
        let terms = TokenTerms(
            try row.next(), label: try row.next(), person: try row.next(), project: try row.next(),
            station: try row.next(), role: try row.next(), isForAdministrator: try row.next(),
            scopes: try row.next(Scopes?.self)?.permissions, mostUses: try row.next(), expiresAt: try row.next())
        self.init(
            id: id, digest: digest, terms: terms, uses: try row.next(), createdAt: try row.next(),
            createdBy: try row.next(), revokedAt: try row.next(), lastUsedAt: try row.next())
    }
}
