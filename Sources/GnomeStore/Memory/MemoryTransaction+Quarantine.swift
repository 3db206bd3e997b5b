// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func quarantineEntry(_ id: QuarantineID) -> QuarantineEntry? { tables.quarantine[id]?.entry }

    func quarantine(before: QuarantineID?, limit: Int) -> [QuarantineEntry] {
        tables.quarantine.rows(before: before).first(limit).map(\.entry)
    }

    func quarantine(
        of serial: Serial, reason: QuarantineReason, after: QuarantineID?, limit: Int
    ) -> [QuarantineEntry] {
        tables.quarantine.rows(after: after).lazy.map(\.entry)
            .filter { $0.claimedSerial == serial && $0.reason == reason }
            .first(limit)
    }

    func quarantine(
        withContent content: FrameKey, of serial: Serial?, amongNewest newest: Int
    ) -> [QuarantineID] {
        tables.quarantine.rows(ofLast: newest)
            .filter { $0.entry.claimedSerial == serial && $0.key.isOfContent(content) }
            .map(\.id)
    }

    func quarantineCounts() -> [QuarantineReason: Int] {
        tables.quarantine.rows.reduce(into: [:]) { $0[$1.entry.reason, default: 0] += 1 }
    }

    func quarantine(_ drafts: [QuarantineDraft]) -> [QuarantineID?] {
        drafts.map { draft in
            let row = tables.quarantine.insert { id in
                MemoryQuarantineEntry(
                    entry: QuarantineEntry(
                        id: id, reason: draft.reason, detail: draft.detail, claimedSerial: draft.claimedSerial,
                        frame: draft.frame),
                    key: draft.key)
            }
            return row?.id
        }
    }

    func releaseFromQuarantine(_ ids: [QuarantineID]) {
        for id in ids { tables.quarantine.remove(id) }
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
    let key: FrameKey

    var id: QuarantineID { entry.id }
    var rowKey: Key? { Key(serial: entry.claimedSerial, reason: entry.reason, text: ExactText(key.rawValue)) }
}
