// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func overviews(
        matching filter: ReceiverFilter, by sort: ReceiverSort, after: ReceiverPlace?, limit: Int
    ) throws(StoreError) -> [ReceiverOverview] {
        guard sort != .serial else { return try overviews(matching: filter, after: after?.serial, limit: limit) }
        let place = after.map { [$0.number.sql, $0.word.sql, $0.serial.sql] } ?? [Int64.min.sql, "".sql, "".sql]
        let bounds = [filter.lateBefore.sql, filter.offlineBefore.sql]
        // How urgent a receiver is depends on the moment, so no index can have this order: the whole register is read, which
        // takes some microseconds a receiver, and only a page of it is kept.
        return try overviews(
            connection.all(
                """
                SELECT serial FROM (
                    SELECT serial,
                        CASE WHEN $8 = 'name' THEN CASE WHEN list_name IS NULL THEN 1 ELSE 0 END
                            WHEN $8 = 'lastHeard' THEN coalesce(last_contact_at, 9223372036854775807)
                            WHEN $8 = '-lastHeard' THEN coalesce(-last_contact_at, 9223372036854775807)
                            WHEN held_key_digest IS NOT NULL THEN 0 WHEN registration = 'pending' THEN 1
                            WHEN registration <> 'accepted' THEN 6 WHEN due_at = 9223372036854775807 THEN 5
                            WHEN due_at < $10 THEN 2 WHEN due_at < $9 THEN 3 ELSE 4 END AS number,
                        CASE WHEN $8 = 'name' THEN coalesce(list_name, '') ELSE '' END AS word
                    FROM (
                        SELECT r.serial, r.registration, r.held_key_digest, s.last_contact_at,
                            coalesce(r.list_name, m.list_name) AS list_name,
                            coalesce(
                                CASE WHEN s.next_contact_at >= s.last_contact_at THEN s.next_contact_at
                                    ELSE s.last_contact_at + $3 END,
                                9223372036854775807) AS due_at
                        FROM receivers r LEFT JOIN statuses s ON s.receiver_id = r.id
                            LEFT JOIN motus_deployments m ON m.receiver_id = r.id
                        WHERE ($1 = '' OR $1 LIKE '%,' || r.project_id || ',%') AND ($2 = '' OR r.registration = $2)
                            AND (lower(r.serial) LIKE $6 ESCAPE '!' OR r.list_name LIKE $6 ESCAPE '!'
                                OR m.list_name LIKE $6 ESCAPE '!')
                            AND ($7 = '' OR $7 = CASE WHEN EXISTS (
                                SELECT 1 FROM deployments d WHERE d.receiver_id = r.id AND d.began_at <= $14
                                    AND (d.ended_at IS NULL OR d.ended_at > $14)) THEN 'yes' ELSE 'no' END)
                    ) AS meant WHERE due_at >= $4 AND due_at <= $5
                ) AS listed WHERE (number, word, serial) > ($11, $12, $13)
                ORDER BY number, word, serial LIMIT $15
                """,
                rows: [filter.sqlValues + [sort.sql] + bounds + place + [filter.moment.sql, limit.limit]]))
    }

    /// A page in the order of serials, which an index has.
    private func overviews(
        matching filter: ReceiverFilter, after: Serial?, limit: Int
    ) throws(StoreError) -> [ReceiverOverview] {
        // No serial is empty, so all come after the empty text.
        try overviews(
            connection.all(
                """
                SELECT serial FROM (
                    SELECT r.serial,
                        coalesce(
                            CASE WHEN s.next_contact_at >= s.last_contact_at THEN s.next_contact_at
                                ELSE s.last_contact_at + $3 END,
                            9223372036854775807) AS due_at
                    FROM receivers r LEFT JOIN statuses s ON s.receiver_id = r.id
                        LEFT JOIN motus_deployments m ON m.receiver_id = r.id
                    WHERE ($1 = '' OR $1 LIKE '%,' || r.project_id || ',%') AND ($2 = '' OR r.registration = $2)
                        AND (lower(r.serial) LIKE $6 ESCAPE '!' OR r.list_name LIKE $6 ESCAPE '!'
                            OR m.list_name LIKE $6 ESCAPE '!')
                        AND ($7 = '' OR $7 = CASE WHEN EXISTS (
                            SELECT 1 FROM deployments d WHERE d.receiver_id = r.id AND d.began_at <= $8
                                AND (d.ended_at IS NULL OR d.ended_at > $8)) THEN 'yes' ELSE 'no' END)
                        AND r.serial > $9
                ) AS meant WHERE due_at >= $4 AND due_at <= $5
                ORDER BY serial LIMIT $10
                """,
                rows: [filter.sqlValues + [filter.moment.sql, (after?.text ?? "").sql, limit.limit]]))
    }

    func receiverCounts(matching filter: ReceiverFilter) throws(StoreError) -> [ReceiverState: Int] {
        var counts: [ReceiverState: Int] = [:]
        try connection.run(
            """
            SELECT registration, contact, count(*) FROM (
                SELECT registration,
                    CASE WHEN due_at = 9223372036854775807 THEN 'never' WHEN due_at < $10 THEN 'offline'
                        WHEN due_at < $9 THEN 'late' ELSE 'online' END AS contact
                FROM (
                    SELECT r.registration,
                        coalesce(
                            CASE WHEN s.next_contact_at >= s.last_contact_at THEN s.next_contact_at
                                ELSE s.last_contact_at + $3 END,
                            9223372036854775807) AS due_at
                    FROM receivers r LEFT JOIN statuses s ON s.receiver_id = r.id
                        LEFT JOIN motus_deployments m ON m.receiver_id = r.id
                    WHERE ($1 = '' OR $1 LIKE '%,' || r.project_id || ',%') AND ($2 = '' OR r.registration = $2)
                        AND (lower(r.serial) LIKE $6 ESCAPE '!' OR r.list_name LIKE $6 ESCAPE '!'
                            OR m.list_name LIKE $6 ESCAPE '!')
                        AND ($7 = '' OR $7 = CASE WHEN EXISTS (
                            SELECT 1 FROM deployments d WHERE d.receiver_id = r.id AND d.began_at <= $8
                                AND (d.ended_at IS NULL OR d.ended_at > $8)) THEN 'yes' ELSE 'no' END)
                ) AS meant WHERE due_at >= $4 AND due_at <= $5
            ) AS counted GROUP BY registration, contact
            """,
            rows: [filter.sqlValues + [filter.moment.sql, filter.lateBefore.sql, filter.offlineBefore.sql]]
        ) { (_, row) throws(StoreError) in
            let state = ReceiverState(registration: try row.next(), contact: try row.next())
            counts[state] = try row.next()
        }
        return counts
    }

    func overview(_ serial: Serial) throws(StoreError) -> ReceiverOverview? {
        try overviews([serial]).first
    }

    private func overviews(_ serials: [Serial]) throws(StoreError) -> [ReceiverOverview] {
        // The entries in quarantine are counted in an index, for the receivers of this page only.
        try connection.all(
            """
            SELECT r.id, r.serial, r.registration, r.since, r.project_id, r.name, r.key_digest,
                r.held_key_digest, r.held_key_since, r.held_key_frames, r.registered_at, r.purged_at, r.revision,
                s.first_contact_at, s.last_contact_at, s.last_contact_way, s.next_contact_at,
                s.last_report_id, s.last_report_at, COALESCE(s.frames, 0),
                m.motus_id, m.project_id, m.device_id, m.receiver_type, m.name, m.status, m.started_at,
                (SELECT count(*) FROM quarantine q WHERE q.claimed_serial = r.serial)
            FROM receivers r
                LEFT JOIN statuses s ON s.receiver_id = r.id
                LEFT JOIN motus_deployments m ON m.receiver_id = r.id
            WHERE r.serial = $1
            """,
            rows: serials.map { [$0.sql] })
    }
}

