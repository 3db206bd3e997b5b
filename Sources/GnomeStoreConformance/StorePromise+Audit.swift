// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `AuditReading` and `AuditWriting` promise.
    public static let audit: [StorePromise] = [
        StorePromise("records are numbered without a hole, each bound to the one before, and read back as they were") {
            store in
            let entries = [
                AuditEntry(at: moment(0), actor: "ann", source: "console", action: "a", subject: "s"),
                AuditEntry(
                    at: moment(-5), actor: oddText, source: oddText, action: oddText, subject: oddText, before: oddText,
                    after: oddText),
                AuditEntry(at: moment(1), actor: "ann", source: "console", action: "a", subject: "s", after: ""),
            ]
            var expected: [AuditRecord] = []
            for entry in entries {
                let record = try await store.write { (store) throws(StoreError) in try store.append(entry, hash: sum) }
                expected.append(AuditRecord(entry, after: expected.last, hash: sum))
                #expect(record == expected.last)
                await #expect(throws: StoreError.self) {
                    try await store.write { (store) throws(StoreError) in
                        try store.append(entry, hash: sum)
                        throw StoreError(.conflict, "Enough.")
                    }
                }
            }
            let wanted = expected
            #expect(wanted.map(\.number) == [1, 2, 3])
            try await store.read { (store) throws(StoreError) in
                #expect(try store.audit(after: 0, limit: 9) == wanted)
                #expect(try store.audit(after: 1, limit: 1) == [wanted[1]])
                #expect(try store.audit(matching: .all, before: nil, limit: 9) == wanted.reversed())
                #expect(try store.audit(matching: .all, before: 3, limit: 1) == [wanted[1]])
            }
        },
        StorePromise("records are found by who, what, to what and when") { store in
            for (number, (actor, action, subject)) in [
                ("a", "x", "s"), ("a", "y", "t"), ("b", "x", "t"), ("a", "x", "t"),
            ].enumerated() {
                // The clock was set back before the last.
                let at = moment([10, 20, 30, 15][number])
                let entry = AuditEntry(at: at, actor: actor, source: "", action: action, subject: subject)
                _ = try await store.write { (store) throws(StoreError) in try store.append(entry, hash: sum) }
            }
            func found(_ filter: AuditFilter, before: Int64? = nil) async throws -> [Int64] {
                try await store.read { (store) throws(StoreError) in
                    try store.audit(matching: filter, before: before, limit: 9).map(\.number)
                }
            }
            #expect(try await found(AuditFilter(actor: "a")) == [4, 2, 1])
            #expect(try await found(AuditFilter(action: "x")) == [4, 3, 1])
            #expect(try await found(AuditFilter(subject: "t")) == [4, 3, 2])
            #expect(try await found(AuditFilter(subject: "t"), before: 4) == [3, 2])
            #expect(try await found(AuditFilter(actor: "a", action: "x", subject: "t")) == [4])
            #expect(try await found(AuditFilter(actor: "c")) == [])
            #expect(try await found(AuditFilter(since: moment(15))) == [4, 3, 2])
            #expect(try await found(AuditFilter(until: moment(15))) == [1])
            #expect(try await found(AuditFilter(subject: "t", since: moment(15), until: moment(21))) == [4, 2])
            #expect(try await found(AuditFilter(since: moment(20), until: moment(20))) == [])
        },
        StorePromise("the chain of many tasks that write at once has no fork and no hole") { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<32 {
                    group.addTask {
                        let entry = AuditEntry(
                            at: moment(0), actor: "\(task)", source: "", action: "", subject: "")
                        for _ in 0..<4 {
                            try await store.write { (store) throws(StoreError) in _ = try store.append(entry, hash: sum)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let records = try await store.read { (store) throws(StoreError) in try store.audit(after: 0, limit: 999) }
            #expect(records.count == 128)
            var last: AuditRecord?
            for record in records {
                #expect(record.follows(last, hash: sum))
                last = record
            }
        },
    ]
}

/// 32 bytes to which each byte counts, at its place: enough to show that a store binds what it should.
private func sum(_ material: [UInt8]) -> [UInt8] {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in material { sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return (0..<32).map { UInt8(truncatingIfNeeded: sum >> (8 * ($0 % 8))) }
}
