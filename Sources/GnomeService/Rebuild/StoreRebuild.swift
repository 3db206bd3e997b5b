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
    private let permissions: Set<Permission>

    /// What a rebuild does only where somebody wants it.
    public enum Permission: Sendable, Hashable {
        /// Observations come back that were taken away because they were old, and it is forgotten that they were.
        case oldObservations
        /// A status may come to tell of fewer frames: it is the status that is wrong, and no frame is gone.
        case fewerFrames
        /// What frames told that can't be read any more may go, but for their contacts.
        case unreadableFrames
    }

    /// A rebuild of what a store keeps.
    ///
    /// - Parameters:
    ///   - store: The store, which nobody else writes meanwhile.
    ///   - permissions: What is allowed besides; by default nothing that is kept may get less for want of frames.
    public init(of store: any Store, allowing permissions: Set<Permission> = []) {
        self.store = store
        self.permissions = permissions
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

        /// The receivers that were left as they are because they can't be told again.
        public var left: [RebuiltReceiver] { differing.filter { $0.obstacle != nil } }
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
                let rebuild = ReceiverRebuild(receiver: receiver, permissions: permissions) { count in
                    let frames = folded.withLock { frames in
                        frames += count
                        return frames
                    }
                    progress(Progress(serial: receiver.serial, frames: frames, total: total))
                }
                outcome.add(
                    try await store.write(keptWhere: { !isDryRun && $0.obstacle == nil && !$0.differences.isEmpty }) {
                        (store) throws(StoreError) in try rebuild.run(in: store)
                    })
            }
            last = page.last?.serial
        }
        if permissions.contains(.oldObservations), !isDryRun {
            try await store.write { (store) throws(StoreError) in try store.forgetRetentionMarks() }
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
        if !rebuilt.differences.isEmpty { differing.append(rebuilt) }
    }
}