extension ReceiverOverview: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            receiver: try Receiver(row: &row), status: try ReceiverStatus(row: &row),
            motus: try MotusDeployment(row: &row), quarantined: try row.next())
    }
}

extension ReceiverSort: SQLColumn {}
extension ContactState: SQLColumn {}

extension ReceiverFilter {
    /// Who is due before this is late.
    fileprivate var lateBefore: Timestamp { moment.advanced(by: .zero - policy.slack) }
    /// Who is due before this is offline.
    fileprivate var offlineBefore: Timestamp { lateBefore.advanced(by: .zero - policy.offlineAfter) }

    /// What the statements above ask by `$1` to `$7`.
    ///
    /// The contact of a receiver is no column, because it depends on the moment; when it is due is made of two columns, and
    /// each contact is a span of that: the end of time stands for those that were never heard.
    fileprivate var sqlValues: [SQLValue] {
        let due: (from: Int64, to: Int64) =
            switch contact {
            case nil: (.min, .max)
            case .never: (.max, .max)
            case .online: (lateBefore.microseconds, .max - 1)
            case .late: (offlineBefore.microseconds, lateBefore.microseconds - 1)
            case .offline: (.min, offlineBefore.microseconds - 1)
            }
        let owners = projects.map { $0.sorted().reduce(into: ",") { $0 += "\($1.rawValue)," } } ?? ""
        return [
            owners.sql, (registration?.rawValue ?? "").sql, policy.usualDelay.microseconds.sql, due.from.sql,
            due.to.sql,
            text.searchPattern.sql, (isDeployed.map { $0 ? "yes" : "no" } ?? "").sql,
        ]
    }
}
