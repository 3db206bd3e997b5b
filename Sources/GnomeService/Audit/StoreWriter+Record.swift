// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

extension StoreWriter {
    /// Writes down in the audit, with the change itself, who made it.
    func record(_ entry: AuditEntry) throws(StoreError) {
        try append(entry, hash: Secrets.sha256)
    }
}
