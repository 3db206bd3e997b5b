// SPDX-License-Identifier: Apache-2.0

public import Testing

/// Something that transports promise, and how that is checked.
///
/// The promises stand in lists by subject; ``all`` has them all.
///
/// ```swift
/// @Test("keeps each promise", arguments: TransportPromise.all)
/// func keeps(_ promise: TransportPromise) async throws { try await backend.keeps(promise) }
/// ```
public struct TransportPromise: Sendable, CustomTestStringConvertible {
    /// The promise, in a sentence.
    public let testDescription: String
    /// What a backend must say of itself to be held to it; nothing where every transport makes this promise.
    public let capability: TransportCapability?
    let check: @Sendable (TransportBackend) async throws -> Void

    init(
        _ promise: String, for capability: TransportCapability? = nil,
        check: @escaping @Sendable (TransportBackend) async throws -> Void
    ) {
        testDescription = promise
        self.capability = capability
        self.check = check
    }

    /// All promises.
    public static let all = publishing + routing + delivering + settling + ending
}
