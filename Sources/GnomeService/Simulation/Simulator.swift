// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeReceiver
import GnomeTransport
import Synchronization

/// Lets a number of receivers live for a while, each with a client and a spool of its own.
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
        /// Contacts of which everything was confirmed.
        public var delivered = 0
        /// Contacts that were over, or at the end, with something of them still in the spool.
        public var failed = 0
        /// What went wrong last.
        public var lastFailure: String?
    }

    private let plan: Plan
    private let folder: String
    private let uplink: any SimulatedUplink
    private let now: @Sendable () -> Timestamp
    private let pause: @Sendable (Duration) async throws(CancellationError) -> Void

    /// A simulation of a plan.
    ///
    /// - Parameters:
    ///   - plan: How many, which, how often and how long.
    ///   - folder: Where their spools are; an empty folder, which the caller removes afterwards.
    ///   - uplink: Where they send.
    ///   - now: The clock of the receivers.
    ///   - pause: Waits, or throws when cancelled.
    public init(
        _ plan: Plan, in folder: String, over uplink: any SimulatedUplink, now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async throws(CancellationError) -> Void
    ) {
        self.plan = plan
        self.folder = folder
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
        let sum = Sum(progress)
        await withDiscardingTaskGroup { group in
            for receiver in receivers { group.addTask { await live(receiver, counting: sum) } }
        }
        return sum.tally.withLock { $0 }
    }

    /// What all receivers together have come to.
    private final class Sum: Sendable {
        let tally = Mutex(Tally())
        private let progress: @Sendable (Tally) -> Void

        init(_ progress: @escaping @Sendable (Tally) -> Void) { self.progress = progress }

        func add(delivered: Int = 0, failed: Int = 0, failure: String?) {
            let sum = tally.withLock { tally in
                tally.delivered += delivered
                tally.failed += failed
                tally.lastFailure = failure ?? tally.lastFailure
                return tally
            }
            progress(sum)
        }
    }

    /// Lets a receiver live.
    private func live(_ receiver: SimulatedReceiver, counting sum: Sum) async {
        var receiver = receiver
        let habit = plan.isOrderly ? .steady : receiver.habit
        let rounds =
            switch habit {
            case .never: 0
            case .silent: min(1, plan.rounds)
            case .steady, .tardy: plan.rounds
            }
        guard rounds > 0 else { return }
        let (outcomes, sink) = AsyncStream<String?>.makeStream()
        let client: ReceiverClient
        do throws(SpoolError) {
            client = try await self.client(of: receiver) { sink.yield($0) }
        } catch {
            return sum.add(failed: rounds, failure: error.debugDescription)
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await client.run() }
            var waiting = 0
            var iterator = outcomes.makeAsyncIterator()
            for round in 0..<rounds {
                // The tardy come back at the steady ones' pace, but say that they come much sooner.
                let announced = habit == .steady ? plan.interval : plan.interval / 10
                var failure: String?
                do throws(SpoolError) {
                    for message in uplink.messages(of: &receiver, announcing: announced, at: now()) {
                        try await client.send(message)
                        waiting += 1
                    }
                    // What is left over from earlier contacts goes first.
                    while waiting > 0, failure == nil, let outcome = await iterator.next() {
                        if let outcome { failure = outcome } else { waiting -= 1 }
                    }
                } catch { failure = error.debugDescription }
                sum.add(delivered: failure == nil ? 1 : 0, failed: failure == nil ? 0 : 1, failure: failure)
                guard round + 1 < rounds, (try? await pause(plan.interval)) != nil else { break }
            }
            client.beginGracefulShutdown()
        }
    }

    /// The client of a receiver.
    ///
    /// - Parameter tell: Told of each message that was confirmed, nothing, and of each that was not, why.
    private func client(
        of receiver: SimulatedReceiver, tell: @escaping @Sendable (String?) -> Void
    ) async throws(SpoolError) -> ReceiverClient {
        var settings = ReceiverSettings(serial: receiver.serial, folder: "\(folder)/\(receiver.serial)")
        settings.survivesPowerFailures = false
        // A report comes before the metrics, and these before the farewell.
        settings.window = 1
        return try await ReceiverClient(
            settings, over: uplink.link(for: receiver), now: now, pause: pause,
            observe: { event in
                switch event {
                case .sent: tell(nil)
                case .waiting(let error, _): tell("\(error)")
                default: break
                }
            })
    }
}
