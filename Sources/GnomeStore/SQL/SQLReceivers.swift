// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func receivers(_ serials: [Serial]) throws(StoreError) -> [Serial: Receiver] {
        let receivers: [Receiver] = try connection.all(
            """
            SELECT id, serial, registration, name, key_digest,
                held_key_digest, held_key_since, held_key_frames, registered_at
            FROM receivers WHERE serial = $1
            """,
            rows: serials.map { [$0.sql] })
        return Dictionary(receivers.map { ($0.serial, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func receiverCount() throws(StoreError) -> Int {
        try connection.first("SELECT count(*) FROM receivers") ?? 0
    }

    func pendingReceiverCount() throws(StoreError) -> Int {
        try connection.first("SELECT count(*) FROM receivers WHERE registration = 'pending'") ?? 0
    }

    func forgetPending(_ serials: [Serial]) throws(StoreError) {
        try connection.execute(
            """
            DELETE FROM receivers WHERE serial = $1 AND registration = 'pending'
                AND NOT EXISTS (SELECT 1 FROM quarantine WHERE claimed_serial = receivers.serial)
            """,
            rows: serials.map { [$0.sql] })
    }

    func register(_ draft: ReceiverDraft) throws(StoreError) -> Receiver {
        let id: ReceiverID? = try connection.first(
            """
            INSERT INTO receivers (serial, registration, name, key_digest, registered_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (serial) DO NOTHING
            RETURNING id
            """,
            draft.serial.sql, draft.registration.sql, draft.name.sql, draft.key.sql, draft.registeredAt.sql)
        guard let id else { throw .alreadyRegistered(draft.serial) }
        return Receiver(
            id: id, serial: draft.serial, registration: draft.registration, name: draft.name, key: draft.key,
            registeredAt: draft.registeredAt)
    }

    func update(_ receiver: Receiver) throws(StoreError) {
        let id: ReceiverID? = try connection.first(
            """
            UPDATE receivers SET registration = $3, name = $4, key_digest = $5,
                held_key_digest = $6, held_key_since = $7, held_key_frames = $8, registered_at = $9
            WHERE id = $1 AND serial = $2
            RETURNING id
            """,
            receiver.id.sql, receiver.serial.sql, receiver.registration.sql, receiver.name.sql, receiver.key.sql,
            (receiver.heldKey?.key).sql, (receiver.heldKey?.since).sql, (receiver.heldKey?.frames).sql,
            receiver.registeredAt.sql)
        guard id != nil else { throw .noReceiver(receiver.serial) }
    }
}

extension Receiver: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), serial: try row.next(), registration: try row.next(), name: try row.next(),
            key: try row.next(), heldKey: try HeldKey(row: &row), registeredAt: try row.next())
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
