// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore
import Synchronization

/// Takes frames in, whatever way they came: reads them, asks who sent them, and keeps them.
///
/// When ``ingest(_:)`` returns, everything it was given is durable: stored, recognised as a repetition, or in quarantine
/// with its reason; what found no room there is durably counted. Only then may a transport acknowledge.
public final class IngestService: Sendable {
    private let store: any Store
    private let policy: ContactPolicy
    private let room: QuarantinePolicy
    /// Grows only with redelivered copies of messages without an id, so with connections that were lost.
    private let matched = Mutex(MatchedRows())

    /// A service over a store.
    ///
    /// - Parameters:
    ///   - store: Where everything is kept.
    ///   - policy: How long a receiver may stay away.
    ///   - room: How much may wait in quarantine.
    public init(
        store: any Store, policy: ContactPolicy = ContactPolicy(), room: QuarantinePolicy = QuarantinePolicy()
    ) {
        self.store = store
        self.policy = policy
        self.room = room
    }

    /// Takes a batch in, in order, in one transaction.
    ///
    /// - Returns: One outcome a frame, and what followed.
    /// - Throws: `StoreError` where the store could not keep it; then nothing of it is kept, and nothing may be acknowledged.
    public func ingest(_ batch: [Intake]) async throws(StoreError) -> IngestReport {
        try await ingest(batch.map(ReadFrame.init))
    }

    /// Takes in a batch that was read.
    func ingest(_ read: [ReadFrame]) async throws(StoreError) -> IngestReport {
        let (policy, room, known) = (policy, room, matched.withLock { $0 })
        let (report, matchedNow) = try await store.write { store throws(StoreError) in
            var transaction = IngestTransaction(store, policy: policy, room: room, matched: known)
            return (try transaction.take(read), transaction.matched)
        }
        matched.withLock { matched in
            matched.frames.formUnion(matchedNow.frames)
            matched.quarantined.formUnion(matchedNow.quarantined)
        }
        return report
    }
}
