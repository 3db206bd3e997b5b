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
        try connection.execute(
            """
            INSERT INTO kept_answers (actor, request_key, request_digest, status, headers, body, kept_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            answer.actor.sql, answer.key.sql, answer.request.sql, answer.status.sql, Attributes(answer.headers).sql,
            answer.body.sql, answer.keptAt.sql)
    }

    func forgetAnswers(keptBefore moment: Timestamp) throws(StoreError) -> Int {
        let forgotten: [Int64] = try connection.all(
            "DELETE FROM kept_answers WHERE kept_at < $1 RETURNING id", moment.sql)
        return forgotten.count
    }
}

extension KeptAnswer: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            actor: try row.next(), key: try row.next(), request: try row.next(), status: try row.next(),
            headers: try row.next(Attributes.self).pairs, body: try row.next(), keptAt: try row.next())
    }
}
