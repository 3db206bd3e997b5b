// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GnomeCore
import Testing

@testable import GnomeStore

@Suite("The one writer of an SQLite store", .timeLimit(.minutes(10)))
struct SQLiteGroupCommitTests {
    @Test("commits writes that wait together, and one that throws takes none of the others with it")
    func group() async throws {
        try await withStore { store, path in
            let gate = try await Gate(store)
            let writes = try (0..<60).map { number in
                let draft = try receiverDraft(number)
                return Task.immediate {
                    try await store.write { (writer) throws(StoreError) in
                        _ = try writer.register(draft)
                        if number % 4 == 0 { throw StoreError(.notFound, "Number \(number).") }
                        // What others can see by now: the groups that are committed, and nothing of this one.
                        let other = try SQLiteConnection(path: path, mode: .readOnly)
                        let seen: Int? = try other.first("SELECT count(*) FROM receivers")
                        return (within: try writer.receiverCount(), outside: seen ?? 0)
                    }
                }
            }
            gate.open()

            var counts: [(within: Int, outside: Int)] = []
            for (number, write) in writes.enumerated() {
                switch await write.result {
                case .success(let count): counts.append(count)
                case .failure(let error):
                    #expect(number % 4 == 0)
                    #expect((error as? StoreError)?.message == "Number \(number).")
                }
            }
            #expect(counts.count == 45)
            // Each saw its predecessors, and at least one shared its transaction with some of them.
            #expect(counts.map(\.within) == Array(1...45))
            #expect(counts.contains { $0.within > $0.outside + 1 })
            #expect(try await store.receiverCount() == 45)
            #expect(try await store.faults() == [])
        }
    }

    @Test("serves writes in the order in which they came")
    func order() async throws {
        try await withStore { store, _ in
            let gate = try await Gate(store)
            let writes = try (0..<20).map { number in
                let draft = try receiverDraft(19 - number)
                return Task.immediate {
                    try await store.write { (store) throws(StoreError) in try store.register(draft).id }
                }
            }
            gate.open()
            var ids: [ReceiverID] = []
            for write in writes { ids.append(try await write.value) }
            #expect(ids == ids.sorted())
        }
    }

    @Test("finishes what waits before it closes, and refuses what comes later")
    func close() async throws {
        try await withStore { store, path in
            let gate = try await Gate(store)
            let writes = (0..<20).map { number in
                Task.immediate { try await store.register(number) }
            }
            let closing = Task.immediate { await store.close() }
            let error = await #expect(throws: StoreError.self) { try await store.register(99) }
            #expect(error?.code == .unavailable)
            gate.open()
            for write in writes { _ = try await write.value }
            await closing.value
            let late = await #expect(throws: StoreError.self) { try await store.receiverCount() }
            #expect(late?.code == .unavailable)

            let again = try await SQLStore.sqlite(at: path)
            #expect(try await again.receiverCount() == 20)
            await again.close()
        }
    }

    @Test("a task that is cancelled while its write waits still gets its answer, and the write is kept")
    func cancellation() async throws {
        try await withStore { store, _ in
            let gate = try await Gate(store)
            let write = Task.immediate { try await store.register(1) }
            write.cancel()
            gate.open()
            let receiver = try await write.value
            let read = try await store.read { (store) throws(StoreError) in try store.receivers([receiver.serial]) }
            #expect(read == [receiver.serial: receiver])
        }
    }

    @Test("tells that the disk is full, keeps what was there, and goes on when there is room again")
    func diskFull() async throws {
        try await withStore { store, _ in
            let receiver = try await store.register(1)
            try await store.execute("PRAGMA max_page_count = 60")
            var stored = 0
            let error = await #expect(throws: StoreError.self) {
                while stored < 1000 {
                    try await store.write { [stored] (store) throws(StoreError) in
                        _ = try store.insert([frameDraft(receiver.id, "\(stored)", bytes: 4000)])
                    }
                    stored += 1
                }
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("full") == true)
            #expect(try await store.frameCount() == stored)

            // Several at once, of which none has room.
            let gate = try await Gate(store)
            let writes = (0..<5).map { number in
                Task.immediate {
                    try await store.write { (store) throws(StoreError) in
                        _ = try store.insert([frameDraft(receiver.id, "full \(number)", bytes: 40_000)])
                    }
                }
            }
            gate.open()
            for write in writes {
                let error = await #expect(throws: StoreError.self) { try await write.value }
                #expect(error?.code == .unavailable)
            }
            #expect(try await store.frameCount() == stored)

            try await store.execute("PRAGMA max_page_count = 100000")
            try await store.write { (store) throws(StoreError) in
                _ = try store.insert([frameDraft(receiver.id, "more", bytes: 40_000)])
            }
            #expect(try await store.frameCount() == stored + 1)
            #expect(try await store.faults() == [])
        }
    }
}

/// A write that holds the writer until it is let go, so that others queue up behind it.
struct Gate {
    private let semaphore = DispatchSemaphore(value: 0)

    /// Returns when the writer is held.
    init(_ store: SQLStore) async throws {
        let (entered, continuation) = AsyncStream<Void>.makeStream()
        Task { [semaphore] in
            try await store.write { (_) throws(StoreError) in
                continuation.yield()
                // Once open, it stays open: a closure may be run again.
                semaphore.wait()
                semaphore.signal()
            }
        }
        for await _ in entered { break }
    }

    func open() { semaphore.signal() }
}
