// SPDX-License-Identifier: Apache-2.0

import GnomeStore
import Synchronization

/// A store that refuses writes as a script says, and passes everything else on.
final class FailingStore: Store {
    private let base: any Store
    /// The errors to throw, in order; nothing for a write that goes through.
    private let script: Mutex<[StoreError?]>

    init(_ base: any Store, script: [StoreError?]) {
        self.base = base
        self.script = Mutex(script)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await base.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let error = script.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let error { throw error }
        return try await base.write(body)
    }
}
