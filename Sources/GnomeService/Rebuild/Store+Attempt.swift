// SPDX-License-Identifier: Apache-2.0

import GnomeStore
import Synchronization

extension Store {
    /// Does something in one transaction, and keeps its change only where what came of it says so.
    ///
    /// - Parameters:
    ///   - body: What is done; its answer is given back in either case.
    ///   - isKept: Whether the change is kept.
    /// - Throws: `StoreError` of the closure or the store, and nothing of it is kept.
    func write<Value: Sendable>(
        keptWhere isKept: @escaping @Sendable (Value) -> Bool,
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        // A transaction is undone by an error, so the answer of one that is to be undone goes out beside it.
        let undone = Mutex<Value?>(nil)
        do throws(StoreError) {
            return try await write { (store) throws(StoreError) in
                let value = try body(store)
                guard isKept(value) else {
                    undone.withLock { $0 = value }
                    throw StoreError(.conflict, "The change is not to be kept.")
                }
                return value
            }
        } catch {
            guard let value = undone.withLock({ $0 }) else { throw error }
            return value
        }
    }
}
