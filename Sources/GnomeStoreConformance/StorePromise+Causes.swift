// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `Store` promises of one transaction over several of its protocols.
    public static let causes: [StorePromise] = [
        StorePromise("a job is written with its cause or not at all") { store in
            let receiver = try await store.registerOne()
            let error = await #expect(throws: StoreError.self) {
                try await store.write { (store) throws(StoreError) in
                    _ = try store.insert([draft(receiver.id, "a")])
                    _ = try store.enqueue([jobDraft("a")])
                    throw StoreError(.conflict, "Enough.")
                }
            }
            #expect(error?.message == "Enough.")
            try await store.read { (store) throws(StoreError) in
                #expect(try store.frameCount() == 0)
                #expect(try store.jobCounts().isEmpty)
            }
            try await store.write { (store) throws(StoreError) in
                _ = try store.insert([draft(receiver.id, "a")])
                _ = try store.enqueue([jobDraft("a")])
            }
            try await store.read { (store) throws(StoreError) in
                #expect(try store.frameCount() == 1)
                #expect(try store.jobCounts() == [.waiting: 1])
            }
        },
        StorePromise("a quarantined frame finds its place among the frames in one transaction") { store in
            let receiver = try await store.registerOne()
            _ = try await store.write { (store) throws(StoreError) in
                try store.quarantine([
                    quarantineDraft(receiver.serial, "a"), quarantineDraft(receiver.serial, "b", .keyChanged),
                ])
            }
            try await store.write { (store) throws(StoreError) in
                let waiting = try store.quarantine(
                    of: receiver.serial, reason: .receiverPending, after: nil, limit: 10)
                _ = try store.insert(
                    waiting.map {
                        FrameDraft(
                            receiver: receiver.id, key: .message(id: "a"), kind: .note, deviceTime: nil,
                            frame: $0.frame)
                    })
                try store.releaseFromQuarantine(waiting.map(\.id))
            }
            try await store.read { (store) throws(StoreError) in
                #expect(try store.frames(after: nil, limit: 9).map(\.frame) == [frame("a")])
                #expect(try store.quarantine(before: nil, limit: 9).map(\.frame) == [frame("b")])
                #expect(try store.overview(receiver.serial)?.quarantined == 1)
            }
        },
    ]
}
