// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore
import Synchronization

/// Passes on what is stored to the targets of a store's forwards, beside any number of servers that do the same.
///
/// Each event arrives at least once, with the same id whenever it comes again, and those of one forward in the order of
/// storage. A forward is held by one worker at a time. Its cursor is written down after its events have arrived; so a
/// server that dies at any moment costs repetitions and no event.
public final class Forwarder: Sendable {
    /// Makes what brings events to the target of a forward.
    ///
    /// It throws where this server lacks what that needs.
    public typealias Carriers = @Sendable (_ forward: Forward) throws(ForwardFailure) -> any ForwardCarrier

    /// How much is done at a time, and how long things take.
    public struct Limits: Sendable, Hashable {
        /// How many events go to a target at a time.
        public var count: Int
        /// With how many bytes the bodies of those, packed or unpacked, are enough; so one body more at most.
        public var bytes: Int
        /// How long a forward is lent at a time; far more than a carrier takes, and than the clocks of two servers differ.
        public var lease: Duration
        /// How long something stored can wait without a wake-up.
        public var poll: Duration
        /// When a target that fails is left alone.
        public var breaker: CircuitBreaker.Policy

        /// Limits of these parts.
        public init(
            count: Int = 200, bytes: Int = 1 << 20, lease: Duration = .seconds(30), poll: Duration = .seconds(2),
            breaker: CircuitBreaker.Policy = CircuitBreaker.Policy()
        ) {
            self.count = max(1, count)
            self.bytes = bytes
            self.lease = lease
            self.poll = poll
            self.breaker = breaker
        }
    }

    let store: any Store
    let carriers: Carriers
    let limits: Limits
    let now: @Sendable () -> Timestamp
    let pause: @Sendable (Duration) async throws(CancellationError) -> Void
    let random: @Sendable () -> Double
    let observe: @Sendable (ForwarderEvent) -> Void

    private let worker: String
    private let bell = WorkBell()
    private let state = Mutex(State())

    private struct State {
        var isStopping = false
        /// The bells of the forwards that this worker holds.
        var bells: [ForwardID: AsyncStream<Void>.Continuation] = [:]
        /// What this server lacks, as far as that was told.
        var told: Set<ForwardFailure> = []
    }

    /// A forwarder over a store.
    ///
    /// - Parameters:
    ///   - store: Where frames and forwards are.
    ///   - worker: What this process is called, for people who look.
    ///   - carriers: What brings events to targets.
    ///   - limits: How much is done at a time, and how long things take.
    ///   - now: The server's clock.
    ///   - pause: Waits, or throws when cancelled.
    ///   - random: Random numbers from 0 to 1.
    ///   - observe: Told of every event.
    public init(
        over store: any Store, as worker: String, carriers: @escaping Carriers, limits: Limits = Limits(),
        now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async throws(CancellationError) -> Void,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        observe: @escaping @Sendable (ForwarderEvent) -> Void
    ) {
        self.store = store
        self.worker = worker
        self.carriers = carriers
        self.limits = limits
        self.now = now
        self.pause = pause
        self.random = random
        self.observe = observe
    }

    /// Passes on until it is stopped or the task is cancelled; once in the life of a forwarder.
    public func run() async {
        await bell.run(
            every: { () throws(CancellationError) in try await self.pause(self.limits.poll) }, wake: wake,
            look: { workers in if !isStopping { await begin(&workers) } })
    }

    /// Says that something was stored; a hint that may be given too often or get lost without harm.
    public func wake() {
        bell.ring()
        for bell in state.withLock({ Array($0.bells.values) }) { bell.yield() }
    }

    /// Begins nothing more: `run()` returns once what is on its way has arrived or failed.
    public func stop() {
        let bells = state.withLock { state in
            state.isStopping = true
            return Array(state.bells.values)
        }
        bell.finish()
        for bell in bells { bell.finish() }
    }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Takes on the forwards that are due and that nobody has.
    private func begin(_ workers: inout DiscardingTaskGroup) async {
        do throws(StoreError) {
            let forwards = try await store.read { (store) throws(StoreError) in try store.forwards() }
            for forward in forwards where forward.isDue(at: now()) && !isHeld(forward) {
                guard let carrier = carrier(for: forward), let claimed = try await claim(forward) else { continue }
                let rings = enter(claimed.id)
                workers.addTask { await self.work(on: claimed, by: carrier, rings) }
            }
        } catch {
            observe(.waiting(error))
        }
    }

    private func isHeld(_ forward: Forward) -> Bool { state.withLock { $0.bells[forward.id] != nil } }

    private func carrier(for forward: Forward) -> (any ForwardCarrier)? {
        do throws(ForwardFailure) {
            return try carriers(forward)
        } catch {
            if state.withLock({ $0.told.insert(error).inserted }) { observe(.unable(forward.name, error)) }
            return nil
        }
    }

    private func claim(_ forward: Forward) async throws(StoreError) -> Forward? {
        let (now, lease, worker) = (now, limits.lease, worker)
        return try await store.write { (store) throws(StoreError) in
            // Asked here: a lease begins when it is given, however long the write had to wait.
            let moment = now()
            return try store.claimForward(forward.id, at: moment, until: moment.advanced(by: lease), by: worker)
        }
    }

    /// Hangs up the bell of a forward, which rings at once; where stopping has begun, for the last time.
    private func enter(_ id: ForwardID) -> AsyncStream<Void> {
        let (rings, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        bell.yield()
        let isStopping = state.withLock { state in
            state.bells[id] = bell
            return state.isStopping
        }
        if isStopping { bell.finish() }
        return rings
    }

    private func work(on forward: Forward, by carrier: any ForwardCarrier, _ rings: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await carrier.run() }
            var relay = ForwardRelay(forward, by: carrier, of: self)
            await relay.run(rings)
            group.cancelAll()
        }
        state.withLock { $0.bells[forward.id] = nil }
        // Somebody may have steered it, and then it is due at once.
        bell.ring()
    }

    /// Writes something down, however long the store takes; false where it was refused, or the task was cancelled.
    func settle(_ change: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Void) async -> Bool {
        var pauses = DoublingPause()
        while true {
            do throws(StoreError) {
                try await store.write(change)
                return true
            } catch {
                guard error.disposition == .retry || error.disposition == .unavailable else {
                    if error.disposition != .conflict { observe(.waiting(error)) }
                    return false
                }
                observe(.waiting(error))
                guard (try? await pause(pauses.next())) != nil else { return false }
            }
        }
    }
}
