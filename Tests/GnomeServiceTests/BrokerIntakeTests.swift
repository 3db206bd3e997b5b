// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Synchronization
import Testing

@Suite("Taking a queue in", .timeLimit(.minutes(10)))
struct BrokerIntakeTests {
    private static let noon = Timestamp(seconds: 1_777_636_800)

    /// What happened, in words.
    private final class Diary: Sendable {
        let lines = Mutex<[String]>([])
        func note(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private static func publish(_ texts: [String], over transport: InProcessTransport) async throws {
        for text in texts {
            try await transport.publish(
                OutboundMessage(
                    exchange: "sensorgnome-exchange", routingKey: "x", properties: MessageProperties(messageID: text),
                    body: Note(id: "SG-F28CRPI33503", text: text).bytes))
        }
    }

    /// Runs an intake over an in-process queue with a failing store until so many events have been seen.
    private static func run(
        messages: [String], script: [StoreError?], batchLimit: Int = 500, isCancelled: Bool = false,
        until done: @escaping @Sendable ([String]) -> Bool
    ) async throws -> (diary: [String], stored: [String], left: Int) {
        let base = MemoryStore()
        _ = try await RegistrationService(store: base).add(
            Serial(sensorgnome: "F28CRPI33503"), name: nil, at: noon)
        let broker = InProcessBroker()
        let transport = InProcessTransport(.proofOfConcept, broker: broker)
        let diary = Diary()
        let (events, sink) = AsyncStream<Void>.makeStream()

        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            try await publish(messages, over: transport)
            let subscription = transport.subscribe(to: "sensorgnome-management", prefetch: 1000)
            let intake = BrokerIntake(
                from: subscription, into: IngestService(store: FailingStore(base, script: script)),
                batchLimit: batchLimit, now: { noon },
                pause: { duration throws(CancellationError) in
                    diary.note("pause")
                    do { try await Task.sleep(for: .milliseconds(2)) } catch { throw CancellationError() }
                }
            ) { event in
                switch event {
                case .ingested(let report): diary.note("ingested \(report.outcomes.count)")
                case .waiting: diary.note("waiting")
                case .givenBack: diary.note("given back")
                }
                sink.yield()
            }
            let running = Task { await intake.run() }
            for await _ in events where done(diary.all) { break }
            if isCancelled { running.cancel() } else { intake.stop() }
            await running.value
            transport.beginGracefulShutdown()
            try await group.waitForAll()
        }
        let stored = try await base.read { store throws(StoreError) in
            try store.frames(after: FrameID(rawValue: 0), limit: 1000)
        }
        let left = try await countLeft(in: broker)
        return (diary.all, stored.compactMap(\.message?.summary), left)
    }

    /// How many messages wait: those that come before one that is sent last.
    private static func countLeft(in broker: InProcessBroker) async throws -> Int {
        let transport = InProcessTransport(.proofOfConcept, broker: broker)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            try await publish(["last"], over: transport)
            let subscription = transport.subscribe(to: "sensorgnome-management", prefetch: 1000)
            var waiting: [Delivery] = []
            while waiting.last?.properties.messageID != "last" { waiting += await subscription.nextBatch(upTo: 100) }
            transport.beginGracefulShutdown()
            try await group.waitForAll()
            return waiting.count - 1
        }
    }

    @Test("while the store is away nothing is acknowledged and nothing is lost; afterwards all is stored once")
    func waitsForStore() async throws {
        let away = StoreError(.unavailable, "the disk is full")
        let (diary, stored, left) = try await Self.run(
            messages: ["a", "b", "c"], script: [away, away, StoreError(.busy, "busy")]
        ) { $0.contains { $0.hasPrefix("ingested") } }
        #expect(diary.prefix(6) == ["waiting", "pause", "waiting", "pause", "waiting", "pause"])
        #expect(stored == ["a", "b", "c"])
        #expect(left == 0)
    }

    @Test("nothing is acknowledged before it is durable: where the store never comes back, all of it comes again")
    func acknowledgesAfterCommit() async throws {
        let away = StoreError(.unavailable, "the disk is gone")
        let (diary, stored, left) = try await Self.run(
            messages: ["a", "b", "c"], script: Array(repeating: away, count: 10_000), isCancelled: true
        ) { $0.contains("pause") }
        #expect(!diary.contains { $0.hasPrefix("ingested") })
        #expect(stored.isEmpty)
        #expect(left == 3)
    }

