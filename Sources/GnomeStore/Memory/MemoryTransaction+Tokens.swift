// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func token(_ id: TokenID) -> AccessToken? { tables.tokens[id] }

    func tokens(matching filter: TokenFilter, before: TokenID?, limit: Int) -> [AccessToken] {
        tables.tokens.rows(before: before).lazy.filter { filter.admits($0.terms) }.first(limit)
    }

    func issue(_ draft: TokenDraft) throws(StoreError) -> AccessToken {
        try check(draft)
        guard let token = tables.tokens.insert({ id in AccessToken(draft, id: id) }) else { throw .noToken }
        return token
    }

    func use(_ token: TokenID, at now: Timestamp) -> AccessToken? {
        tables.tokens.update(token) { row in
            guard row.refusal(at: now) == nil else { return nil }
            row.uses += 1
            row.lastUsedAt = now
            return row
        }
    }

    func touch(_ token: TokenID, at now: Timestamp) {
        _ = tables.tokens.update(token) { row -> AccessToken? in
            guard row.isWorthNoting(at: now) else { return nil }
            row.lastUsedAt = now
            return row
        }
    }

    func revoke(_ token: TokenID, at now: Timestamp) throws(StoreError) -> AccessToken {
        let revoked = tables.tokens.update(token) { row -> AccessToken? in
            row.revokedAt = row.revokedAt ?? now
            return row
        }
        guard let revoked else { throw .noToken }
        return revoked
    }

    @discardableResult
    func forgetTokens(endedBefore moment: Timestamp) -> Int {
        let ended = tables.tokens.rows.filter { token in
            [token.revokedAt, token.terms.expiresAt].contains { $0.map { $0 < moment } ?? false }
        }
        for token in ended { tables.tokens.remove(token.id) }
        return ended.count
    }
}

extension TokenFilter {
    fileprivate func admits(_ terms: TokenTerms) -> Bool {
        (kind.map { $0 == terms.kind } ?? true) && (person.map { $0 == terms.person } ?? true)
            && (project.map { $0 == terms.project } ?? true) && (station.map { $0 == terms.station } ?? true)
    }
}

extension AccessToken: MemoryRow {
    /// Its number is all that tells it from others.
    var rowKey: TokenID? { nil }
}
