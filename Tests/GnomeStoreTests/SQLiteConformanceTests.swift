// SPDX-License-Identifier: Apache-2.0

import GnomeStore
import GnomeStoreConformance
import TestSupport
import Testing

@Suite("The SQLite store keeps the promises of every store", .timeLimit(.minutes(5)))
struct SQLiteConformanceTests {
    private let backend = StoreBackend("SQLite") { body in
        try await withTemporaryFolder { folder in
            let store = try await SQLStore.sqlite(at: folder + "/gnome.sqlite")
            try await body(store)
            await store.close()
        }
    }

    @Test("it keeps each promise", arguments: StorePromise.all)
    func keeps(_ promise: StorePromise) async throws { try await backend.keeps(promise) }
}
