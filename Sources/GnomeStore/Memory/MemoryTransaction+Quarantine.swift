// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func quarantineEntries(_ ids: [QuarantineID]) -> [QuarantineEntry] {
        ids.compactMap { tables.quarantine[$0]?.entry }
    }

    func quarantine(
        matching filter: QuarantineFilter, before: QuarantineID?, limit: Int
    ) -> [QuarantineSummary] {
        tables.quarantine.rows(before: before).lazy.map(\.entry).filter(filter.admits).first(limit)
            .map(QuarantineSummary.init)
    }

    func quarantine(
        matching filter: QuarantineFilter, after: QuarantineID?, limit: Int
    ) -> [QuarantineSummary] {
        tables.quarantine.rows(after: after).lazy.map(\.entry).filter(filter.admits).first(limit)
            .map(QuarantineSummary.init)
    }

    func quarantine(
        withContent content: FrameKey, of serial: Serial?, amongNewest newest: Int
    ) -> [QuarantineID] {
        tables.quarantine.rows(ofLast: newest)
            .filter { $0.entry.claimedSerial == serial && $0.key.isOfContent(content) }
            .map(\.id)
    }

    func quarantined(_ drafts: [QuarantineDraft]) -> [QuarantineID?] {
        drafts.map { draft in
            tables.quarantine[
                key: MemoryQuarantineEntry.Key(
                    serial: draft.claimedSerial, reason: draft.reason, text: ExactText(draft.key.rawValue))]?.id
        }
    }

    // Summed up when it is asked: what waits in memory is little.
    func quarantineVolumes() -> [QuarantineReason: QuarantineVolume] {
        tables.quarantine.rows.reduce(into: [:]) {
            $0[$1.entry.reason, default: QuarantineVolume()] += $1.entry.volume
        }
    }

    func quarantineVolumes(of accounts: [QuarantineAccount]) -> [QuarantineAccount: QuarantineVolume] {
        let accounts = Set(accounts)
        return tables.quarantine.rows.reduce(into: [:]) {
            guard accounts.contains($1.account) else { return }
            $0[$1.account, default: QuarantineVolume()] += $1.entry.volume
        }
    }

    func quarantineDrops() -> [QuarantineDrop] {
        tables.quarantineDrops.enumerated().sorted { ($0.element.lastAt, $0.offset) > ($1.element.lastAt, $1.offset) }
            .map(\.element)
    }

    func quarantine(_ drafts: [QuarantineDraft]) -> [QuarantineID?] {
        drafts.map { draft in
            func row(_ id: QuarantineID) -> MemoryQuarantineEntry {
                MemoryQuarantineEntry(
                    entry: QuarantineEntry(
                        id: id, reason: draft.reason, detail: draft.detail, claimedSerial: draft.claimedSerial,
                        frame: draft.frame),
                    account: draft.account, key: draft.key)
            }
            if let id = draft.id { return tables.quarantine.putBack(row(id))?.id }
            return tables.quarantine.insert(row)?.id
        }
    }

    func releaseFromQuarantine(_ ids: [QuarantineID]) -> [QuarantineReason: QuarantineVolume] {
        var volumes: [QuarantineReason: QuarantineVolume] = [:]
        for id in ids {
            guard let entry = tables.quarantine[id]?.entry else { continue }
            volumes[entry.reason, default: QuarantineVolume()] += entry.volume
            tables.quarantine.remove(id)
        }
        return volumes
    }

    func count(_ drops: [QuarantineDrop]) {
        for drop in drops {
            guard let place = tables.quarantineDrops.firstIndex(where: drop.isCountedWith) else {
                tables.quarantineDrops.append(drop)
                continue
            }
            tables.quarantineDrops[place].volume += drop.volume
            tables.quarantineDrops[place].firstAt = min(tables.quarantineDrops[place].firstAt, drop.firstAt)
            tables.quarantineDrops[place].lastAt = max(tables.quarantineDrops[place].lastAt, drop.lastAt)
        }
    }
}

extension QuarantineFilter {
    fileprivate func admits(_ entry: QuarantineEntry) -> Bool {
        (reason.map { $0 == entry.reason } ?? true) && (serial.map { $0 == entry.claimedSerial } ?? true)
            && (since.map { $0 <= entry.frame.receivedAt } ?? true)
            && (until.map { $0 > entry.frame.receivedAt } ?? true)
    }
}

extension QuarantineEntry {
    fileprivate var volume: QuarantineVolume { QuarantineVolume(ofBody: frame.body.count) }
}

extension QuarantineDrop {
    /// Whether both are one count.
    fileprivate func isCountedWith(_ other: QuarantineDrop) -> Bool {
        cause == other.cause && reason == other.reason && ExactText(actor) == ExactText(other.actor)
            && ExactText(sentence) == ExactText(other.sentence)
    }
}

/// An entry of the quarantine with what makes it the same message as another.
struct MemoryQuarantineEntry: MemoryRow {
    struct Key: Hashable, Sendable {
        let serial: Serial?
        let reason: QuarantineReason
        let text: ExactText
    }

    let entry: QuarantineEntry
    let account: QuarantineAccount
    let key: FrameKey

    var id: QuarantineID { entry.id }
    var rowKey: Key? { Key(serial: entry.claimedSerial, reason: entry.reason, text: ExactText(key.rawValue)) }
}
