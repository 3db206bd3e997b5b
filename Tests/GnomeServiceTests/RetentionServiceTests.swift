// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import Synchronization
import TestSupport
import Testing

@Suite("Taking away old observations", .timeLimit(.minutes(10)))
struct RetentionServiceTests {
    /// 2026-05-01 12:00.
    private static let noon = Timestamp(seconds: 1_777_636_800)
    private static let day = Duration.seconds(86_400)
    private static let policy = RetentionPolicy(
        rules: [.contact: .init()], others: .init(raw: day * 10, hour: day * 20, day: nil))

    /// Lends a store in which a receiver reported two numbers every six hours of 40 days.
    private static func withStore(_ body: (SQLStore, ReceiverID) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try await SQLStore.sqlite(at: folder + "/gnome.db")
            let serial = try #require(Serial("SG-F28CRPI33503"))
            let drafts = try (0..<160).flatMap { index in
                let moment = noon.advanced(by: .seconds(-6 * 3600) * index)
                return try [Series(.metric, "volts"), Series(.contact, "http")].map { series in
                    (moment, try #require(Observation(series, 1, receivedAt: moment)))
                }
            }
            let id = try await store.write { (store) throws(StoreError) in
                let receiver = try store.register(
                    ReceiverDraft(serial: serial, registration: .accepted, registeredAt: noon))
                try store.add(
                    drafts.enumerated().map { index, draft in
                        ObservationDraft(
                            receiver: receiver.id, frame: FrameID(rawValue: Int64(index)), observation: draft.1)
                    })
                return receiver.id
            }
            try await body(store, id)
            await store.close()
        }
    }

    private static func service(
        over store: any Store, policy: RetentionPolicy = policy, limits: RetentionService.Limits = .init(),
        now: Timestamp = noon, pauses: @escaping @Sendable () -> Void = {}
    ) -> RetentionService {
        RetentionService(
            store: store, policy: policy, limits: limits, now: { now },
            pause: { _ throws(CancellationError) in pauses() })
    }

    private static func job(_ id: Int64 = 7) -> Job {
        Job(
            id: JobID(rawValue: id), kind: RetentionService.kind, state: .running, payload: [], uniqueKey: nil,
            attempts: 1, createdAt: noon, dueAt: noon, worker: nil, error: nil)
    }

    private static func waiting(_ store: any Store) async throws -> [Job] {
        try await store.read { (store) throws(StoreError) in try store.jobs(.waiting, before: nil, limit: 100) }
    }

    @Test("what goes is what the preview counted; other classes and coarser summaries stay")
    func run() async throws {
        try await Self.withStore { store, receiver in
            let service = Self.service(over: store)
            let preview = try await service.preview()
            let expected: [(SeriesClass, SeriesDetail, String?, Int)] = [
                (.contact, .raw, nil, 0), (.contact, .hour, nil, 0), (.contact, .day, nil, 0),
                (.metric, .raw, "10d", 119), (.metric, .hour, "20d", 79), (.metric, .day, nil, 0),
                (.port, .raw, "10d", 0), (.port, .hour, "20d", 0), (.port, .day, nil, 0),
            ]
            #expect(preview.cuts.map(\.series) == expected.map(\.0))
            #expect(preview.cuts.map(\.detail) == expected.map(\.1))
            #expect(preview.cuts.map(\.keep) == expected.map(\.2))
            #expect(preview.cuts.map(\.rows) == expected.map(\.3))

            let outcome = try await service.run(Self.job())
            #expect(outcome == .init(months: 0, rows: 119 + 79, isThrough: true))
            #expect(try await service.preview().cuts.allSatisfy { $0.rows == 0 })
            for (series, expected) in [
                (Series(.metric, "volts"), [41, 81, 41]), (Series(.contact, "http"), [160, 160, 41]),
            ] {
                let (from, to) = (Timestamp(seconds: 0), Self.noon.advanced(by: Self.day))
                let left = try await store.read { (store) throws(StoreError) in
                    let raw = try store.observations(of: series, at: receiver, from: from, to: to, limit: 999)
                    let hours = try store.summaries(
                        of: series, at: receiver, per: .hour, from: from, to: to, limit: 999)
                    let days = try store.summaries(of: series, at: receiver, per: .day, from: from, to: to, limit: 999)
                    return [raw.count, hours.count, days.count]
                }
                #expect(left == expected)
            }
        }
    }

    @Test("a run ends after so many transactions and leaves the rest to another job, until all is through")
    func bounded() async throws {
        try await Self.withStore { store, _ in
            let pauses = Mutex(0)
            let service = Self.service(
                over: store, limits: .init(rows: 10, transactions: 4), pauses: { pauses.withLock { $0 += 1 } })
            var outcomes: [RetentionService.Outcome] = []
            repeat {
                outcomes.append(try await service.run(Self.job(Int64(outcomes.count))))
                // Done again after its server died, it leaves one job for the rest all the same.
            } while outcomes.last?.isThrough == false
            #expect(outcomes.map(\.rows).reduce(0, +) == 119 + 79)
            #expect(outcomes.dropLast().allSatisfy { (1...40).contains($0.rows) })
            #expect(pauses.withLock { $0 } >= 18)
            let keys = try await Self.waiting(store).compactMap(\.uniqueKey)
            #expect(Set(keys) == Set((0..<outcomes.count - 1).map { "rest of \($0)" } + ["daily 2026-05-02T03:00:00Z"]))
            #expect(keys.count == outcomes.count)
        }
    }

    @Test("the next run is written down once, at three in the morning, before anything is taken away")
    func schedule() async throws {
        try await Self.withStore { store, _ in
            for seconds in [0, 11 * 3600, 15 * 3600 - 1] {
                try await Self.service(over: store, now: Self.noon.advanced(by: .seconds(seconds))).schedule()
            }
            #expect(try await Self.waiting(store).map(\.dueAt.description) == ["2026-05-02T03:00:00Z"])
            try await Self.service(over: store, now: Self.noon.advanced(by: .seconds(15 * 3600))).schedule()
            #expect(
                try await Self.waiting(store).map(\.dueAt.description) == [
                    "2026-05-03T03:00:00Z", "2026-05-02T03:00:00Z",
                ])
        }
        try await Self.withStore { store, _ in
            // The first write notes the next run; the second fails.
            let failing = FailingStore(store, script: [nil, StoreError(.busy, "busy")])
            await #expect(throws: StoreError.self) { _ = try await Self.service(over: failing).run(Self.job()) }
            let left = try await Self.waiting(store)
            #expect(left.count == 1)
        }
    }

    @Test("where everything is kept for ever nothing is written down, and a run that is left over takes nothing")
    func keepsAll() async throws {
        try await Self.withStore { store, _ in
            let service = Self.service(over: store, policy: RetentionPolicy())
            try await service.schedule()
            #expect(try await service.run(Self.job()) == .init())
            #expect(try await Self.waiting(store).isEmpty)
            #expect(try await service.preview().cuts.allSatisfy { $0.keep == nil && $0.before == nil && $0.rows == 0 })
        }
    }
}
