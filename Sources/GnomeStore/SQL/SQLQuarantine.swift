// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func quarantineEntries(_ ids: [QuarantineID]) throws(StoreError) -> [QuarantineEntry] {
        try connection.all(
            """
            SELECT id, reason, detail, claimed_serial, way, route, received_at, content_type, content_encoding,
                attributes, proof, proof_user, proof_key, body
            FROM quarantine WHERE id = $1
            """,
            rows: ids.map { [$0.sql] })
    }

    func quarantine(
        matching filter: QuarantineFilter, before: QuarantineID?, limit: Int
    ) throws(StoreError) -> [QuarantineSummary] {
        let bound = (before?.rawValue ?? .max).sql
        guard let serial = filter.serial else {
            return try summaries(
                connection.all(
                    """
                    SELECT id FROM quarantine
                    WHERE id < $1 AND ($2 = '' OR reason = $2) AND received_at >= $3 AND received_at <= $4
                    ORDER BY id DESC LIMIT $5
                    """,
                    rows: [[bound] + filter.sqlValues + [limit.limit]]))
        }
        return try summaries(
            connection.all(
                """
                SELECT id FROM quarantine
                WHERE claimed_serial = $1 AND id < $2 AND ($3 = '' OR reason = $3) AND received_at >= $4
                    AND received_at <= $5
                ORDER BY id DESC LIMIT $6
                """,
                rows: [[serial.sql, bound] + filter.sqlValues + [limit.limit]]))
    }

    func quarantine(
        matching filter: QuarantineFilter, after: QuarantineID?, limit: Int
    ) throws(StoreError) -> [QuarantineSummary] {
        let bound = (after?.rawValue ?? 0).sql
        guard let serial = filter.serial else {
            return try summaries(
                connection.all(
                    """
                    SELECT id FROM quarantine
                    WHERE id > $1 AND ($2 = '' OR reason = $2) AND received_at >= $3 AND received_at <= $4
                    ORDER BY id LIMIT $5
                    """,
                    rows: [[bound] + filter.sqlValues + [limit.limit]]))
        }
        return try summaries(
            connection.all(
                """
                SELECT id FROM quarantine
                WHERE claimed_serial = $1 AND id > $2 AND ($3 = '' OR reason = $3) AND received_at >= $4
                    AND received_at <= $5
                ORDER BY id LIMIT $6
                """,
                rows: [[serial.sql, bound] + filter.sqlValues + [limit.limit]]))
    }

    private func summaries(_ ids: [QuarantineID]) throws(StoreError) -> [QuarantineSummary] {
        try connection.all(
            """
            SELECT id, reason, detail, claimed_serial, way, route, received_at, content_type, length(body)
            FROM quarantine WHERE id = $1
            """,
            rows: ids.map { [$0.sql] })
    }

    func quarantine(
        withContent content: FrameKey, of serial: Serial?, amongNewest newest: Int
    ) throws(StoreError) -> [QuarantineID] {
        // The conditions are those of the index `quarantine_of_content`, word for word.
        try connection.all(
            """
            SELECT id FROM quarantine
            WHERE claimed_serial = $1 AND substr(natural_key, 1, 7) = 'sha256:' AND substr(natural_key, 8, 16) = substr($2, 8, 16)
                AND id > (SELECT coalesce(max(id), 0) FROM quarantine) - $3 AND substr(natural_key, 1, 71) = $2
            ORDER BY id
            """,
            ClaimedSerial(serial).sql, content.sql, newest.sql)
    }

    func quarantined(_ drafts: [QuarantineDraft]) throws(StoreError) -> [QuarantineID?] {
        try connection.firstOfEach(
            "SELECT id FROM quarantine WHERE natural_key = $1 AND claimed_serial = $2 AND reason = $3",
            rows: drafts.map { [$0.key.sql, ClaimedSerial($0.claimedSerial).sql, $0.reason.sql] })
    }

    func quarantine(_ drafts: [QuarantineDraft]) throws(StoreError) -> [QuarantineID?] {
        var ids = [QuarantineID?](repeating: nil, count: drafts.count)
        let (new, back) = (
            drafts.indices.filter { drafts[$0].id == nil }, drafts.indices.filter { drafts[$0].id != nil }
        )
        let newIDs: [QuarantineID?] = try connection.firstOfEach(
            """
            INSERT INTO quarantine (reason, detail, claimed_serial, account, natural_key, way, route, received_at,
                content_type, content_encoding, attributes, proof, proof_user, proof_key, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (natural_key, claimed_serial, reason) DO NOTHING
            RETURNING id
            """,
            rows: new.map { drafts[$0].sqlValues })
        for (index, id) in zip(new, newIDs) { ids[index] = id }
        // With the number that it had: what goes back keeps its place in the order of arrival.
        let backIDs: [QuarantineID?] = try connection.firstOfEach(
            """
            INSERT INTO quarantine (id, reason, detail, claimed_serial, account, natural_key, way, route, received_at,
                content_type, content_encoding, attributes, proof, proof_user, proof_key, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            ON CONFLICT (natural_key, claimed_serial, reason) DO NOTHING
            RETURNING id
            """,
            rows: back.map { [drafts[$0].id.sql] + drafts[$0].sqlValues })
        for (index, id) in zip(back, backIDs) { ids[index] = id }

        var sums = QuarantineSums()
        for (draft, id) in zip(drafts, ids) where id != nil { sums.add(draft.volume, draft.account, draft.reason) }
        try add(sums)
        return ids
    }

    func releaseFromQuarantine(_ ids: [QuarantineID]) throws(StoreError) -> [QuarantineReason: QuarantineVolume] {
        var sums = QuarantineSums()
        try connection.run(
            "DELETE FROM quarantine WHERE id = $1 RETURNING account, reason, length(body)",
            rows: ids.map { [$0.sql] }
        ) { (_, row) throws(StoreError) in
            let (account, reason): (QuarantineAccount, QuarantineReason) = (try row.next(), try row.next())
            sums.add(-QuarantineVolume(ofBody: try row.next()), account, reason)
        }
        try add(sums)
        return sums.reasons.mapValues { -$0 }
    }
}

