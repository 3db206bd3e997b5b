// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore
import Synchronization

/// Takes frames in, whatever way they came: reads them, asks who sent them, and keeps them.
///
/// When ``ingest(_:)`` returns, everything it was given is durable: counted, recognised as a repetition, or in quarantine
/// with its reason. Only then may a transport acknowledge.
public final class IngestService: Sendable {
    private let store: any Store
    private let policy: ContactPolicy
    /// Grows only with redelivered copies of messages without an id, so with connections that were lost.
    private let matched = Mutex(MatchedRows())

    /// A service over a store.
    public init(store: any Store, policy: ContactPolicy = ContactPolicy()) {
        self.store = store
        self.policy = policy
    }

    /// Takes a batch in, in order, in one transaction.
    ///
    /// - Returns: One outcome a frame, and what followed.
    /// - Throws: `StoreError` where the store could not keep it; then nothing of it is kept, and nothing may be acknowledged.
    public func ingest(_ batch: [Intake]) async throws(StoreError) -> IngestReport {
        let read = batch.map(ReadFrame.init)
        let (policy, known) = (policy, matched.withLock { $0 })
        let (report, matchedNow) = try await store.write { store throws(StoreError) in
            var transaction = IngestTransaction(store, policy: policy, matched: known)
            return (try transaction.take(read), transaction.matched)
        }
        matched.withLock { matched in
            matched.frames.formUnion(matchedNow.frames)
            matched.quarantined.formUnion(matchedNow.quarantined)
        }
        return report
    }
}
