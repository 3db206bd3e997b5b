// SPDX-License-Identifier: Apache-2.0

import GnomeStore
import GnomeStoreConformance
import TestSupport
import Testing

@Suite("Each store keeps each promise of a store", .timeLimit(.minutes(5)))
struct StoreConformanceTests {
    @Test("in memory", arguments: StorePromise.all)
    func memory(keeps promise: StorePromise) async throws { try await StoreBackend.memory.keeps(promise) }

    @Test("in SQLite, on disk", arguments: StorePromise.all)
    func sqlite(keeps promise: StorePromise) async throws { try await StoreBackend.sqlite.keeps(promise) }

    @Test(
        "in PostgreSQL", .enabled(if: TestDatabase.isThere, TestDatabase.skipped), arguments: StorePromise.all)
    func postgreSQL(keeps promise: StorePromise) async throws { try await StoreBackend.postgreSQL.keeps(promise) }

    @Test("What a store does not promise is what it says that it can't do")
    func capabilities() {
        func missing(_ backend: StoreBackend) -> Set<StoreCapability> {
            Set(StorePromise.all.filter { !backend.makes($0) }.compactMap(\.capability))
        }
        #expect(missing(.memory) == [.durability, .wholeMonths])
        #expect(missing(.sqlite) == [.wholeMonths])
        #expect(missing(.postgreSQL) == [])
    }
}

extension StoreBackend {
    /// Nothing of it is left when it is let go.
    fileprivate static let memory = StoreBackend("memory") { body in try await body(MemoryStore()) }

    /// A store lies in a file of a folder of its own.
    fileprivate static let sqlite = StoreBackend("SQLite") { body in
        try await withTemporaryFolder { folder in try await body(folder + "/gnome.sqlite") }
    } open: { path, body in
        let store = try await SQLStore.sqlite(at: path)
        try await body(store)
        await store.close()
    }

    /// A store lies in a schema of its own.
    fileprivate static let postgreSQL = StoreBackend("PostgreSQL", hasWholeMonths: true) { body in
        try await TestDatabase.withSchema { settings, _ in try await body(settings) }
    } open: { settings, body in
        let store = try await SQLStore.postgreSQL(settings)
        do {
            try await body(store)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}
