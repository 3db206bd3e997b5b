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
        var times: [Question: [Double]] = [:]
        for _ in 0..<rounds {
            guard let receiver = receivers.randomElement(), let series = detailed.randomElement() else { return }
            // One after the other, so that a slow moment of the machine meets all of them.
            for question in Question.allCases {
                let time = try await milliseconds {
                    try await store.read { (store) throws(StoreError) in
                        try question.ask(store, of: receiver, series)
                    }
                }
                times[question, default: []].append(time)
            }
        }
        let frames = try await store.read { (store) throws(StoreError) in try store.frameCount() }
        await store.close()
        print("query \(receivers.count) receivers, \(frames) frames")
        for question in Question.allCases { print("query \(question.rawValue): \(percentiles(times[question] ?? []))") }
    }

    /// What is asked, each in a transaction of its own.
    private enum Question: String, CaseIterable {
        case list = "list of 100 receivers"
        case detail = "detail with the newest 50 frames"
        case series = "all series of a receiver with their latest values"
        case observations = "a day of single observations"
        case summaries = "all summaries of hours and of days"

        /// Asks, and tells how many rows came.
        func ask(
            _ store: any StoreReader, of receiver: Receiver, _ series: SeriesOverview
        ) throws(StoreError) -> Int {
            let (first, last) = (Timestamp(microseconds: 0), series.latestAt.advanced(by: .seconds(1)))
            switch self {
            case .list: return try store.overviews(after: receiver.serial, limit: 100).count
            case .detail:
                let overview = try store.overview(receiver.serial)
                return try store.frames(of: receiver.id, before: nil, limit: 50).count + (overview?.quarantined ?? 0)
            case .series: return try store.series(of: receiver.id).count
            case .observations:
                return try store.observations(
                    of: series.series, at: receiver.id, from: last.advanced(by: .seconds(-86400)), to: last, limit: 1000
                ).count
            case .summaries:
                var count = 0
                for detail in [SeriesDetail.hour, .day] {
                    count += try store.summaries(
                        of: series.series, at: receiver.id, per: detail, from: first, to: last, limit: 10_000
                    ).count
                }
                return count
            }
        }
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
