// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore
import Synchronization

/// Does the jobs of a store, each at least once, beside any number of others that do the same.
///
/// It looks for jobs that are due when it is woken, when a job has ended, and now and then without any reason; so a
/// wake-up that gets lost costs a little time and no job.
public final class JobRunner: Sendable {
    /// Does one job, or throws what kept it from being done.
    ///
    /// It may be given the same job again, here or on another server, and must bound its own waiting. When its task is
    /// cancelled it should end soon: the process ends, or another worker has the job. What it throws is kept with the job as
    /// text, and shown to people: no secrets, no payloads.
    public typealias Handler = @Sendable (_ job: Job) async throws -> Void

    /// How much is done at the same time, and how long things take.
    public struct Limits: Sendable, Hashable {
        /// How many jobs are done at the same time.
        public var concurrency: Int
        /// How long a job is lent at a time; far more than the clocks of two servers differ.
        ///
        /// It is extended while the job is being done, so it bounds only how long the job of a dead worker waits.
        public var lease: Duration
        /// How long a job can be due before it is found without a wake-up.
        public var poll: Duration
        /// When a job that failed is tried again.
        public var retry: RetryPolicy

        /// Limits of these parts.
        public init(
            concurrency: Int = 8, lease: Duration = .seconds(60), poll: Duration = .seconds(2),
            retry: RetryPolicy = RetryPolicy()
        ) {
            self.concurrency = max(1, concurrency)
            self.lease = lease
            self.poll = poll
            self.retry = retry
        }
    }

    let store: any Store
    let handlers: [JobKind: Handler]
    let limits: Limits
    let now: @Sendable () -> Timestamp
    let pause: @Sendable (Duration) async throws(CancellationError) -> Void
    let random: @Sendable () -> Double
    let observe: @Sendable (JobEvent) -> Void

    private let worker: String
    private let bell = WorkBell()
    private let state = Mutex(State())

    private struct State {
        var isStopping = false
        /// How many jobs are being done.
        var busy = 0
        /// The kinds that nobody here knows, as far as that was told.
        var told: Set<JobKind> = []
    }

    /// A runner over a store.
    ///
    /// - Parameters:
    ///   - store: Where the jobs are.
    ///   - worker: What this process is called, for people who look for a job.
    ///   - handlers: Who does the jobs of a kind; jobs of other kinds are left alone.
    ///   - limits: How much is done at the same time, and how long things take.
    ///   - now: The server's clock.
    ///   - pause: Waits, or throws when cancelled.
    ///   - random: Random numbers from 0 to 1.
    ///   - observe: Told of every event.
    public init(
        over store: any Store, as worker: String, handlers: [JobKind: Handler], limits: Limits = Limits(),
        now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async throws(CancellationError) -> Void,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        observe: @escaping @Sendable (JobEvent) -> Void
    ) {
        self.store = store
        self.worker = worker
        self.handlers = handlers
        self.limits = limits
        self.now = now
        self.pause = pause
        self.random = random
        self.observe = observe
    }

    /// Does jobs until it is stopped or the task is cancelled; once in the life of a runner.
    public func run() async {
        await bell.run(
            every: { () throws(CancellationError) in try await self.pause(self.limits.poll) }, wake: wake,
            look: { workers in if !isStopping { await fill(&workers) } })
    }

    /// Says that a job may be due; a hint that may be given too often or get lost without harm.
    public func wake() { bell.ring() }

    /// Begins no further job: `run()` returns once those at hand are done.
    public func stop() {
        state.withLock { $0.isStopping = true }
        bell.finish()
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Begins as many jobs as are due and can be done at the same time.
    private func fill(_ workers: inout DiscardingTaskGroup) async {
        let free = limits.concurrency - state.withLock { $0.busy }
        guard free > 0 else { return }
        let claimed: [ClaimedJob]
        do throws(StoreError) {
            claimed = try await claim(upTo: free)
        } catch {
            observe(.waiting(error))
            return
        }
        state.withLock { $0.busy += claimed.count }
        for job in claimed {
            workers.addTask {
                await self.work(on: job)
                self.state.withLock { $0.busy -= 1 }
                self.wake()
            }
        }
    }

    /// Claims what is due; looks first without writing, because mostly nothing is.
    private func claim(upTo limit: Int) async throws(StoreError) -> [ClaimedJob] {
        let (moment, kinds, worker) = (now(), Set(handlers.keys), worker)
        let left = try await store.read { (store) throws(StoreError) -> [JobKind: Int]? in
            if let next = try store.nextDueTime(of: kinds), next <= moment { return nil }
            return try store.dueJobCounts(at: moment)
        }
        if let left {
            tell(left)
            return []
        }
        let (now, lease) = (now, limits.lease)
        return try await store.write { (store) throws(StoreError) in
            // Asked here: a lease begins when it is given, however long the write had to wait.
            let moment = now()
            return try store.claimJobs(
                of: kinds, at: moment, until: moment.advanced(by: lease), by: worker, limit: limit)
        }
    }

    /// Tells of due jobs that nobody here knows.
    private func tell(_ counts: [JobKind: Int]) {
        for (kind, count) in counts where state.withLock({ $0.told.insert(kind).inserted }) {
            observe(.unhandled(kind, count: count))
        }
    }
}
