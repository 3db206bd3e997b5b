// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What was observed in one series of one receiver.
struct MemorySeries: Sendable {
    /// In the order of their moments and frames.
    private(set) var observations: [StoredObservation] = []
    /// In the order of time; none for single observations.
    private(set) var summaries: [SeriesDetail: [SeriesSummary]] = [:]
    /// The latest of all that ever were.
    private(set) var latest: StoredObservation?

    /// Adds an observation, to its summaries too; false where it is there already.
    mutating func add(_ new: StoredObservation, to details: SeriesDetails) -> Bool {
        guard !details.contains(.raw) || insert(new) else { return false }
        for detail in [SeriesDetail.hour, .day] where details.contains(SeriesDetails(detail)) {
            sumUp(new, per: detail)
        }
        if latest.map({ new.moment >= $0.moment }) ?? true { latest = new }
        return true
    }

    private mutating func insert(_ new: StoredObservation) -> Bool {
        let place = observations.firstPlace { ($0.moment, $0.frame) >= (new.moment, new.frame) }
        if place < observations.count,
            (observations[place].moment, observations[place].frame) == (new.moment, new.frame)
        {
            return false
        }
        observations.insert(new, at: place)
        return true
    }

    private mutating func sumUp(_ new: StoredObservation, per detail: SeriesDetail) {
        let start = detail.start(of: new.moment)
        var sums = summaries.removeValue(forKey: detail) ?? []
        let place = sums.firstPlace { $0.start >= start }
        if place < sums.count, sums[place].start == start {
            sums[place].add(new.value, at: new.moment)
        } else {
            sums.insert(SeriesSummary(new.value, at: new.moment, per: detail), at: place)
        }
        summaries[detail] = sums
    }

    /// How many rows lie before a cut.
    func count(_ cut: RetentionCut) -> Int {
        guard cut.detail != .raw else { return observations.firstPlace { $0.moment >= cut.before } }
        let end = cut.detail.start(of: cut.before)
        return summaries[cut.detail]?.firstPlace { $0.start >= end } ?? 0
    }

    /// Takes away the oldest rows that lie before a cut, and says how many.
    mutating func remove(_ cut: RetentionCut, limit: Int) -> Int {
        let count = min(count(cut), limit)
        if cut.detail == .raw {
            observations.removeFirst(count)
        } else {
            summaries[cut.detail]?.removeFirst(count)
        }
        return count
    }
}
