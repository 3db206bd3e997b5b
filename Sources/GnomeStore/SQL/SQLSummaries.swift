// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    /// Adds to the summaries of hours and days, in the order of storage, and goes on from the sums that are there: so the
    /// last bit of a sum does not depend on which frames were taken in together.
    func sumUp(_ placed: [PlacedObservation]) throws(StoreError) {
        let spans = [SeriesDetail.hour, .day].flatMap { self.spans(of: placed, per: $0) }
        try addOne(to: spans.filter { $0.observations.count == 1 })
        try addSeveral(to: spans.filter { $0.observations.count > 1 })
    }

    /// Adds the one observation of each span to its summary, which need not be read for that.
    private func addOne(to spans: [Span]) throws(StoreError) {
        try connection.execute(
            """
            INSERT INTO observation_summaries (receiver_id, series_id, width, began_at, observations, minimum, maximum,
                total, first_at, first_value, last_at, last_value)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (receiver_id, series_id, width, began_at) DO UPDATE SET
                observations = observation_summaries.observations + excluded.observations,
                minimum = CASE WHEN excluded.minimum < observation_summaries.minimum
                    THEN excluded.minimum ELSE observation_summaries.minimum END,
                maximum = CASE WHEN excluded.maximum > observation_summaries.maximum
                    THEN excluded.maximum ELSE observation_summaries.maximum END,
                total = observation_summaries.total + excluded.total,
                first_value = CASE WHEN excluded.first_at < observation_summaries.first_at
                    THEN excluded.first_value ELSE observation_summaries.first_value END,
                first_at = CASE WHEN excluded.first_at < observation_summaries.first_at
                    THEN excluded.first_at ELSE observation_summaries.first_at END,
                last_value = CASE WHEN excluded.last_at >= observation_summaries.last_at
                    THEN excluded.last_value ELSE observation_summaries.last_value END,
                last_at = CASE WHEN excluded.last_at >= observation_summaries.last_at
                    THEN excluded.last_at ELSE observation_summaries.last_at END
            """,
            rows: spans.compactMap { span in span.added(to: nil).map { span.key + $0.sqlValues } })
    }

    /// Adds the observations of each span to its summary: one after the other, so the database can't do it in one step.
    private func addSeveral(to spans: [Span]) throws(StoreError) {
        let summaries: [SeriesSummary?] = try connection.firstOfEach(
            """
            SELECT began_at, observations, minimum, maximum, total, first_at, first_value, last_at, last_value
            FROM observation_summaries WHERE receiver_id = $1 AND series_id = $2 AND width = $3 AND began_at = $4
            """,
            rows: spans.map(\.key))
        try connection.execute(
            """
            INSERT INTO observation_summaries (receiver_id, series_id, width, began_at, observations, minimum, maximum,
                total, first_at, first_value, last_at, last_value)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (receiver_id, series_id, width, began_at) DO UPDATE SET
                observations = excluded.observations, minimum = excluded.minimum, maximum = excluded.maximum,
                total = excluded.total, first_at = excluded.first_at, first_value = excluded.first_value,
                last_at = excluded.last_at, last_value = excluded.last_value
            """,
            rows: zip(spans, summaries).compactMap { span, summary in
                span.added(to: summary).map { span.key + $0.sqlValues }
            })
    }

    /// The observations of each hour or day, which lie side by side, in the order of storage.
    private func spans(of placed: [PlacedObservation], per detail: SeriesDetail) -> [Span] {
        guard let width = detail.width else { return [] }
        var spans: [Span] = []
        var rest = placed.filter { $0.details.contains(SeriesDetails(detail)) }[...]
        while let first = rest.first {
            let start = detail.start(of: first.moment)
            let together = rest.prefix { $0.isOfSeries(of: first) && detail.start(of: $0.moment) == start }
            spans.append(
                Span(
                    key: [first.receiver.sql, first.series.sql, width.sql, start.sql], detail: detail,
                    observations: together.count == 1
                        ? together : together.sorted(by: PlacedObservation.areInOrder)[...]))
            rest = rest.dropFirst(together.count)
        }
        return spans
    }
}

/// The observations that go into one summary.
private struct Span {
    /// The key of the summary.
    let key: [SQLValue]
    let detail: SeriesDetail
    let observations: ArraySlice<PlacedObservation>

    /// The summary with its observations, in their order.
    func added(to summary: SeriesSummary?) -> SeriesSummary? {
        observations.reduce(into: summary) { $0.add($1.value, at: $1.moment, per: detail) }
    }
}

extension SeriesSummary? {
    /// Takes in one more observation; the first makes the summary.
    fileprivate mutating func add(_ value: Double, at moment: Timestamp, per detail: SeriesDetail) {
        if self?.add(value, at: moment) == nil { self = SeriesSummary(value, at: moment, per: detail) }
    }
}

extension SeriesSummary: SQLRecord {
    /// All columns behind the key.
    fileprivate var sqlValues: [SQLValue] {
        [count.sql, minimum.sql, maximum.sql, sum.sql, firstAt.sql, first.sql, lastAt.sql, last.sql]
    }

    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            start: try row.next(), count: try row.next(), minimum: try row.next(), maximum: try row.next(),
            sum: try row.next(), firstAt: try row.next(), first: try row.next(), lastAt: try row.next(),
            last: try row.next())
    }
}
