// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Adds, shows and steers forwards.
public struct ForwardService: Sendable {
    /// No more frames are counted behind a cursor.
    public static let largestBacklog = 1_000_000

    /// A forward with what lies before it.
    public struct Status: Sendable, Hashable {
        /// The forward.
        public var forward: Forward
        /// What it has not passed on yet.
        public var backlog: FrameBacklog

        /// How long ago the first frame that was not passed on yet was received; none where there is none.
        public func lag(at now: Timestamp) -> Duration {
            max(.zero, backlog.oldest.map { $0.duration(to: now) } ?? .zero)
        }
    }

    private let store: any Store
    /// How many frames a search looks at in one transaction.
    private let stretch: Int

    /// A service over a store.
    public init(store: any Store) { self.init(store: store, stretch: 100_000) }

    init(store: any Store, stretch: Int) {
        self.store = store
        self.stretch = stretch
    }

    /// All forwards, by name.
    public func statuses() async throws(StoreError) -> [Status] {
        try await store.read { (store) throws(StoreError) in
            var statuses: [Status] = []
            for forward in try store.forwards() { statuses.append(try Self.status(of: forward, in: store)) }
            return statuses
        }
    }

    /// Adds a forward.
    ///
    /// - Parameters:
    ///   - name: What people call it.
    ///   - target: Where to, and which frames.
    ///   - start: It begins with what was received from this moment on; nothing for what is stored from now on.
    ///   - author: Who adds it.
    ///   - now: The server's time.
    /// - Throws: `conflict` where there is one of that name.
    public func add(
        _ name: ForwardName, to target: ForwardTarget, from start: Timestamp? = nil, by author: Author = .server,
        at now: Timestamp
    ) async throws(StoreError) -> Status {
        let earlier: FrameID? = if let start { try await cursor(before: start) } else { nil }
        return try await store.write { (store) throws(StoreError) in
            let cursor = if let earlier { earlier } else { try store.newestFrame() }
            let draft = ForwardDraft(name: name, target: target, cursor: cursor, createdAt: now)
            let added = try store.add(draft)
            try store.record("forward.add", nil, added, by: author, at: now)
            return try Self.status(of: added, in: store)
        }
    }

    /// Sees to it that there is a forward of a name, and changes nothing where there is one.
    public func keep(_ name: ForwardName, to target: ForwardTarget, at now: Timestamp) async throws(StoreError) {
        try await store.write { (store) throws(StoreError) in
            guard try store.forward(named: name) == nil else { return }
            let added = try store.add(
                ForwardDraft(name: name, target: target, cursor: try store.newestFrame(), createdAt: now))
            try store.record("forward.add", nil, added, by: .server, at: now)
        }
    }

    /// Takes all forwards back from workers of an earlier life, which can't do it any more; only where no other server
    /// works on the store.
    public func reclaim() async throws(StoreError) {
        try await store.write { (store) throws(StoreError) in
            for forward in try store.forwards() where forward.leasedUntil != nil {
                try store.steer(forwardNamed: forward.name, to: forward.progress)
            }
        }
    }

    /// Takes a forward away.
    ///
    /// - Throws: `notFound` where there is none of that name.
    public func remove(
        _ name: ForwardName, by author: Author = .server, at now: Timestamp
    ) async throws(StoreError) {
        try await store.write { (store) throws(StoreError) in
            let before = try store.forward(named: name)
            try store.remove(forwardNamed: name)
            try store.record("forward.remove", before, nil, by: author, at: now)
        }
    }

    /// Halts a forward; it keeps its place.
    ///
    /// - Throws: `notFound` where there is none of that name.
    public func pause(
        _ name: ForwardName, by author: Author = .server, at now: Timestamp
    ) async throws(StoreError) -> Status {
        try await steer(name, "forward.pause", by: author, at: now) { $0.state = .paused }
    }

    /// Lets a forward go on that was halted or pauses after failures.
    ///
    /// - Throws: `notFound` where there is none of that name.
    public func resume(
        _ name: ForwardName, by author: Author = .server, at now: Timestamp
    ) async throws(StoreError) -> Status {
        try await steer(name, "forward.resume", by: author, at: now) { $0 = ForwardProgress(cursor: $0.cursor) }
    }

    /// Makes a forward begin again with the first frame that was received at a moment or later.
    ///
    /// What was passed on since comes again, with the same ids. A forward that was halted stays so.
    ///
    /// - Throws: `notFound` where there is none of that name.
    public func replay(
        _ name: ForwardName, from start: Timestamp, by author: Author = .server, at now: Timestamp
    ) async throws(StoreError) -> Status {
        let cursor = try await cursor(before: start)
        return try await steer(name, "forward.replay", by: author, at: now) { progress in
            progress.cursor = cursor
            progress.breaker.succeed()
        }
    }

    private func steer(
        _ name: ForwardName, _ action: String, by author: Author, at now: Timestamp,
        _ change: @escaping @Sendable (inout ForwardProgress) -> Void
    ) async throws(StoreError) -> Status {
        try await store.write { (store) throws(StoreError) in
            guard let before = try store.forward(named: name) else {
                throw StoreError(.notFound, "There is no forward “\(name)”.")
            }
            var progress = before.progress
            change(&progress)
            try store.steer(forwardNamed: name, to: progress)
            guard let forward = try store.forward(named: name) else {
                throw StoreError(.corrupt, "the forward that was just steered is not there")
            }
            try store.record(action, before, forward, by: author, at: now)
            return try Self.status(of: forward, in: store)
        }
    }

    private static func status(of forward: Forward, in store: any StoreReader) throws(StoreError) -> Status {
        Status(
            forward: forward,
            backlog: try store.backlog(after: forward.progress.cursor, countingUpTo: largestBacklog))
    }

    /// The place before the first frame that was received at a moment or later; before what is to come where there is none.
    ///
    /// All frames up to it are looked at, in stretches, so that no transaction is long.
    private func cursor(before start: Timestamp) async throws(StoreError) -> FrameID {
        var cursor = FrameID(rawValue: 0)
        while true {
            let (after, stretch) = (cursor, stretch)
            let search = try await store.read { (store) throws(StoreError) in
                try store.firstFrame(receivedFrom: start, after: after, among: stretch)
            }
            switch search {
            case .found(let frame): return FrameID(rawValue: frame.rawValue - 1)
            case .passed(let frame): cursor = frame
            case .ended: return cursor
            }
        }
    }
}

extension StoreReader {
    /// The newest frame; a number before all others where there is none.
    fileprivate func newestFrame() throws(StoreError) -> FrameID {
        try frames(after: nil, limit: 1).last?.id ?? FrameID(rawValue: 0)
    }
}
