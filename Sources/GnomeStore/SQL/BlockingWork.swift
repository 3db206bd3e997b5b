// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Work that waits for a disk or a server, and so never runs on a thread of Swift's cooperative pool.
enum BlockingWork {
    /// Does something on a thread of its own.
    ///
    /// - Parameter name: What the thread is called.
    static func run<Value: Sendable>(
        _ name: String, _ body: @escaping @Sendable () throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        // A continuation of a result, because one that throws forgets the type of its error.
        let result = await withCheckedContinuation { continuation in
            DispatchQueue(label: name).async {
                continuation.resume(returning: Result { () throws(StoreError) in try body() })
            }
        }
        return try result.get()
    }
}
