// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `Store` promises of transactions, over all its protocols.
    public static let transactions: [StorePromise] = [
        StorePromise("what was written can be read as soon as the call returns, and within the closure at once") {
            store in
            let receiver = try await store.registerOne()
            for number in 1...50 {
                let within = try await store.write { (store) throws(StoreError) in
                    _ = try store.insert([draft(receiver.id, "\(number)")])
                    return try store.frameCount()
                }
                #expect(within == number)
                let count = try await store.read { (store) throws(StoreError) in try store.frameCount() }
                #expect(count == number)
            }
        },
        StorePromise("a closure that throws leaves nothing behind, and its error reaches the caller") { store in
            let receiver = try await store.registerOne()
            let other = try serial(2)
            let error = await #expect(throws: StoreError.self) {
                try await store.write { (store) throws(StoreError) in
                    _ = try store.register(
                        ReceiverDraft(serial: other, registration: .pending, registeredAt: moment(0)))
                    _ = try store.insert([draft(receiver.id, "a")])
                    try store.setStatuses([receiver.id: ReceiverStatus()])
                    _ = try store.quarantine([quarantineDraft(nil, "a")])
                    throw StoreError(.conflict, "Enough.")
                }
            }
            #expect(error?.message == "Enough.")
            try await store.read { (store) throws(StoreError) in
                #expect(try store.receiverCount() == 1)
                #expect(try store.frameCount() == 0)
                #expect(try store.quarantine(matching: .all, before: nil, limit: 1).isEmpty)
            }
            // The same key is free again.
            let ids = try await store.write { (store) throws(StoreError) in
                try store.insert([draft(receiver.id, "a")])
            }
            #expect(ids.first ?? nil != nil)
        },
        StorePromise("an error thrown while reading reaches the caller, and the store goes on") { store in
            let error = await #expect(throws: StoreError.self) {
                try await store.read { (_) throws(StoreError) in throw StoreError(.notFound, "Not here.") }
            }
            #expect(error?.message == "Not here.")
            let count = try await store.read { (store) throws(StoreError) in try store.receiverCount() }
            #expect(count == 0)
        },
        StorePromise("after an error of the store nothing is kept, even where the closure catches it") { store in
            let receiver = try await store.registerOne()
            let nobody = ReceiverID(rawValue: receiver.id.rawValue + 1)
            await #expect(throws: StoreError.self) {
                try await store.write { (store) throws(StoreError) in
                    _ = try store.insert([draft(receiver.id, "a")])
                    do throws(StoreError) { try store.setStatuses([nobody: ReceiverStatus()]) } catch {}
                }
            }
            let count = try await store.read { (store) throws(StoreError) in try store.frameCount() }
            #expect(count == 0)
        },
        StorePromise("a frame of a receiver that is not there is refused, with all that was written with it") { store in
            let receiver = try await store.registerOne()
            let nobody = ReceiverID(rawValue: receiver.id.rawValue + 1)
            await #expect(throws: StoreError.self) {
                try await store.write { (store) throws(StoreError) in
                    _ = try store.insert([draft(receiver.id, "a")])
                    let drafts = [draft(receiver.id, "b"), draft(nobody, "c")]
                    do throws(StoreError) { _ = try store.insert(drafts) } catch {}
                }
            }
            let count = try await store.read { (store) throws(StoreError) in try store.frameCount() }
            #expect(count == 0)
        },
        StorePromise("writes of many tasks are each there exactly once, and none is lost to another") { store in
            let receiver = try await store.registerOne()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<64 {
                    group.addTask {
                        for number in 0..<10 {
                            try await store.write { (store) throws(StoreError) in
                                try add([draft(receiver.id, "\(task)/\(number)")], to: store)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await store.read { (store) throws(StoreError) in
                #expect(try store.frameCount() == 640)
                #expect(try store.statuses([receiver.id])[receiver.id]?.frames == 640)
                let keys = Set(try store.frames(after: nil, limit: 1000).map(\.frame.body))
                #expect(keys.count == 640)
            }
        },
        StorePromise("of many tasks that register one serial, exactly one succeeds") { store in
            let serial = try serial(1)
            let codes = await withTaskGroup(of: StoreError.Code?.self) { group in
                for _ in 0..<32 {
                    group.addTask {
                        do throws(StoreError) {
                            _ = try await store.write { (store) throws(StoreError) in
                                try store.register(
                                    ReceiverDraft(serial: serial, registration: .pending, registeredAt: moment(0)))
                            }
                            return nil
                        } catch { return error.code }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.filter { $0 == nil }.count == 1)
            #expect(codes.filter { $0 == .conflict }.count == 31)
        },
        StorePromise("writes that fail take none of their neighbours with them") { store in
            let receiver = try await store.registerOne()
            let failures = await withTaskGroup(of: Bool.self) { group in
                for task in 0..<64 {
                    group.addTask {
                        do throws(StoreError) {
                            try await store.write { (store) throws(StoreError) in
                                try add([draft(receiver.id, "\(task)")], to: store)
                                if task % 3 == 0 { throw StoreError(.conflict, "Enough.") }
                            }
                            return false
                        } catch { return true }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(failures == 22)
            try await store.read { (store) throws(StoreError) in
                #expect(try store.statuses([receiver.id])[receiver.id]?.frames == 42)
                let texts = Set(try store.frames(after: nil, limit: 100).map(\.frame.body))
                #expect(texts == Set((0..<64).filter { $0 % 3 != 0 }.map { Array("\($0)".utf8) }))
            }
        },
        StorePromise("a reader sees one moment, and never half of a transaction") { store in
            let receivers = try await store.register(1, 2, 3)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<4 {
                    group.addTask {
                        for number in 0..<25 {
                            try await store.write { (store) throws(StoreError) in
                                try add(receivers.map { draft($0.id, "\(task)/\(number)") }, to: store)
                            }
                        }
                    }
                    group.addTask {
                        for _ in 0..<50 {
                            try await store.read { (store) throws(StoreError) in
                                let count = try store.frameCount()
                                let statuses = try store.statuses(receivers.map(\.id))
                                #expect(Set(statuses.values.map(\.frames)).count == 1)
                                #expect(statuses.values.reduce(0) { $0 + $1.frames } == count)
                                #expect(try store.frames(after: nil, limit: 1000).count == count)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let count = try await store.read { (store) throws(StoreError) in try store.frameCount() }
            #expect(count == 300)
        },
    ]

    /// Stores frames and counts them in the status of their receivers, as the server does.
    private static func add(_ drafts: [FrameDraft], to store: any StoreWriter) throws(StoreError) {
        var statuses = try store.statuses(drafts.map(\.receiver))
        for (draft, id) in zip(drafts, try store.insert(drafts)) where id != nil {
            statuses[draft.receiver, default: ReceiverStatus()].frames += 1
        }
        try store.setStatuses(statuses)
    }
}
