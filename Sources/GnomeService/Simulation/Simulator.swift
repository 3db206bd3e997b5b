// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import Synchronization

/// Where simulated receivers send.
public protocol SimulatedUplink: Sendable {
    /// Sends what a receiver sends in one contact.
    ///
    /// - Parameters:
    ///   - receiver: The receiver; it advances with what it says.
    ///   - delay: How long it says it will stay away.
    ///   - now: The time on its clock.
    /// - Throws: Whatever keeps it from being delivered; the receiver tries again at its next contact.
    func contact(_ receiver: inout SimulatedReceiver, announcing delay: Duration, at now: Timestamp) async throws
}

/// Lets a number of receivers live for a while.
public struct Simulator: Sendable {
    /// How many, which, how often and how long.
    public struct Plan: Sendable, Hashable {
        /// How many receivers.
        public var receivers: Int
        /// Which ones: the same seed gives the same ones.
        public var seed: UInt64
        /// How long a receiver says it will stay away.
        public var interval: Duration
        /// How often each receiver is heard at most.
        public var rounds: Int
        /// Whether all are steady; otherwise some are late, silent, or never heard.
        public var isOrderly: Bool

        /// A plan of these parts.
        public init(receivers: Int, seed: UInt64, interval: Duration, rounds: Int, isOrderly: Bool) {
            self.receivers = receivers
            self.seed = seed
            self.interval = interval
            self.rounds = rounds
            self.isOrderly = isOrderly
        }
    }

    /// What came of a simulation.
    public struct Tally: Sendable, Hashable, Codable {
        /// Contacts that were delivered.
        public var delivered = 0
        /// Contacts that were not.
        public var failed = 0
        /// What went wrong last.
        public var lastFailure: String?
    }

    private let plan: Plan
    private let uplink: any SimulatedUplink
    private let now: @Sendable () -> Timestamp
    private let pause: @Sendable (Duration) async throws(CancellationError) -> Void

    /// A simulation of a plan.
    ///
    /// - Parameters:
    ///   - plan: How many, which, how often and how long.
    ///   - uplink: Where they send.
    ///   - now: The clock of the receivers.
    ///   - pause: Waits, or throws when cancelled.
    public init(
        _ plan: Plan, over uplink: any SimulatedUplink, now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async throws(CancellationError) -> Void
    ) {
        self.plan = plan
        self.uplink = uplink
        self.now = now
        self.pause = pause
    }

    /// The receivers of the plan.
    public var receivers: [SimulatedReceiver] {
        (0..<plan.receivers).map { SimulatedReceiver(number: $0, seed: plan.seed) }
    }

    /// Lets all receivers live until their rounds are over or the task is cancelled.
    ///
    /// - Parameter progress: Told the sums so far, after every contact.
    public func run(progress: @escaping @Sendable (Tally) -> Void = { _ in }) async -> Tally {
        let sum = Sum()
        await withDiscardingTaskGroup { group in
            for receiver in receivers {
                group.addTask { await live(receiver) { progress(sum.add(failure: $0)) } }
            }
        }
        return sum.tally.withLock { $0 }
    }

    /// What all receivers together have come to.
    private final class Sum: Sendable {
        let tally = Mutex(Tally())

        func add(failure: String?) -> Tally {
            tally.withLock { tally in
                if failure == nil { tally.delivered += 1 } else { tally.failed += 1 }
                tally.lastFailure = failure ?? tally.lastFailure
                return tally
            }
        }
    }

    /// Lets a receiver live.
    ///
    /// - Parameter contacted: Told after each contact what kept it from being delivered, if anything.
    private func live(_ receiver: SimulatedReceiver, contacted: (_ failure: String?) -> Void) async {
        var receiver = receiver
        let habit = plan.isOrderly ? .steady : receiver.habit
        let rounds =
            switch habit {
            case .never: 0
            case .silent: min(1, plan.rounds)
            case .steady, .tardy: plan.rounds
            }
        for round in 0..<rounds {
            do {
                // The tardy come back at the steady ones' pace, but say that they come much sooner.
                let announced = habit == .steady ? plan.interval : plan.interval / 10
                try await uplink.contact(&receiver, announcing: announced, at: now())
                contacted(nil)
            } catch {
                contacted("\(error)")
            }
            guard round + 1 < rounds, (try? await pause(plan.interval)) != nil else { break }
        }
    }
}
