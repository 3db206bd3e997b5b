// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Synchronization

/// How long a message takes from its publishing to its commit, when there are only few.
enum LatencyBench: Subcommand {
    static let name = "latency"
    static let summary = "publish to commit (--amqp-url, --store, --messages 500, --rate 50 a second)"

    static func run(_ options: Options) async throws {
        let count = options.count("messages", default: 500)
        let interval = Duration.seconds(1) / options.count("rate", default: 50)
        let store = try await BenchStore.open(try options.text("store"))
        let serials = try await BenchStore.register(500, in: store).map(\.serial)
        let transport = try BenchQueue.server.transport(try options.text("amqp-url"))
        let clock = ContinuousClock()
        // The queue keeps the order of one sender, so the first that is stored is the first that was sent.
        let starts = Mutex<[ContinuousClock.Instant]>([])
        let delays = Mutex<[Double]>([])
        let (finished, sink) = AsyncStream<Void>.makeStream()
        let intake = BrokerIntake(
            from: transport.subscribe(to: BenchQueue.server.rawValue, prefetch: 1000),
            into: IngestService(store: store),
            now: SystemTime.now, pause: SystemTime.pause
        ) { event in
            guard case .ingested(let report) = event else { return }
            let now = clock.now
            let isLast = delays.withLock { delays in
                for _ in report.outcomes {
                    let start = starts.withLock { $0[delays.count] }
                    delays.append(start.duration(to: now).seconds * 1000)
                }
                return delays.count == count
            }
            if isLast { sink.finish() }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            group.addTask { await intake.run() }
            let begin = clock.now
            for number in 0..<count {
                try await clock.sleep(until: begin.advanced(by: interval * number), tolerance: .zero)
                let message = BenchQueue.message(number, from: serials[number % serials.count], size: 150)
                starts.withLock { $0.append(clock.now) }
                try await transport.publish(message)
            }
            for await _ in finished {}
            intake.stop()
            transport.beginGracefulShutdown()
            try await group.waitForAll()
        }
        await store.close()
        // The first ones find nothing prepared.
        let sorted = delays.withLock { $0.dropFirst(count / 10).sorted() }
        guard let last = sorted.last else { throw WrongResult(description: "nothing was stored") }
        let (half, high) = (sorted[sorted.count / 2], sorted[sorted.count * 99 / 100])
        print(
            "latency p50 \(fixed(half, decimals: 1)) p99 \(fixed(high, decimals: 1)) max \(fixed(last, decimals: 1)) ms"
        )
    }
}
