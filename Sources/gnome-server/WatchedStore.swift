// SPDX-License-Identifier: Apache-2.0

import GnomeStore
import Synchronization

/// A store that remembers whether it could be written the last time.
final class WatchedStore: Store {
    private let base: any Store
    private let failure = Mutex<StoreError?>(nil)

    init(_ base: any Store) { self.base = base }

    /// Why the last write failed, where the store was the reason; nothing once one succeeds.
    var writeFailure: StoreError? { failure.withLock { $0 } }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await base.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        do throws(StoreError) {
            let value = try await base.write(body)
            failure.withLock { $0 = nil }
            return value
        } catch {
            // A conflict and the like are answers of a store that works.
            if [.unavailable, .corrupt].contains(error.code) { failure.withLock { $0 = error } }
            throw error
        }
    }
}
