// SPDX-License-Identifier: Apache-2.0

public import GnomeStore
public import Testing

/// A kind of store that is held to the promises: a name, and how to lend a fresh empty one.
///
/// ```swift
/// @Test("keeps each promise", arguments: StorePromise.all)
/// func keeps(_ promise: StorePromise) async throws { try await backend.keeps(promise) }
/// ```
public struct StoreBackend: Sendable, CustomTestStringConvertible {
    /// Lends a fresh empty store to a closure, and removes it afterwards.
    public typealias Lender = @Sendable (_ body: @Sendable (any Store) async throws -> Void) async throws -> Void

    /// Its name.
    public let testDescription: String
    private let lend: Lender

    /// A backend of this name.
    public init(_ name: String, lend: @escaping Lender) {
        testDescription = name
        self.lend = lend
    }

    /// Holds a fresh store to a promise.
    public func keeps(_ promise: StorePromise) async throws { try await lend(promise.check) }
}
