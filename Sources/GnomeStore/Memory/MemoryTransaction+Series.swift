// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func series(of receiver: ReceiverID, after last: Series?, limit: Int) -> [SeriesOverview] {
        overviews(of: receiver) { series in last.map { $0 < series } ?? true }.first(limit)
    }

    func series(named name: String, of receiver: ReceiverID) -> [SeriesOverview] {
        overviews(of: receiver) { $0.name.utf8.elementsEqual(name.utf8) }
    }

    private func overviews(of receiver: ReceiverID, where isWanted: (Series) -> Bool) -> [SeriesOverview] {
        (tables.series[receiver] ?? [:]).filter { isWanted($0.key) }.sorted { $0.key < $1.key }
            .compactMap { series, line in
                line.latest.map { SeriesOverview(series: series, latestAt: $0.moment, latest: $0.value) }
            }
    }

    func observations(
        of series: Series, at receiver: ReceiverID, from: Timestamp, to: Timestamp, keeping end: SeriesEnd, limit: Int
    ) -> [StoredObservation] {
        tables.series[receiver]?[series]?.observations
            .from(from, to: to, by: \.moment).kept(end, limit) ?? []
    }

    func summaries(
        of series: Series, at receiver: ReceiverID, per detail: SeriesDetail, from: Timestamp, to: Timestamp,
        keeping end: SeriesEnd, limit: Int
    ) -> [SeriesSummary] {
        tables.series[receiver]?[series]?.summaries[detail]?
            .from(detail.start(of: from), to: to, by: \.start).kept(end, limit) ?? []
    }

    func seriesClasses() -> [SeriesClass] { tables.seriesClasses.sorted { $0.rawValue < $1.rawValue } }

    func countObservations(_ cut: RetentionCut, limit: Int) -> Int {
        min(
            max(0, limit),
            tables.series.values.joined().reduce(0) { $0 + ($1.key.kind == cut.kind ? $1.value.count(cut) : 0) })
    }

    func add(_ observations: [ObservationDraft]) throws(StoreError) -> Int {
        let admitted = SeriesAllowance.admitted(observations) {
            tables.series[$0.receiver]?[$0.observation.series] != nil
        } count: {
            tables.series[$0]?.count ?? 0
        }
        // In the order of storage: so nothing depends on what is added together, not even the last bit of a sum.
        let sorted = admitted.sorted {
            ($0.frame, $0.observation.moment) < ($1.frame, $1.observation.moment)
        }
        var added = 0
        for draft in sorted {
            try require(draft.receiver)
            tables.seriesClasses.insert(draft.observation.series.kind)
            let stored = StoredObservation(
                moment: draft.observation.moment, frame: draft.frame, deviceTime: draft.observation.deviceTime,
                value: draft.observation.value)
            let isNew = tables.series[draft.receiver, default: [:]][draft.observation.series, default: MemorySeries()]
                .add(stored, to: draft.details)
            if isNew { added += 1 }
        }
        return added
    }

    func removeSeries(of receiver: ReceiverID) { tables.series[receiver] = nil }

    func retentionMarks() -> [RetentionMark] {
        func key(_ mark: RetentionMark) -> (String, Int64, FrameID) {
            (mark.cut.kind.rawValue, mark.cut.detail.width ?? 0, mark.lastFrame)
        }
        return tables.retentionMarks.sorted { key($0) < key($1) }
    }

    func forgetRetentionMarks() { tables.retentionMarks = [] }

    private func mark(_ cut: RetentionCut) {
        let mark = RetentionMark(cut: cut, lastFrame: tables.frames.rows.last?.id ?? FrameID(rawValue: 0))
        func isOfSame(_ other: RetentionMark) -> Bool { other.cut.kind == cut.kind && other.cut.detail == cut.detail }
        tables.retentionMarks.removeAll { isOfSame($0) && $0.cut.before <= cut.before }
        guard !tables.retentionMarks.contains(where: { isOfSame($0) && $0.lastFrame == mark.lastFrame }) else { return }
        tables.retentionMarks.append(mark)
    }

    func removeObservations(_ cut: RetentionCut, limit: Int) -> Int {
        mark(cut)
        var rest = max(0, limit)
        for (receiver, lines) in tables.series {
            for series in lines.keys where series.kind == cut.kind {
                rest -= tables.series[receiver]?[series]?.remove(cut, limit: rest) ?? 0
            }
        }
        return max(0, limit) - rest
    }

    /// None: no month lies apart here.
    func removeMonths(before moment: Timestamp) -> Int { 0 }

    /// Nothing to make.
    func makeMonths(after moment: Timestamp) {}
}

extension BidirectionalCollection {
    /// The elements at one end, at most so many.
    fileprivate func kept(_ end: SeriesEnd, _ limit: Int) -> [Element] {
        switch end {
        case .earliest: first(limit)
        case .latest: Array(suffix(Swift.max(0, limit)))
        }
    }
}
