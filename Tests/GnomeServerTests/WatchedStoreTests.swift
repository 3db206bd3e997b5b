// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Synchronization
import TestSupport
import Testing

@testable import gnome_server

@Suite("A store that is watched", .timeLimit(.minutes(10)))
struct WatchedStoreTests {
    /// A store that can be taken away, and tells of each write that is tried meanwhile.
    private final class Fragile: Store {
        private let base: any Store
        private let away = Mutex(false)
        let refusals: AsyncStream<Void>
        private let sink: AsyncStream<Void>.Continuation

        init(_ base: any Store) {
            self.base = base
            (refusals, sink) = AsyncStream.makeStream()
        }

        func isAway(_ isAway: Bool) { away.withLock { $0 = isAway } }

        func read<Value: Sendable>(
            _ body: @escaping @Sendable (any StoreReader) throws(StoreError) -> Value
        ) async throws(StoreError) -> Value { try await base.read(body) }

        func write<Value: Sendable>(
            _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
        ) async throws(StoreError) -> Value {
            if away.withLock({ $0 }) {
                sink.yield()
                throw StoreError(.unavailable, "away")
            }
            return try await base.write(body)
        }
    }

    @Test("after a failure it finds out by itself when it can be written again, and leaves nothing in the store")
    func recovers() async throws {
        try await withTemporaryFolder { folder in
            let base = try await SQLStore.sqlite(at: folder + "/gnome.db")
            let fragile = Fragile(base)
            let store = WatchedStore(fragile)
            let recovery = Task {
                await store.recover(
                    now: { Timestamp(seconds: 1) },
                    pause: { _ throws(CancellationError) in try? await Task.sleep(for: .milliseconds(2)) })
            }
            for _ in 0..<2 {
                fragile.isAway(true)
                let error = await #expect(throws: StoreError.self) {
                    try await store.write { (store) throws(StoreError) in try store.setStatuses([:]) }
                }
                #expect(error?.message == "away")
                // The first was the write itself.
                var refusals = 0
                for await _ in fragile.refusals {
                    refusals += 1
                    if refusals == 4 { break }
                }
                #expect(store.writeFailure?.message == "away")
                fragile.isAway(false)
                while store.writeFailure != nil { try? await Task.sleep(for: .milliseconds(2)) }
            }
            recovery.cancel()
            await recovery.value
            #expect(try await base.read { (store) throws(StoreError) in try store.jobCounts() }.isEmpty)
            await base.close()
        }
    }

    @Test("a conflict is an answer of a store that works")
    func conflict() async throws {
        try await withTemporaryFolder { folder in
            let base = try await SQLStore.sqlite(at: folder + "/gnome.db")
            let store = WatchedStore(base)
            await #expect(throws: StoreError.self) {
                try await store.write { (_) throws(StoreError) in throw StoreError(.conflict, "no") }
            }
            #expect(store.writeFailure == nil)
            await base.close()
        }
    }
}
