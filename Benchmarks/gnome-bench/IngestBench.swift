// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Drains a full queue of a real broker into a store, the way the server does it, and counts what is there afterwards.
enum IngestBench: Subcommand {
    static let name = "ingest"
    static let summary =
        "the messages of the queue into a store (--amqp-url, --store, --messages 100000, --receivers 500)"

    static func run(_ options: Options) async throws {
        let url = try options.text("amqp-url")
        let count = options.count("messages", default: 100_000)
        let store = try await BenchStore.open(try options.text("store"))
        _ = try await BenchStore.register(options.count("receivers", default: 500), in: store)
        let before = try await store.read { store throws(StoreError) in try store.frameCount() }

        let clock = ContinuousClock()
        let cpuBefore = ProcessFigures.cpuSeconds
        let start = clock.now
        try await drain(url, into: store, count: count)
        let elapsed = start.duration(to: clock.now).seconds
        let cpu = ProcessFigures.cpuSeconds - cpuBefore

        let stored = try await store.read { store throws(StoreError) in try store.frameCount() } - before
        await store.close()
        guard stored == count else { throw WrongResult(description: "\(stored) of \(count) messages were stored") }
        print("ingest \(Int(Double(count) / elapsed)) messages/s")
        print("ingest-seconds \(fixed(elapsed, decimals: 1))")
        print("ingest-cpu \(fixed(cpu / Double(count) * 1_000_000, decimals: 1)) microseconds/message")
        print("ingest-memory \(ProcessFigures.peakMegabytes) MB")
    }

    /// Runs an intake until everything is durable and acknowledged.
    private static func drain(_ url: String, into store: SQLStore, count: Int) async throws {
        let transport = try BenchQueue.server.transport(url)
        let done = Counter()
        let (finished, sink) = AsyncStream<Void>.makeStream()
        let intake = BrokerIntake(
            from: transport.subscribe(to: BenchQueue.server.rawValue, prefetch: 12_000),
            into: IngestService(store: store), now: SystemTime.now, pause: SystemTime.pause
        ) { event in
            guard case .ingested(let report) = event else { return }
            if done.add(report.outcomes.count) + report.outcomes.count >= count { sink.finish() }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            group.addTask { await intake.run() }
            for await _ in finished {}
            intake.stop()
            transport.beginGracefulShutdown()
            try await group.waitForAll()
        }
    }
}
