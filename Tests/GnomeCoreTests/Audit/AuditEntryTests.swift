// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Audit entries")
struct AuditEntryTests {
    static let entry = AuditEntry(
        at: Timestamp(seconds: 1_800_000_000), actor: "person 3 ann", source: "192.0.2.7", action: "renameReceiver",
        subject: "receiver SG-F28CRPI33503", before: "{\"name\":null}", after: "{\"name\":\"Cabot\"}")

    @Test("Whatever is changed of an entry, its link changes")
    func everyPartCounts() {
        let link = Self.entry.linkMaterial(number: 7, after: [1, 2, 3])
        var variants = [
            Self.entry.linkMaterial(number: 8, after: [1, 2, 3]), Self.entry.linkMaterial(number: 7, after: [1, 2, 4]),
        ]
        let changes: [(inout AuditEntry) -> Void] = [
            { $0.at = Timestamp(seconds: 1_800_000_001) }, { $0.actor = "person 4 bob" }, { $0.source = "console" },
            { $0.action = "x" }, { $0.subject = "receiver" }, { $0.before = nil }, { $0.before = "" },
            { $0.after = nil },
            // The same bytes, cut elsewhere.
            { ($0.actor, $0.source) = ("person 3 ann1", "92.0.2.7") },
        ]
        for change in changes {
            var changed = Self.entry
            change(&changed)
            variants.append(changed.linkMaterial(number: 7, after: [1, 2, 3]))
        }
        #expect(Set(variants + [link]).count == variants.count + 1)
    }

    @Test("A record follows the one it was written behind, and no other; and none that was altered follows")
    func follows() {
        func hash(_ bytes: [UInt8]) -> [UInt8] { bytes }
        let first = AuditRecord(Self.entry, after: nil, hash: hash)
        let second = AuditRecord(Self.entry, after: first, hash: hash)
        #expect([first.number, second.number] == [1, 2])
        #expect(first.follows(nil, hash: hash) && second.follows(first, hash: hash))
        #expect(!first.follows(first, hash: hash) && !second.follows(nil, hash: hash))
        var (altered, moved) = (second, second)
        altered.entry.actor = "person 4 bob"
        moved.number = 3
        #expect(!altered.follows(first, hash: hash) && !moved.follows(first, hash: hash))
        var before = first
        before.link[0] ^= 1
        #expect(!second.follows(before, hash: hash))
    }
}
