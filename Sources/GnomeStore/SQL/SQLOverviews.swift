// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func overviews(
        in projects: Set<ProjectID>?, after: Serial?, limit: Int
    ) throws(StoreError) -> [ReceiverOverview] {
        // No serial is empty, so all come after the empty text.
        let bound = (after?.text ?? "").sql
        guard let projects else {
            return try overviews(
                connection.all(
                    "SELECT serial FROM receivers WHERE serial > $1 ORDER BY serial LIMIT $2", bound, limit.limit))
        }
        let serials: [Serial] = try connection.all(
            "SELECT serial FROM receivers WHERE project_id = $1 AND serial > $2 ORDER BY serial LIMIT $3",
            rows: projects.sorted().map { [$0.sql, bound, limit.limit] })
        return try overviews(serials.sorted().first(limit))
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
