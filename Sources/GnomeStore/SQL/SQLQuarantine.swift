// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func quarantineEntry(_ id: QuarantineID) throws(StoreError) -> QuarantineEntry? {
        try entries([id]).first
    }

    func quarantine(before: QuarantineID?, limit: Int) throws(StoreError) -> [QuarantineEntry] {
        try entries(
            connection.all(
                "SELECT id FROM quarantine WHERE id < $1 ORDER BY id DESC LIMIT $2",
                (before?.rawValue ?? .max).sql, limit.limit))
    }

    func quarantine(
        of serial: Serial, reason: QuarantineReason, after: QuarantineID?, limit: Int
    ) throws(StoreError) -> [QuarantineEntry] {
        try entries(
            connection.all(
                "SELECT id FROM quarantine WHERE claimed_serial = $1 AND reason = $2 AND id > $3 ORDER BY id LIMIT $4",
                serial.sql, reason.sql, (after?.rawValue ?? 0).sql, limit.limit))
    }

    private func entries(_ ids: [QuarantineID]) throws(StoreError) -> [QuarantineEntry] {
        try connection.all(
            """
            SELECT id, reason, detail, claimed_serial, way, route, received_at, content_type, content_encoding,
                attributes, proof, proof_user, proof_key, body
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

    func quarantineCounts() throws(StoreError) -> [QuarantineReason: Int] {
        var counts: [QuarantineReason: Int] = [:]
        try connection.run("SELECT reason, count(*) FROM quarantine GROUP BY reason", rows: [[]]) {
            (_, row) throws(StoreError) in
            counts[try row.next()] = try row.next()
        }
        return counts
    }

    func quarantine(_ drafts: [QuarantineDraft]) throws(StoreError) -> [QuarantineID?] {
        try connection.firstOfEach(
            """
            INSERT INTO quarantine (reason, detail, claimed_serial, natural_key, way, route, received_at, content_type,
                content_encoding, attributes, proof, proof_user, proof_key, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            ON CONFLICT (natural_key, claimed_serial, reason) DO NOTHING
            RETURNING id
            """,
            rows: drafts.map { draft in
                [draft.reason.sql, draft.detail.sql, ClaimedSerial(draft.claimedSerial).sql, draft.key.sql]
                    + draft.frame.sqlValues
            })
    }

    func releaseFromQuarantine(_ ids: [QuarantineID]) throws(StoreError) {
        try connection.execute("DELETE FROM quarantine WHERE id = $1", rows: ids.map { [$0.sql] })
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
