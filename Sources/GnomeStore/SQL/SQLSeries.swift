// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// A name stands once, in `series`, and rows carry its number. Rows are found by receiver, series and time, in the order of
// their key; `receiver_series` leads to all of them.

extension SQLTransaction {
    func series(of receiver: ReceiverID) throws(StoreError) -> [SeriesOverview] {
        try connection.all(
            """
            SELECT s.class, s.name, r.latest_at, r.latest_value
            FROM receiver_series r JOIN series s ON s.id = r.series_id
            WHERE r.receiver_id = $1 ORDER BY s.class, s.name
            """,
            receiver.sql)
    }

    func observations(
        of series: Series, at receiver: ReceiverID, from: Timestamp, to: Timestamp, limit: Int
    ) throws(StoreError) -> [StoredObservation] {
        guard let number = try numbers(of: [series])[series] else { return [] }
        return try connection.all(
            """
            SELECT moment, frame_id, device_at, value FROM observations
            WHERE receiver_id = $1 AND series_id = $2 AND moment >= $3 AND moment < $4
            ORDER BY moment, frame_id LIMIT $5
            """,
            receiver.sql, number.sql, from.sql, to.sql, limit.limit)
    }

    func summaries(
        of series: Series, at receiver: ReceiverID, per detail: SeriesDetail, from: Timestamp, to: Timestamp, limit: Int
    ) throws(StoreError) -> [SeriesSummary] {
        guard let width = detail.width, let number = try numbers(of: [series])[series] else { return [] }
        return try connection.all(
            """
            SELECT began_at, observations, minimum, maximum, total, first_at, first_value, last_at, last_value
            FROM observation_summaries
            WHERE receiver_id = $1 AND series_id = $2 AND width = $3 AND began_at >= $4 AND began_at < $5
            ORDER BY began_at LIMIT $6
            """,
            receiver.sql, number.sql, width.sql, detail.start(of: from).sql, to.sql, limit.limit)
    }

    func seriesClasses() throws(StoreError) -> [SeriesClass] {
        try connection.all("SELECT DISTINCT class FROM series ORDER BY class")
    }

    func add(_ observations: [ObservationDraft]) throws(StoreError) -> Int {
        guard !observations.isEmpty else { return 0 }
        let numbers = try intern(Set(observations.map(\.observation.series)))
        // In the order of the key, so that rows that lie side by side are added side by side.
        let placed = observations.compactMap { draft in
            numbers[draft.observation.series].map { PlacedObservation(draft, series: $0) }
        }
        .sorted()
        try makeMonths(of: placed)
        let added: [FrameID?] = try connection.firstOfEach(
            """
            INSERT INTO observations (receiver_id, series_id, moment, frame_id, device_at, value)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (receiver_id, series_id, moment, frame_id) DO NOTHING
            RETURNING frame_id
            """,
            rows: placed.map {
                [$0.receiver.sql, $0.series.sql, $0.moment.sql, $0.frame.sql, $0.deviceTime.sql, $0.value.sql]
            })
        let new = zip(placed, added).filter { $1 != nil }.map(\.0)
        for detail in [SeriesDetail.hour, .day] { try sumUp(new, per: detail) }
        try setLatest(new)
        return new.count
    }

    /// The numbers of those series that have one.
    private func numbers(of series: [Series]) throws(StoreError) -> [Series: Int64] {
        let found: [Int64?] = try connection.firstOfEach(
            "SELECT id FROM series WHERE class = $1 AND name = $2", rows: series.map { [$0.kind.sql, $0.name.sql] })
        var numbers: [Series: Int64] = [:]
        for (series, number) in zip(series, found) { numbers[series] = number }
        return numbers
    }

    /// The numbers of series; those that have none get one.
    private func intern(_ series: Set<Series>) throws(StoreError) -> [Series: Int64] {
        let sorted = series.sorted()
        var numbers = try numbers(of: sorted)
        let unknown = sorted.filter { numbers[$0] == nil }
        let given: [Int64?] = try connection.firstOfEach(
            "INSERT INTO series (class, name) VALUES ($1, $2) RETURNING id",
            rows: unknown.map { [$0.kind.sql, $0.name.sql] })
        for (series, number) in zip(unknown, given) { numbers[series] = number }
        return numbers
    }

