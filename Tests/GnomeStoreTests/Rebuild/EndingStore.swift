// SPDX-License-Identifier: Apache-2.0

import GnomeStore
import Synchronization

/// A store that lets so many writes through and then undoes each, as if its disk were full.
final class EndingStore: Store {
    private let base: any Store
    private let remaining: Mutex<Int>

    init(_ base: any Store, after writes: Int) {
        self.base = base
        remaining = Mutex(writes)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await base.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let isOver = remaining.withLock { remaining in
            remaining -= 1
            return remaining < 0
        }
        return try await base.write { (store) throws(StoreError) in
            let value = try body(store)
            guard !isOver else { throw StoreError(.unavailable, "The disk is full.") }
            return value
        }
    }
}
