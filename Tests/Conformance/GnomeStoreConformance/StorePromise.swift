// SPDX-License-Identifier: Apache-2.0

import GnomeStore
public import Testing

/// One thing that every store promises, with the test of it.
public struct StorePromise: Sendable, CustomTestStringConvertible {
    /// The promise, in a sentence.
    public let testDescription: String
    let check: @Sendable (any Store) async throws -> Void

    init(_ promise: String, _ check: @escaping @Sendable (any Store) async throws -> Void) {
        testDescription = promise
        self.check = check
    }

    /// All promises.
    public static let all = receivers + frames + quarantine + jobs + series + transactions
}
