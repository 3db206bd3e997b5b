// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// Asks a full store what pages ask.
enum QueryBench: Subcommand {
    static let name = "query"
    static let summary = "what pages ask, and whether summaries are right (--store, --receivers 5000, --rounds 1000)"

    static func run(_ options: Options) async throws {
        let store = try await BenchStore.open(try options.text("store"))
        let receivers = try await BenchStore.register(options.count("receivers", default: 5000), in: store)
        let rounds = options.count("rounds", default: 1000)
        let detailed = try await check(receivers, store)
        var times: [[Double]] = [[], [], [], [], []]
        for _ in 0..<rounds {
            guard let receiver = receivers.randomElement(), let series = detailed.randomElement() else { return }
            // One after the other, so that a slow moment of the machine meets all of them.
            for (index, question) in questions(receiver, series).enumerated() {
                times[index].append(try await milliseconds { try await store.read(question) })
            }
        }
        let frames = try await store.read { (store) throws(StoreError) in try store.frameCount() }
        await store.close()
        for (name, times) in zip(
            [
                "list of 100 of \(receivers.count) receivers", "detail with the newest 50 of \(frames) frames",
                "all series of a receiver", "a day of single observations", "all summaries of hours and of days",
            ], times)
        {
            print("query \(name): \(percentiles(times))")
        }
    }

    /// What is asked, each in a transaction of its own; the answer is how many rows came.
    private static func questions(
        _ receiver: Receiver, _ series: SeriesOverview
    ) -> [@Sendable (any StoreReader) throws(StoreError) -> Int] {
        let (first, last) = (Timestamp(microseconds: 0), series.latestAt.advanced(by: .seconds(1)))
        return [
            { (store) throws(StoreError) in try store.overviews(after: receiver.serial, limit: 100).count },
            { (store) throws(StoreError) in
                let overview = try store.overview(receiver.serial)
                return try store.frames(of: receiver.id, before: nil, limit: 50).count + (overview == nil ? 0 : 1)
            },
            { (store) throws(StoreError) in try store.series(of: receiver.id).count },
            { (store) throws(StoreError) in
                try store.observations(
                    of: series.series, at: receiver.id, from: last.advanced(by: .seconds(-86400)), to: last, limit: 1000
                ).count
            },
            { (store) throws(StoreError) in
                var count = 0
                for detail in [SeriesDetail.hour, .day] {
                    count += try store.summaries(
                        of: series.series, at: receiver.id, per: detail, from: first, to: last, limit: 10_000
                    ).count
                }
                return count
            },
        ]
    }

    /// Looks at some receivers whether each summary is what its observations come to.
    ///
    /// - Returns: The series of the last of them.
    private static func check(_ receivers: [Receiver], _ store: SQLStore) async throws -> [SeriesOverview] {
        var series: [SeriesOverview] = []
        for receiver in receivers.shuffled().prefix(20) {
            series = try await store.read { (store) throws(StoreError) in try store.series(of: receiver.id) }
            for overview in series {
                let (raw, kept) = try await store.read { (store) throws(StoreError) in
                    let (first, last) = (Timestamp(microseconds: .min), Timestamp(microseconds: .max))
                    var kept: [[SeriesSummary]] = []
                    for detail in [SeriesDetail.hour, .day] {
                        kept.append(
                            try store.summaries(
                                of: overview.series, at: receiver.id, per: detail, from: first, to: last, limit: 100_000
                            ))
                    }
                    let raw = try store.observations(
                        of: overview.series, at: receiver.id, from: first, to: last, limit: 100_000)
                    return (raw, kept)
                }
                guard kept == [SeriesDetail.hour, .day].map({ summaries(of: raw, per: $0) }),
                    raw.last.map({ [$0.value, Double($0.moment.microseconds)] })
                        == [overview.latest, Double(overview.latestAt.microseconds)]
                else {
                    throw WrongResult(
                        description: "the summaries of \(overview.series) of \(receiver.serial) are wrong")
                }
            }
        }
        return series
    }

    private static func summaries(of observations: [StoredObservation], per detail: SeriesDetail) -> [SeriesSummary] {
        var summaries: [SeriesSummary] = []
        for observation in observations {
            if let last = summaries.indices.last, summaries[last].start == detail.start(of: observation.moment) {
                summaries[last].add(observation.value, at: observation.moment)
            } else {
                summaries.append(SeriesSummary(observation.value, at: observation.moment, per: detail))
            }
        }
        return summaries
    }

    private static func milliseconds(_ work: () async throws -> Int) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        _ = try await work()
        return start.duration(to: clock.now).seconds * 1000
    }

    private static func percentiles(_ values: [Double]) -> String {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return "nothing" }
        let (half, high) = (sorted[sorted.count / 2], sorted[sorted.count * 99 / 100])
        return "p50 \(fixed(half, decimals: 2)) ms, p99 \(fixed(high, decimals: 2)) ms"
    }
}
