// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Synchronization

/// A store that remembers whether it could be written the last time, and writes of a request that may be repeated that it is
/// being done.
final class WatchedStore: Store {
    private let base: any Store
    private let failure = Mutex<StoreError?>(nil)
    private let failures: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    init(_ base: any Store) {
        self.base = base
        (failures, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Why the last write failed, where the store was the reason; nothing once one succeeds.
    var writeFailure: StoreError? { failure.withLock { $0 } }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await base.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let request = RepeatableRequest.current
        do throws(StoreError) {
            let value = try await base.write { (store) throws(StoreError) in
                try request?.mark(in: store)
                let value = try body(store)
                if let value = value as? any Refusing, value.isRefusal { try request?.unmark(in: store) }
                return value
            }
            request?.didMark()
            failure.withLock { $0 = nil }
            return value
        } catch {
            // A conflict and the like are answers of a store that works.
            if [.unavailable, .corrupt].contains(error.code) {
                failure.withLock { $0 = error }
                bell.yield()
            }
            throw error
        }
    }

    /// Finds out after a failure when the store can be written again, also where nobody else writes; until it is cancelled.
    ///
    /// - Parameters:
    ///   - now: The clock.
    ///   - pause: Waits, or throws when cancelled.
    func recover(
        now: @Sendable () -> Timestamp, pause: @Sendable (Duration) async throws(CancellationError) -> Void
    ) async {
        for await _ in failures {
            var pauses = DoublingPause(from: .milliseconds(500), upTo: .seconds(15))
            while writeFailure != nil {
                guard (try? await pause(pauses.next())) != nil else { return }
                let moment = now()
                try? await write { (store) throws(StoreError) in try store.tryOut(at: moment) }
            }
        }
    }
}

extension StoreWriter {
    /// Gives the database something to flush, and leaves nothing: a job is written and taken out again.
    fileprivate func tryOut(at now: Timestamp) throws(StoreError) {
        let kind = JobKind(rawValue: "try-out")
        _ = try enqueue([JobDraft(kind: kind, payload: [], createdAt: now)])
        for claimed in try claimJobs(of: [kind], at: now, until: now, by: "", limit: 1) { try complete(claimed.lease) }
    }
}
