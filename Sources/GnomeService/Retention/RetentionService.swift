// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Takes away the observations that a policy no longer keeps: once a day, as a job that writes down its own next run.
///
/// A run is many small transactions with pauses between them, so that what comes in meanwhile does not wait. It ends after a
/// bounded number of them, and writes down another job for the rest; so no run holds up a server that is to stop.
public struct RetentionService: Sendable {
    /// What its jobs are called.
    public static let kind = JobKind(rawValue: "retention")
    private static let daily = DailyJob(kind: kind, time: .seconds(3 * 3600))

    /// How much goes at a time.
    public struct Limits: Sendable, Hashable {
        /// How many rows go in one transaction.
        public var rows: Int
        /// How many transactions one run has.
        public var transactions: Int

        /// Limits of these numbers.
        public init(rows: Int = 1000, transactions: Int = 100) {
            self.rows = max(1, rows)
            self.transactions = max(1, transactions)
        }
    }

    /// What a run took away.
    public struct Outcome: Sendable, Hashable {
        /// How many whole months of single observations.
        public var months = 0
        /// How many rows besides.
        public var rows = 0
        /// Whether there is nothing left that may go.
        public var isThrough = true

        /// An outcome of these parts.
        public init(months: Int = 0, rows: Int = 0, isThrough: Bool = true) {
            self.months = months
            self.rows = rows
            self.isThrough = isThrough
        }
    }

    /// What is kept.
    public let policy: RetentionPolicy
    let store: any Store
    private let limits: Limits
    let now: @Sendable () -> Timestamp
    private let pause: @Sendable (Duration) async throws(CancellationError) -> Void

    /// A service over a store.
    ///
    /// - Parameters:
    ///   - store: Where the observations are.
    ///   - policy: What is kept.
    ///   - limits: How much goes at a time.
    ///   - now: The server's clock.
    ///   - pause: Waits, or throws when cancelled.
    public init(
        store: any Store, policy: RetentionPolicy, limits: Limits = Limits(), now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async throws(CancellationError) -> Void
    ) {
        self.store = store
        self.policy = policy
        self.limits = limits
        self.now = now
        self.pause = pause
    }

    /// Writes down the next daily run, once for all servers of a store; nothing where everything is kept for ever.
    ///
    /// - Throws: `StoreError` where the store can't be written.
    public func schedule() async throws(StoreError) {
        guard !policy.keepsAll else { return }
        try await Self.daily.schedule(in: store, at: now())
    }

    /// Does one run.
    ///
    /// - Parameter job: The job; its number names the job of the rest.
    /// - Throws: `StoreError` where the store can't do it, `CancellationError` where the process ends.
    public func run(_ job: Job) async throws -> Outcome {
        // First, so that a run that fails too often ends nothing but itself.
        try await schedule()
        var outcome = Outcome()
        let moment = now()
        if let end = policy.cutOfAll(at: moment) {
            outcome.months = try await store.write { (store) throws(StoreError) in try store.removeMonths(before: end) }
        }
        // A transaction of its own: it is short, and what was dropped stays dropped.
        try await store.write { (store) throws(StoreError) in try store.makeMonths(after: moment) }
        let classes = try await store.read { (store) throws(StoreError) in try store.seriesClasses() }
        var left = limits.transactions
        for cut in policy.cuts(of: classes, at: moment) {
            while true {
                guard left > 0 else {
                    outcome.isThrough = false
                    let rest = JobDraft(
                        kind: Self.kind, payload: [], uniqueKey: "rest of \(job.id.rawValue)", createdAt: now())
                    _ = try await store.write { (store) throws(StoreError) in try store.enqueue([rest]) }
                    return outcome
                }
                left -= 1
                let begin = ContinuousClock.now
                let removed = try await store.write { [limits] (store) throws(StoreError) in
                    try store.removeObservations(cut, limit: limits.rows)
                }
                outcome.rows += removed
                guard removed == limits.rows else { break }
                // As long as it took, so that at least half of the time the store is free for what comes in.
                try await pause(begin.duration(to: .now))
            }
        }
        return outcome
    }
}
