// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func audit(matching filter: AuditFilter, before: Int64?, limit: Int) -> [AuditRecord] {
        tables.audit.reversed().lazy
            .filter { record in (before.map { record.number < $0 } ?? true) && filter.admits(record.entry) }
            .first(limit)
    }

    func audit(after number: Int64, limit: Int) -> [AuditRecord] {
        tables.audit[tables.audit.firstPlace { $0.number > number }...].first(limit)
    }

    func append(_ entry: AuditEntry, hash: (_ material: [UInt8]) -> [UInt8]) -> AuditRecord {
        let record = AuditRecord(entry, after: tables.audit.last, hash: hash)
        tables.audit.append(record)
        return record
    }
}

extension AuditFilter {
    fileprivate func admits(_ entry: AuditEntry) -> Bool {
        func isSame(_ asked: String?, _ text: String) -> Bool {
            asked.map { $0.utf8.elementsEqual(text.utf8) } ?? true
        }
        return isSame(actor, entry.actor) && isSame(action, entry.action) && isSame(subject, entry.subject)
            && since.map { entry.at >= $0 } ?? true && until.map { entry.at < $0 } ?? true
    }
}
