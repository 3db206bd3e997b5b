// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func audit(matching filter: AuditFilter, before: Int64?, limit: Int) throws(StoreError) -> [AuditRecord] {
        let values = [
            (before ?? .max).sql, (filter.actor ?? "").sql, (filter.action ?? "").sql,
            (filter.since ?? Timestamp(microseconds: .min)).sql,
            (filter.until?.advanced(by: .microseconds(-1)) ?? Timestamp(microseconds: .max)).sql, limit.limit,
        ]
        guard let subject = filter.subject else {
            return try records(
                connection.all(
                    """
                    SELECT number FROM audit
                    WHERE number < $1 AND ($2 = '' OR actor = $2) AND ($3 = '' OR action = $3)
                        AND moment >= $4 AND moment <= $5
                    ORDER BY number DESC LIMIT $6
                    """,
                    rows: [values]))
        }
        return try records(
            connection.all(
                """
                SELECT number FROM audit
                WHERE subject = $7 AND number < $1 AND ($2 = '' OR actor = $2) AND ($3 = '' OR action = $3)
                    AND moment >= $4 AND moment <= $5
                ORDER BY number DESC LIMIT $6
                """,
                rows: [values + [subject.sql]]))
    }

    func audit(after number: Int64, limit: Int) throws(StoreError) -> [AuditRecord] {
        try records(
            connection.all(
                "SELECT number FROM audit WHERE number > $1 ORDER BY number LIMIT $2", number.sql, limit.limit))
    }

    private func records(_ numbers: [Int64]) throws(StoreError) -> [AuditRecord] {
        try connection.all(
            """
            SELECT number, moment, actor, source, action, subject, before_json, after_json, link FROM audit
            WHERE number = $1
            """,
            rows: numbers.map { [$0.sql] })
    }

    func append(_ entry: AuditEntry, hash: (_ material: [UInt8]) -> [UInt8]) throws(StoreError) -> AuditRecord {
        let last = try audit(matching: .all, before: nil, limit: 1).first
        let record = AuditRecord(entry, after: last, hash: hash)
        try connection.execute(
            """
            INSERT INTO audit (number, moment, actor, source, action, subject, before_json, after_json, link)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            record.number.sql, entry.at.sql, entry.actor.sql, entry.source.sql, entry.action.sql, entry.subject.sql,
            entry.before.sql, entry.after.sql, record.link.sql)
        return record
    }
}

extension AuditRecord: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        let number: Int64 = try row.next()
        let entry = AuditEntry(
            at: try row.next(), actor: try row.next(), source: try row.next(), action: try row.next(),
            subject: try row.next(), before: try row.next(), after: try row.next())
        self.init(number: number, entry: entry, link: try row.next())
    }
}
