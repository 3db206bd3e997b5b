// SPDX-License-Identifier: Apache-2.0

import GnomeStore
import Synchronization
import Testing

/// Where a store lies, in the hands of a promise: each opening finds what the one before has left.
struct StorePlace: Sendable {
    /// Lends the store that lies there, and closes it afterwards.
    let lend: @Sendable (_ body: @Sendable (any Store) async throws -> Void) async throws -> Void

    /// Does something with the store that lies there, and gives what comes of it.
    func open<Value: Sendable>(
        _ body: @Sendable (any Store) async throws -> Value
    ) async throws -> Value {
        let answer = Mutex<Value?>(nil)
        try await lend { store in
            let value = try await body(store)
            answer.withLock { $0 = value }
        }
        // A promise that nobody tried is not kept.
        return try #require(answer.withLock { $0 }, "the backend never lent its store")
    }
}