extension QuarantineFilter {
    /// The reason or an empty text, and the bounds of the time.
    fileprivate var sqlValues: [SQLValue] {
        [
            (reason?.rawValue ?? "").sql, (since ?? Timestamp(microseconds: .min)).sql,
            (until?.advanced(by: .microseconds(-1)) ?? Timestamp(microseconds: .max)).sql,
        ]
    }
}

extension QuarantineDraft {
    /// The columns but for the number.
    fileprivate var sqlValues: [SQLValue] {
        [reason.sql, detail.sql, ClaimedSerial(claimedSerial).sql, account.sql, key.sql] + frame.sqlValues
    }
}

/// A serial that is claimed or not; the empty text where not, because NULL is never equal to NULL in a unique key.
private struct ClaimedSerial: SQLColumn {
    let serial: Serial?
    init(_ serial: Serial?) { self.serial = serial }

    var sql: SQLValue { serial?.sql ?? .text("") }
    init?(sql: SQLValue) {
        serial = Serial(sql: sql)
        guard serial != nil || sql == .text("") else { return nil }
    }
}

extension QuarantineEntry: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), reason: try row.next(), detail: try row.next(),
            claimedSerial: try row.next(ClaimedSerial.self).serial, frame: try Frame(row: &row))
    }
}

extension QuarantineSummary: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), reason: try row.next(), detail: try row.next(),
            claimedSerial: try row.next(ClaimedSerial.self).serial, way: try row.next(), route: try row.next(),
            receivedAt: try row.next(), contentType: try row.next(), size: try row.next())
    }
}