    /// A queue that hands its messages out again on each new connection.
    private final class Redelivering: Subscription {
        private let batches: AsyncStream<[Delivery]>
        private let sink: AsyncStream<[Delivery]>.Continuation
        private let calls: AsyncStream<Void>
        private let called: AsyncStream<Void>.Continuation
        private let texts: [String]
        private let state = Mutex((epoch: UInt64(0), acknowledged: [DeliveryID]()))

        init(_ texts: [String]) {
            self.texts = texts
            (batches, sink) = AsyncStream.makeStream()
            (calls, called) = AsyncStream.makeStream()
            connect()
        }

        var acknowledged: [DeliveryID] { state.withLock { $0.acknowledged } }

        /// Hands all of them out on a new connection.
        func connect() {
            let epoch = state.withLock { state in
                state.epoch += 1
                return state.epoch
            }
            sink.yield(
                texts.enumerated().map { index, text in
                    Delivery(
                        id: DeliveryID(epoch: epoch, tag: UInt64(index)), exchange: "sensorgnome-exchange",
                        routingKey: "x", isRedelivered: epoch > 1, properties: MessageProperties(),
                        body: Note(id: "SG-F28CRPI33503", text: text).bytes)
                })
        }

        /// Waits until more messages were asked for so often.
        func wasAsked(times: Int) async {
            var left = times
            for await _ in calls {
                left -= 1
                if left == 0 { return }
            }
        }

        func nextBatch(upTo limit: Int) async -> [Delivery] {
            called.yield()
            for await batch in batches { return batch }
            return []
        }

        func acknowledge(_ deliveries: [DeliveryID]) { state.withLock { $0.acknowledged += deliveries } }
        func giveBack(_ deliveries: [DeliveryID]) {}
        func cancel() { sink.finish() }
    }

    @Test("messages without an id are stored once, however many connections end while the store is away")
    func manyConnections() async throws {
        let base = MemoryStore()
        _ = try await RegistrationService(store: base).add(
            Serial(sensorgnome: "F28CRPI33503"), name: nil, at: Self.noon)
        let away = StoreError(.unavailable, "the disk is full")
        let subscription = Redelivering(["a", "b", "c"])
        let pauses = Mutex(0)
        let (events, sink) = AsyncStream<Void>.makeStream()
        let intake = BrokerIntake(
            from: subscription, into: IngestService(store: FailingStore(base, script: [away, away, away, away])),
            now: { Self.noon },
            pause: { _ throws(CancellationError) in
                let isFirst = pauses.withLock { count in
                    count += 1
                    return count == 1
                }
                // Until the reader came back for more, it has what was handed out before.
                if isFirst { await subscription.wasAsked(times: 2) }
                subscription.connect()
                await subscription.wasAsked(times: 1)
            }
        ) { event in if case .ingested = event { sink.yield() } }
        let running = Task { await intake.run() }
        for await _ in events where subscription.acknowledged.contains(where: { $0.epoch == 5 }) { break }
        intake.stop()
        await running.value
        let stored = try await base.read { store throws(StoreError) in
            try store.frames(after: FrameID(rawValue: 0), limit: 1000)
        }
        #expect(stored.compactMap(\.message?.summary) == ["a", "b", "c"])
        #expect(Set(subscription.acknowledged.map(\.epoch)) == [1, 5])
    }

    @Test("what was handed over when it is stopped is still kept and acknowledged")
    func stops() async throws {
        let texts = (0..<50).map(String.init)
        let (_, stored, left) = try await Self.run(messages: texts, script: [], batchLimit: 3) {
            $0.contains { $0.hasPrefix("ingested") }
        }
        #expect(stored == Array(texts.prefix(stored.count)))
        #expect(stored.count + left == texts.count)
    }

    @Test("a batch that can't be kept is taken apart, and only the one at fault goes back")
    func takesApart() async throws {
        let defect = StoreError(.defect, "this one breaks it")
        let (diary, stored, left) = try await Self.run(
            // All three, “a”, the other two, “b”, “c”.
            messages: ["a", "b", "c"], script: [defect, nil, defect, defect, nil]
        ) { $0.contains("pause") && $0.count { $0 == "ingested 1" } >= 3 }
        #expect(diary.prefix(4) == ["ingested 1", "given back", "ingested 1", "pause"])
        #expect(stored.prefix(2) == ["a", "c"])
        #expect(Set(stored).count == stored.count)
        #expect(stored.count + left == 3)
    }
}
