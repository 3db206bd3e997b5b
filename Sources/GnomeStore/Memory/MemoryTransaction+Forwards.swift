// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func forwards() -> [Forward] { tables.forwards.rows.sorted { $0.name < $1.name } }

    func forward(named name: ForwardName) -> Forward? { tables.forwards[key: name] }

    func add(_ draft: ForwardDraft) throws(StoreError) -> Forward {
        let forward = tables.forwards.insert { id in
            Forward(
                id: id, name: draft.name, target: draft.target, progress: ForwardProgress(cursor: draft.cursor),
                lease: ForwardLease(forward: id, number: 0), leasedUntil: nil, worker: nil, createdAt: draft.createdAt)
        }
        guard let forward else { throw .forwardExists(draft.name) }
        return forward
    }

    func remove(forwardNamed name: ForwardName) throws(StoreError) {
        guard let forward = forward(named: name) else { throw .noForward(name) }
        tables.forwards.remove(forward.id)
    }

    func steer(forwardNamed name: ForwardName, to progress: ForwardProgress) throws(StoreError) {
        guard let forward = forward(named: name) else { throw .noForward(name) }
        _ = tables.forwards.update(forward.id) { row -> Forward? in
            row.progress = progress
            row.lease.number += 1
            row.leasedUntil = nil
            return row
        }
    }

    func claimForward(
        _ id: ForwardID, at now: Timestamp, until leaseEnd: Timestamp, by worker: String
    ) -> Forward? {
        tables.forwards.update(id) { row -> Forward? in
            guard row.isDue(at: now) else { return nil }
            row.lease.number += 1
            row.leasedUntil = leaseEnd
            row.worker = worker
            return row
        }
    }

    func record(_ progress: ForwardProgress, by lease: ForwardLease, until leaseEnd: Timestamp?) throws(StoreError) {
        let changed = tables.forwards.update(lease.forward) { row -> Forward? in
            guard row.lease == lease, row.leasedUntil != nil else { return nil }
            row.progress = progress
            row.leasedUntil = leaseEnd
            return row
        }
        guard changed != nil else { throw .forwardLost }
    }
}

extension Forward: MemoryRow {
    var rowKey: ForwardName? { name }
}