    /// Notes the months of observations and the months behind them: a database that keeps each apart makes its place now.
    private func makeMonths(of placed: [PlacedObservation]) throws(StoreError) {
        var months: Set<ObservationMonth> = []
        for month in Set(placed.compactMap { ObservationMonth(of: $0.moment) }) {
            months.insert(month)
            if let next = ObservationMonth(of: month.end) { months.insert(next) }
        }
        try connection.execute(
            "INSERT INTO observation_months (begins_at, ends_at) VALUES ($1, $2) ON CONFLICT (begins_at) DO NOTHING",
            rows: months.sorted { $0.start < $1.start }.map { [$0.start.sql, $0.end.sql] })
    }

    private func sumUp(_ placed: [PlacedObservation], per detail: SeriesDetail) throws(StoreError) {
        guard let width = detail.width else { return }
        // Rows of one summary follow each other.
        var summaries: [(of: PlacedObservation, summary: SeriesSummary)] = []
        for observation in placed {
            if let last = summaries.last, last.of.isOfSeries(of: observation),
                last.summary.start == detail.start(of: observation.moment)
            {
                summaries[summaries.count - 1].summary.add(observation.value, at: observation.moment)
            } else {
                summaries.append((observation, SeriesSummary(observation.value, at: observation.moment, per: detail)))
            }
        }
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
            rows: summaries.map { observation, summary in
                [
                    observation.receiver.sql, observation.series.sql, width.sql, summary.start.sql, summary.count.sql,
                    summary.minimum.sql, summary.maximum.sql, summary.sum.sql, summary.firstAt.sql, summary.first.sql,
                    summary.lastAt.sql, summary.last.sql,
                ]
            })
    }

    private func setLatest(_ placed: [PlacedObservation]) throws(StoreError) {
        var latest: [PlacedObservation] = []
        for observation in placed {
            if latest.last?.isOfSeries(of: observation) == true { latest.removeLast() }
            latest.append(observation)
        }
        try connection.execute(
            """
            INSERT INTO receiver_series (receiver_id, series_id, latest_at, latest_value) VALUES ($1, $2, $3, $4)
            ON CONFLICT (receiver_id, series_id) DO UPDATE SET
                latest_at = excluded.latest_at, latest_value = excluded.latest_value
            WHERE excluded.latest_at >= receiver_series.latest_at
            """,
            rows: latest.map { [$0.receiver.sql, $0.series.sql, $0.moment.sql, $0.value.sql] })
    }
}

/// An observation with the number of its series.
private struct PlacedObservation: Comparable {
    let receiver: ReceiverID
    let series: Int64
    let moment: Timestamp
    let frame: FrameID
    let deviceTime: Timestamp?
    let value: Double

    init(_ draft: ObservationDraft, series: Int64) {
        receiver = draft.receiver
        self.series = series
        moment = draft.observation.moment
        frame = draft.frame
        deviceTime = draft.observation.deviceTime
        value = draft.observation.value
    }

    func isOfSeries(of other: PlacedObservation) -> Bool { receiver == other.receiver && series == other.series }

    static func < (lhs: PlacedObservation, rhs: PlacedObservation) -> Bool {
        (lhs.receiver.rawValue, lhs.series, lhs.moment, lhs.frame)
            < (rhs.receiver.rawValue, rhs.series, rhs.moment, rhs.frame)
    }
}

extension SeriesOverview: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        let series = Series(try row.next(), try row.next())
        self.init(series: series, latestAt: try row.next(), latest: try row.next())
    }
}

extension StoredObservation: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            moment: try row.next(), frame: try row.next(), deviceTime: try row.next(), value: try row.next())
    }
}

extension SeriesSummary: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            start: try row.next(), count: try row.next(), minimum: try row.next(), maximum: try row.next(),
            sum: try row.next(), firstAt: try row.next(), first: try row.next(), lastAt: try row.next(),
            last: try row.next())
    }
}
