// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func keys(of receiver: ReceiverID) throws(StoreError) -> [ReceiverKey] {
        try connection.all(
            "SELECT digest, since, ended_at, ending FROM receiver_keys WHERE receiver_id = $1 ORDER BY id",
            receiver.sql)
    }

    func receivers(withKey digest: KeyDigest) throws(StoreError) -> [Receiver] {
        try receivers(
            connection.all(
                "SELECT DISTINCT receiver_id FROM receiver_keys WHERE digest = $1 ORDER BY receiver_id", digest.sql))
    }

    func setKey(
        _ digest: KeyDigest?, of receiver: ReceiverID, at moment: Timestamp, ending: ReceiverKey.Ending
    ) throws(StoreError) {
        guard let known = try self.receiver(receiver) else { throw .noReceiver }
        guard known.key != digest else { return }
        try connection.execute(
            "UPDATE receiver_keys SET ended_at = $2, ending = $3 WHERE receiver_id = $1 AND ended_at IS NULL",
            receiver.sql, moment.sql, ending.sql)
        try connection.execute("UPDATE receivers SET key_digest = $2 WHERE id = $1", receiver.sql, digest.sql)
        if let digest { try addKey(digest, of: receiver, since: moment) }
    }

    func addKey(_ digest: KeyDigest, of receiver: ReceiverID, since moment: Timestamp) throws(StoreError) {
        try connection.execute(
            "INSERT INTO receiver_keys (receiver_id, digest, since) VALUES ($1, $2, $3)",
            receiver.sql, digest.sql, moment.sql)
    }

    func identityConflict(_ id: IdentityConflictID) throws(StoreError) -> IdentityConflict? {
        try identityConflicts([id]).first
    }

    func identityConflicts(of receiver: ReceiverID) throws(StoreError) -> [IdentityConflict] {
        try identityConflicts(
            connection.all("SELECT id FROM identity_conflicts WHERE receiver_id = $1 ORDER BY id DESC", receiver.sql))
    }

    func identityConflicts(
        matching filter: IdentityConflictFilter, before: IdentityConflictID?, limit: Int
    ) throws(StoreError) -> [IdentityConflict] {
        let bound = (before?.rawValue ?? .max).sql
        let isSettled = (filter.isOpen.map { $0 ? 0 : 1 } ?? -1).sql
        guard let projects = filter.projects else {
            return try identityConflicts(
                connection.all(
                    """
                    SELECT id FROM identity_conflicts
                    WHERE id < $1 AND ($2 < 0 OR $2 = CASE WHEN settled_at IS NULL THEN 0 ELSE 1 END)
                    ORDER BY id DESC LIMIT $3
                    """,
                    bound, isSettled, limit.limit))
        }
        let found: [IdentityConflictID] = try connection.all(
            """
            SELECT c.id FROM identity_conflicts c JOIN receivers r ON r.id = c.receiver_id
            WHERE c.id < $1 AND ($2 < 0 OR $2 = CASE WHEN c.settled_at IS NULL THEN 0 ELSE 1 END) AND r.project_id = $4
            ORDER BY c.id DESC LIMIT $3
            """,
            rows: projects.sorted().map { [bound, isSettled, limit.limit, $0.sql] })
        return try identityConflicts(found.sorted { $0 > $1 }.first(limit))
    }

    private func identityConflicts(_ ids: [IdentityConflictID]) throws(StoreError) -> [IdentityConflict] {
        try connection.all(
            """
            SELECT id, receiver_id, kind, facts, opened_at, frames, settled_at, act, settled_by, before
            FROM identity_conflicts WHERE id = $1
            """,
            rows: ids.map { [$0.sql] })
    }

    func open(_ draft: IdentityConflictDraft) throws(StoreError) -> IdentityConflict {
        guard try receiver(draft.receiver) != nil else { throw .noReceiver }
        let id: IdentityConflictID? = try connection.first(
            """
            INSERT INTO identity_conflicts (receiver_id, kind, facts, opened_at, frames) VALUES ($1, $2, $3, $4, 0)
            RETURNING id
            """,
            draft.receiver.sql, draft.kind.sql, JSONText(draft.facts).sql, draft.openedAt.sql)
        guard let id else { throw .noConflict }
        return IdentityConflict(
            id: id, receiver: draft.receiver, kind: draft.kind, facts: draft.facts, openedAt: draft.openedAt, frames: 0)
    }

    func update(_ conflict: IdentityConflict) throws(StoreError) {
        let settlement = conflict.settlement
        let id: IdentityConflictID? = try connection.first(
            """
            UPDATE identity_conflicts SET kind = $2, facts = $3, frames = $4, settled_at = $5, act = $6, settled_by = $7,
                before = $8
            WHERE id = $1 RETURNING id
            """,
            conflict.id.sql, conflict.kind.sql, JSONText(conflict.facts).sql, conflict.frames.sql,
            (settlement?.at).sql, (settlement?.act).sql, (settlement?.by).sql,
            (settlement.map { JSONText($0.before) }).sql)
        guard id != nil else { throw .noConflict }
    }
}

extension ReceiverKey: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(digest: try row.next(), since: try row.next(), until: try row.next(), ending: try row.next())
    }
}

extension IdentityConflict: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), receiver: try row.next(), kind: try row.next(),
            facts: try row.next(JSONText<Facts>.self).value, openedAt: try row.next(), frames: try row.next(),
            settlement: try ConflictSettlement(row: &row))
    }
}

extension ConflictSettlement {
    /// Reads four columns, which are all empty while a conflict is open.
    init?(row: inout SQLRow) throws(StoreError) {
        let moment: Timestamp? = try row.next()
        let act: Act? = try row.next()
        let person: String? = try row.next()
        let before: JSONText<Before>? = try row.next()
        guard let moment, let act, let person, let before else { return nil }
        self.init(act: act, at: moment, by: person, before: before.value)
    }
}
