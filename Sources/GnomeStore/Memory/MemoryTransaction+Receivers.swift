// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func receivers(_ serials: [Serial]) -> [Serial: Receiver] {
        var receivers: [Serial: Receiver] = [:]
        for serial in serials { receivers[serial] = tables.receivers[key: serial] }
        return receivers
    }

    func receiver(_ id: ReceiverID) -> Receiver? { tables.receivers[id] }

    func receivers(decommissionedBefore moment: Timestamp, limit: Int) -> [Receiver] {
        tables.receivers.rows
            .filter { $0.registration == .decommissioned && $0.purgedAt == nil && $0.since < moment }
            .sorted { ($0.since, $0.id) < ($1.since, $1.id) }
            .first(limit)
    }

    func statuses(_ receivers: [ReceiverID]) -> [ReceiverID: ReceiverStatus] {
        var statuses: [ReceiverID: ReceiverStatus] = [:]
        for receiver in receivers { statuses[receiver] = tables.statuses[receiver] ?? ReceiverStatus() }
        return statuses
    }

    func overviews(
        matching filter: ReceiverFilter, by sort: ReceiverSort, after: ReceiverPlace?, limit: Int
    ) -> [ReceiverOverview] {
        overviews(matching: filter)
            .map { (place: $0.place(by: sort, for: filter), overview: $0) }
            .filter { listed in after.map { listed.place > $0 } ?? true }
            .sorted { $0.place < $1.place }
            .map(\.overview)
            .first(limit)
    }

    func receiverCounts(matching filter: ReceiverFilter) -> [ReceiverState: Int] {
        Dictionary(overviews(matching: filter).map { ($0.state(for: filter), 1) }, uniquingKeysWith: +)
    }

    private func overviews(matching filter: ReceiverFilter) -> [ReceiverOverview] {
        let text = Array(filter.text.lowercased().utf8)
        return receivers(in: filter.projects).map(overview).filter { overview in
            let state = overview.state(for: filter)
            return (filter.registration.map { $0 == state.registration } ?? true)
                && (filter.contact.map { $0 == state.contact } ?? true)
                && (filter.isDeployed.map { $0 == isDeployed(overview.receiver.id, at: filter.moment) } ?? true)
                && [
                    overview.receiver.serial.text.lowercased(), overview.receiver.name?.listName,
                    overview.motus?.name?.listName,
                ]
                .contains { $0?.has(text) ?? false }
        }
    }

    private func isDeployed(_ receiver: ReceiverID, at moment: Timestamp) -> Bool {
        deployments(of: receiver).contains { $0.details.interval.contains(moment) }
    }

    func overview(_ serial: Serial) -> ReceiverOverview? { tables.receivers[key: serial].map(overview) }

    private func overview(_ receiver: Receiver) -> ReceiverOverview {
        ReceiverOverview(
            receiver: receiver, status: tables.statuses[receiver.id] ?? ReceiverStatus(),
            motus: tables.motusDeployments[receiver.id],
            quarantined: tables.quarantine.rows.count { $0.entry.claimedSerial == receiver.serial })
    }

    func receiverCount(in projects: Set<ProjectID>?) -> Int { receivers(in: projects).count }

    private func receivers(in projects: Set<ProjectID>?) -> [Receiver] {
        guard let projects else { return tables.receivers.rows }
        return tables.receivers.rows.filter { $0.project.map(projects.contains) ?? false }
    }

    func pendingReceiverCount() -> Int { tables.receivers.rows.count { $0.registration == .pending } }

    func forgetPending(_ serials: [Serial]) {
        for serial in serials {
            guard let receiver = tables.receivers[key: serial], receiver.registration == .pending,
                !tables.quarantine.rows.contains(where: { $0.entry.claimedSerial == serial }),
                !tables.frames.rows.contains(where: { $0.stored.receiver == receiver.id })
            else { continue }
            tables.receivers.remove(receiver.id)
            tables.keys[receiver.id] = nil
            for conflict in identityConflicts(of: receiver.id) { tables.conflicts.remove(conflict.id) }
        }
    }

    func register(_ draft: ReceiverDraft) throws(StoreError) -> Receiver {
        let receiver = tables.receivers.insert { id in
            Receiver(
                id: id, serial: draft.serial, registration: draft.registration, project: draft.project,
                name: draft.name, key: draft.key, registeredAt: draft.registeredAt)
        }
        guard let receiver else { throw .alreadyRegistered(draft.serial) }
        if let key = draft.key { addKey(key, of: receiver.id, since: draft.registeredAt) }
        return receiver
    }

    func update(_ receiver: Receiver) throws(StoreError) {
        let updated = tables.receivers.update(receiver.id) { row -> Receiver? in
            guard row.serial == receiver.serial else { return nil }
            let key = row.key
            row = receiver
            row.key = key
            return row
        }
        guard updated != nil else { throw .noReceiver(receiver.serial) }
    }

    func setStatuses(_ statuses: [ReceiverID: ReceiverStatus]) throws(StoreError) {
        for (receiver, status) in statuses {
            try require(receiver)
            tables.statuses[receiver] = status
        }
    }

    func setMotusDeployments(_ deployments: [ReceiverID: MotusDeployment]) throws(StoreError) {
        for (receiver, deployment) in deployments {
            try require(receiver)
            tables.motusDeployments[receiver] = deployment
        }
    }
}

extension Receiver: MemoryRow {
    var rowKey: Serial? { serial }
}
