// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func receivers(_ serials: [Serial]) throws(StoreError) -> [Serial: Receiver] {
        let receivers: [Receiver] = try connection.all(
            """
            SELECT id, serial, registration, since, project_id, name, key_digest,
                held_key_digest, held_key_since, held_key_frames, registered_at, purged_at, revision
            FROM receivers WHERE serial = $1
            """,
            rows: serials.map { [$0.sql] })
        return Dictionary(receivers.map { ($0.serial, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func receiver(_ id: ReceiverID) throws(StoreError) -> Receiver? { try receivers([id]).first }

    func receivers(_ ids: [ReceiverID]) throws(StoreError) -> [Receiver] {
        try connection.all(
            """
            SELECT id, serial, registration, since, project_id, name, key_digest,
                held_key_digest, held_key_since, held_key_frames, registered_at, purged_at, revision
            FROM receivers WHERE id = $1
            """,
            rows: ids.map { [$0.sql] })
    }

    func receivers(decommissionedBefore moment: Timestamp, limit: Int) throws(StoreError) -> [Receiver] {
        try receivers(
            connection.all(
                """
                SELECT id FROM receivers
                WHERE registration = 'decommissioned' AND purged_at IS NULL AND since < $1
                ORDER BY since, id LIMIT $2
                """,
                moment.sql, limit.limit))
    }

    func receiverCount(in projects: Set<ProjectID>?) throws(StoreError) -> Int {
        guard let projects else { return try connection.first("SELECT count(*) FROM receivers") ?? 0 }
        let counts: [Int] = try connection.all(
            "SELECT count(*) FROM receivers WHERE project_id = $1", rows: projects.sorted().map { [$0.sql] })
        return counts.reduce(0, +)
    }

    func pendingReceiverCount() throws(StoreError) -> Int {
        try connection.first("SELECT count(*) FROM receivers WHERE registration = 'pending'") ?? 0
    }

    func forgetPending(_ serials: [Serial]) throws(StoreError) {
        try connection.execute(
            """
            DELETE FROM receivers WHERE serial = $1 AND registration = 'pending'
                AND NOT EXISTS (SELECT 1 FROM quarantine WHERE claimed_serial = receivers.serial)
                AND NOT EXISTS (SELECT 1 FROM frames WHERE receiver_id = receivers.id)
            """,
            rows: serials.map { [$0.sql] })
    }

    func register(_ draft: ReceiverDraft) throws(StoreError) -> Receiver {
        let id: ReceiverID? = try connection.first(
            """
            INSERT INTO receivers (serial, registration, since, project_id, name, list_name, key_digest, registered_at,
                revision)
            VALUES ($1, $2, $6, $3, $4, $7, $5, $6, 1)
            ON CONFLICT (serial) DO NOTHING
            RETURNING id
            """,
            draft.serial.sql, draft.registration.sql, draft.project.sql, draft.name.sql, draft.key.sql,
            draft.registeredAt.sql, (draft.name?.listName).sql)
        guard let id else { throw .alreadyRegistered(draft.serial) }
        if let key = draft.key { try addKey(key, of: id, since: draft.registeredAt) }
        return Receiver(
            id: id, serial: draft.serial, registration: draft.registration, project: draft.project, name: draft.name,
            key: draft.key, registeredAt: draft.registeredAt)
    }

    func update(_ receiver: Receiver) throws(StoreError) {
        let id: ReceiverID? = try connection.first(
            """
            UPDATE receivers SET registration = $3, since = $4, project_id = $5, name = $6,
                held_key_digest = $7, held_key_since = $8, held_key_frames = $9, registered_at = $10, purged_at = $11,
                revision = $12, list_name = $13
            WHERE id = $1 AND serial = $2
            RETURNING id
            """,
            receiver.id.sql, receiver.serial.sql, receiver.registration.sql, receiver.since.sql, receiver.project.sql,
            receiver.name.sql, (receiver.heldKey?.key).sql, (receiver.heldKey?.since).sql,
            (receiver.heldKey?.frames).sql, receiver.registeredAt.sql, receiver.purgedAt.sql, receiver.revision.sql,
            (receiver.name?.listName).sql)
        guard id != nil else { throw .noReceiver(receiver.serial) }
    }
}

extension Receiver: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), serial: try row.next(), registration: try row.next(), since: try row.next(),
            project: try row.next(), name: try row.next(), key: try row.next(), heldKey: try HeldKey(row: &row),
            registeredAt: try row.next(), purgedAt: try row.next(), revision: try row.next())
    }
}

extension HeldKey {
    /// Reads three columns, which are all empty where no key is held.
    init?(row: inout SQLRow) throws(StoreError) {
        let key: KeyDigest? = try row.next()
        let since: Timestamp? = try row.next()
        let frames: Int? = try row.next()
        guard let key, let since, let frames else { return nil }
        self.init(key: key, since: since, frames: frames)
    }
}
