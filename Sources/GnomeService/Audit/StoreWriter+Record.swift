// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeStore

extension StoreWriter {
    /// Writes down in the audit, with the change itself, who made it.
    func record(_ entry: AuditEntry) throws(StoreError) { try append(entry, hash: Secrets.sha256) }
}

/// What the audit keeps of a thing, as JSON text without secrets.
struct AuditText: Sendable {
    let text: String

    /// The fields of something, in the order of their names.
    init(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only numbers that JSON has no form for can't be encoded, and those are refused before.
        text = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// What of a receiver people change; a key by its first digits only.
    init(_ receiver: Receiver) {
        struct Fields: Encodable {
            let registration: Receiver.Registration
            let project: ProjectID?
            let name: String?
            let key: String?
        }
        self.init(
            Fields(
                registration: receiver.registration, project: receiver.project, name: receiver.name,
                key: receiver.key?.description))
    }
}
