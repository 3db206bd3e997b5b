// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func keptAnswer(to key: String, of actor: String) throws(StoreError) -> KeptAnswer? {
        try connection.first(
            """
            SELECT actor, request_key, request_digest, status, headers, body, kept_at FROM kept_answers
            WHERE actor = $1 AND request_key = $2
            """,
            actor.sql, key.sql)
    }

    func keep(_ answer: KeptAnswer) throws(StoreError) {
        try check(answer)
        let ids: [Int64] = try connection.all(
            """
            INSERT INTO kept_answers (actor, request_key, request_digest, status, headers, body, kept_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (actor, request_key) DO NOTHING
            RETURNING id
            """,
            rows: [answer.sqlValues])
        guard !ids.isEmpty else { throw .answerKept }
    }

    func replace(with answer: KeptAnswer) throws(StoreError) {
        try check(answer)
        let ids: [Int64] = try connection.all(
            """
            UPDATE kept_answers SET request_digest = $3, status = $4, headers = $5, body = $6, kept_at = $7
            WHERE actor = $1 AND request_key = $2
            RETURNING id
            """,
            rows: [answer.sqlValues])
        guard !ids.isEmpty else { throw .noAnswerKept }
    }

    func forgetAnswers(keptBefore moment: Timestamp) throws(StoreError) -> Int {
        let forgotten: [Int64] = try connection.all(
            "DELETE FROM kept_answers WHERE kept_at < $1 RETURNING id", moment.sql)
        return forgotten.count
    }
}

extension KeptAnswer: SQLRecord {
    /// All columns but the number; no status is 0, which is none of HTTP.
    fileprivate var sqlValues: [SQLValue] {
        [
            actor.sql, key.sql, request.sql, (status ?? 0).sql, Attributes(headers).sql, body.sql, keptAt.sql,
        ]
    }

    init(row: inout SQLRow) throws(StoreError) {
        let (actor, key, request): (String, String, KeyDigest) = (try row.next(), try row.next(), try row.next())
        let status: Int = try row.next()
        self.init(
            actor: actor, key: key, request: request, status: status == 0 ? nil : status,
            headers: try row.next(Attributes.self).pairs, body: try row.next(), keptAt: try row.next())
    }
}
