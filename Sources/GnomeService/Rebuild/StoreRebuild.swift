// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore
import Synchronization

/// Folds stored frames again, and puts what they tell in the place of statuses, observations and their summaries.
///
/// ```swift
/// let outcome = try await StoreRebuild(of: store).run(isDryRun: true)
/// print(outcome.differing.map(\.serial))  // []
/// ```
///
/// Each receiver is one transaction, so a rebuild that was ended has done some receivers and left others, and does no harm when
/// it is run again.
public struct StoreRebuild: Sendable {
    private let store: any Store
    private let bringsBackAll: Bool

    /// A rebuild of what a store keeps.
    ///
    /// - Parameters:
    ///   - store: The store, which nobody else writes meanwhile.
    ///   - bringsBackAll: Whether observations come back that were taken away because they were old.
    public init(of store: any Store, bringingBackAll bringsBackAll: Bool = false) {
        self.store = store
        self.bringsBackAll = bringsBackAll
    }

    /// How far a rebuild has come.
    public struct Progress: Sendable, Hashable {
        /// The receiver whose frames are folded.
        public let serial: Serial
        /// How many frames were folded so far.
        public let frames: Int
        /// How many frames are stored.
        public let total: Int
    }

    /// What a rebuild came to.
    public struct Outcome: Sendable, Hashable {
        /// How many receivers there are.
        public internal(set) var receivers = 0
        /// How many frames were folded.
        public internal(set) var frames = 0
        /// How many of them this version can't read any more.
        public internal(set) var unreadable = 0
        /// The receivers of which store and frames do not agree, by serial.
        public internal(set) var differing: [RebuiltReceiver] = []

        /// The receivers that were left as they are because frames of them are gone.
        public var incomplete: [RebuiltReceiver] { differing.filter(\.isIncomplete) }
    }

    /// Folds all frames again.
    ///
    /// - Parameters:
    ///   - isDryRun: Whether everything is only compared, and nothing is changed.
    ///   - progress: Told from time to time how far it has come, on a thread of its own.
    /// - Throws: `StoreError` where the store can't be read or written; what was done with other receivers before is kept.
    public func run(
        isDryRun: Bool, progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) async throws(StoreError) -> Outcome {
        let total = try await store.read { (store) throws(StoreError) in try store.frameCount() }
        let folded = Mutex(0)
        var outcome = Outcome()
        var last: Serial?
        while case let page = try await receivers(after: last), !page.isEmpty {
            for receiver in page {
                let rebuild = ReceiverRebuild(receiver: receiver, bringsBackAll: bringsBackAll) { count in
                    let frames = folded.withLock { frames in
                        frames += count
                        return frames
                    }
                    progress(Progress(serial: receiver.serial, frames: frames, total: total))
                }
                outcome.add(
                    try await store.write(keptWhere: { !isDryRun && !$0.isIncomplete && !$0.differences.isEmpty }) {
                        (store) throws(StoreError) in try rebuild.run(in: store)
                    })
            }
            last = page.last?.serial
        }
        return outcome
    }

    private func receivers(after last: Serial?) async throws(StoreError) -> [Receiver] {
        try await store.read { (store) throws(StoreError) in
            try store.overviews(after: last, limit: 100).map(\.receiver)
        }
    }
}

extension StoreRebuild.Outcome {
    fileprivate mutating func add(_ rebuilt: RebuiltReceiver) {
        receivers += 1
        frames += rebuilt.frames
        unreadable += rebuilt.unreadable
        if !rebuilt.differences.isEmpty || rebuilt.isIncomplete { differing.append(rebuilt) }
    }
}
