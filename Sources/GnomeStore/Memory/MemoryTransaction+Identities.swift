// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func keys(of receiver: ReceiverID) -> [ReceiverKey] { tables.keys[receiver] ?? [] }

    func receivers(withKey digest: KeyDigest) -> [Receiver] {
        tables.receivers.rows.filter { keys(of: $0.id).contains { $0.digest == digest } }
    }

    func setKey(
        _ digest: KeyDigest?, of receiver: ReceiverID, at moment: Timestamp, ending: ReceiverKey.Ending
    ) throws(StoreError) {
        let known = tables.receivers.update(receiver) { row -> KeyDigest?? in
            defer { row.key = digest }
            return row.key
        }
        guard let known else { throw .noReceiver }
        guard known != digest else { return }
        var keys = keys(of: receiver)
        for place in keys.indices where keys[place].until == nil {
            keys[place].until = moment
            keys[place].ending = ending
        }
        tables.keys[receiver] = keys
        if let digest { addKey(digest, of: receiver, since: moment) }
    }

    func addKey(_ digest: KeyDigest, of receiver: ReceiverID, since moment: Timestamp) {
        tables.keys[receiver, default: []].append(ReceiverKey(digest: digest, since: moment))
    }

    func identityConflict(_ id: IdentityConflictID) -> IdentityConflict? { tables.conflicts[id] }

    func identityConflicts(of receiver: ReceiverID) -> [IdentityConflict] {
        tables.conflicts.rows.reversed().filter { $0.receiver == receiver }
    }

    func identityConflicts(
        matching filter: IdentityConflictFilter, before: IdentityConflictID?, limit: Int
    ) -> [IdentityConflict] {
        tables.conflicts.rows(before: before).lazy
            .filter { conflict in
                let project = self.tables.receivers[conflict.receiver]?.project
                return (filter.isOpen.map { $0 == (conflict.settlement == nil) } ?? true)
                    && (filter.projects.map { set in project.map(set.contains) ?? false } ?? true)
            }
            .first(limit)
    }

    func open(_ draft: IdentityConflictDraft) throws(StoreError) -> IdentityConflict {
        guard tables.receivers[draft.receiver] != nil else { throw .noReceiver }
        let conflict = tables.conflicts.insert { id in
            IdentityConflict(
                id: id, receiver: draft.receiver, kind: draft.kind, facts: draft.facts, openedAt: draft.openedAt,
                frames: 0)
        }
        guard let conflict else { throw .noConflict }
        return conflict
    }

    func update(_ conflict: IdentityConflict) throws(StoreError) {
        let updated = tables.conflicts.update(conflict.id) { row -> IdentityConflict? in
            let (receiver, openedAt) = (row.receiver, row.openedAt)
            row = conflict
            (row.receiver, row.openedAt) = (receiver, openedAt)
            return row
        }
        guard updated != nil else { throw .noConflict }
    }
}

extension IdentityConflict: MemoryRow {
    var rowKey: Never? { nil }
}

extension IdentityConflictID: MemoryRowID {}
