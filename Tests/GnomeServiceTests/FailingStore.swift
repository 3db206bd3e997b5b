// SPDX-License-Identifier: Apache-2.0

import GnomeStore
import Synchronization

/// A store that refuses writes as a script says, and passes everything else on.
///
/// It can also do what it refuses: a database whose answer was lost looks like that.
final class FailingStore: Store {
    private let base: any Store
    /// The errors to throw, in order; nothing for a write that goes through.
    private let script: Mutex<[StoreError?]>

    private let keepsWhatItRefuses: Bool

    init(_ base: any Store, script: [StoreError?], keepsWhatItRefuses: Bool = false) {
        self.base = base
        self.keepsWhatItRefuses = keepsWhatItRefuses
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
        guard let error else { return try await base.write(body) }
        if keepsWhatItRefuses { _ = try await base.write(body) }
        throw error
    }
}
