// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

extension StoreWriter {
    /// Writes down in the audit, with the change itself, who made it.
    func record(_ entry: AuditEntry) throws(StoreError) { try append(entry, hash: Secrets.sha256) }

    /// Writes down what a thing was and what it is by a change.
    func record<Thing: Audited>(
        _ action: String, _ before: Thing?, _ after: Thing?, by author: Author, at moment: Timestamp
    ) throws(StoreError) {
        guard let subject = (after ?? before)?.auditSubject else { return }
        try record(
            author.entry(action, subject, before: before?.auditText, after: after?.auditText, at: moment))
    }
}
