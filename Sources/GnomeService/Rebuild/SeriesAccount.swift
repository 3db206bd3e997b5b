// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// What is kept of one series of one receiver, as counts and fingerprints: enough to tell whether two are the same.
struct SeriesAccount: Hashable {
    /// What is kept in one detail.
    struct Part: Hashable {
        /// How many rows there are.
        private(set) var rows = 0
        /// How many observations they stand for.
        private(set) var observations = 0
        private var fingerprint = 0

        /// Takes in a row, in the order of time.
        mutating func add(_ row: some Hashable, observations count: Int) {
            rows += 1
            observations += count
            var hasher = Hasher()
            hasher.combine(fingerprint)
            hasher.combine(row)
            fingerprint = hasher.finalize()
        }
    }

    /// How many rows are read at once.
    private static let page = 1000

    private(set) var latest: SeriesOverview
    private(set) var parts: [SeriesDetail: Part] = [:]

    /// Reads all that is kept of a series, a page at a time.
    init(_ overview: SeriesOverview, of receiver: ReceiverID, in store: any StoreReader) throws(StoreError) {
        latest = overview
        parts[.raw] = try Self.single(overview.series, of: receiver, in: store)
        for detail in [SeriesDetail.hour, .day] {
            parts[detail] = try Self.summaries(overview.series, per: detail, of: receiver, in: store)
        }
    }

    private static func single(
        _ series: Series, of receiver: ReceiverID, in store: any StoreReader
    ) throws(StoreError) -> Part {
        var part = Part()
        var last: StoredObservation?
        var limit = page
        while true {
            let found = try store.observations(
                of: series, at: receiver, from: last?.moment ?? Timestamp(microseconds: .min),
                to: Timestamp(microseconds: .max), limit: limit)
            for observation in found where last.map({ isBehind(observation, $0) }) ?? true {
                part.add(observation, observations: 1)
                last = observation
            }
            guard found.count == limit else { return part }
            // A page full of one moment must not be read for ever.
            if found.first?.moment == last?.moment { limit *= 2 }
        }
    }

    private static func isBehind(_ observation: StoredObservation, _ last: StoredObservation) -> Bool {
        (observation.moment, observation.frame) > (last.moment, last.frame)
    }

    private static func summaries(
        _ series: Series, per detail: SeriesDetail, of receiver: ReceiverID, in store: any StoreReader
    ) throws(StoreError) -> Part {
        var part = Part()
        var from = Timestamp(microseconds: .min)
        while true {
            let found = try store.summaries(
                of: series, at: receiver, per: detail, from: from, to: Timestamp(microseconds: .max), limit: page)
            for summary in found { part.add(summary, observations: summary.count) }
            guard found.count == page, let last = found.last, let width = detail.width else { return part }
            from = last.start.advanced(by: .microseconds(width))
        }
    }
}
