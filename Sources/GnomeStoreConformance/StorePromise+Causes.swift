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
                let filter = QuarantineFilter(reason: .receiverPending, serial: receiver.serial)
                let waiting = try store.quarantineEntries(
                    store.quarantine(matching: filter, after: nil, limit: 10).map(\.id))
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
                #expect(try store.newestQuarantined(9).map(\.frame) == [frame("b")])
                #expect(try store.overview(receiver.serial)?.quarantined == 1)
            }
        },
        StorePromise("a pending receiver of which nothing waits and nothing is stored is forgotten, and no other") {
            store in
            let serials = try (1...5).map { try serial($0) }
            let waiting = try await store.write { (store) throws(StoreError) in
                for (index, serial) in serials.prefix(3).enumerated() {
                    _ = try store.register(
                        ReceiverDraft(
                            serial: serial, registration: index == 2 ? .accepted : .pending, registeredAt: moment(0)))
                }
                #expect(try store.pendingReceiverCount() == 2)
                let heard = try store.register(
                    ReceiverDraft(serial: serials[4], registration: .pending, registeredAt: moment(0)))
                _ = try store.insert([draft(heard.id, "stored")])
                return try store.quarantine([quarantineDraft(serials[0], "a")])
            }.compactMap(\.self)
            try await store.write { (store) throws(StoreError) in
                try store.forgetPending(serials)
                #expect(try store.receivers(serials).keys.sorted() == [serials[0], serials[2], serials[4]])
                try store.releaseFromQuarantine(waiting)
                try store.forgetPending([serials[0]])
                #expect(try store.receivers(serials).keys.sorted() == [serials[2], serials[4]])
                #expect(try store.pendingReceiverCount() == 1)
            }
        },
    ]
}
