// SPDX-License-Identifier: Apache-2.0

import GnomeStore
public import Testing

/// One thing that stores promise, with the test of it.
///
/// The promises stand in lists, one for each protocol that a store is made of; ``all`` has them all.
///
/// ```swift
/// @Test("keeps each promise", arguments: StorePromise.all)
/// func keeps(_ promise: StorePromise) async throws { try await backend.keeps(promise) }
/// ```
public struct StorePromise: Sendable, CustomTestStringConvertible {
    /// The promise, in a sentence.
    public let testDescription: String
    /// What a backend must say of itself to be held to it; nothing where every store makes this promise.
    public let capability: StoreCapability?
    let check: @Sendable (StorePlace) async throws -> Void

    /// A promise about one store, that every backend makes or those that have a capability.
    init(
        _ promise: String, for capability: StoreCapability? = nil,
        _ check: @escaping @Sendable (any Store) async throws -> Void
    ) {
        testDescription = promise
        self.capability = capability
        self.check = { place in try await place.open(check) }
    }

    /// A promise about a store that is closed and opened again.
    init(whenReopened promise: String, _ check: @escaping @Sendable (StorePlace) async throws -> Void) {
        testDescription = promise
        capability = .durability
        self.check = check
    }

    /// All promises.
    public static let all =
        receivers + receiverLists + frames + quarantine + jobs + series + forwards + brokerCredentials + stations
        + stationPhotos
        + deployments
        + identities + projects + people + sessions + tokens + audit + answers + transactions + causes + durability
}
