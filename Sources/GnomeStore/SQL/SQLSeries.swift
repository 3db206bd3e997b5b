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
        .sorted(by: PlacedObservation.areSideBySide)
        let single = placed.filter { $0.details.contains(.raw) }
        try makeMonths(of: single)
        let added: [FrameID?] = try connection.firstOfEach(
            """
            INSERT INTO observations (receiver_id, series_id, moment, frame_id, device_at, value)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (receiver_id, series_id, moment, frame_id) DO NOTHING
            RETURNING frame_id
            """,
            rows: single.map {
                [$0.receiver.sql, $0.series.sql, $0.moment.sql, $0.frame.sql, $0.deviceTime.sql, $0.value.sql]
            })
        var new = zip(single, added).filter { $1 != nil }.map(\.0)
        if single.count < placed.count {
            new = (new + placed.filter { !$0.details.contains(.raw) }).sorted(by: PlacedObservation.areSideBySide)
        }
        try sumUp(new)
        try setLatest(new)
        return new.count
    }

    func removeSeries(of receiver: ReceiverID) throws(StoreError) {
        try connection.execute("DELETE FROM observations WHERE receiver_id = $1", receiver.sql)
        try connection.execute("DELETE FROM observation_summaries WHERE receiver_id = $1", receiver.sql)
        try connection.execute("DELETE FROM receiver_series WHERE receiver_id = $1", receiver.sql)
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
        let asked = series.filter { connection.memory.numbers[$0] == nil }.sorted()
        var numbers = connection.memory.numbers
        guard !asked.isEmpty else { return numbers }
        numbers.merge(try self.numbers(of: asked)) { $1 }
        let unknown = asked.filter { numbers[$0] == nil }
        let given: [Int64?] = try connection.firstOfEach(
            "INSERT INTO series (class, name) VALUES ($1, $2) RETURNING id",
            rows: unknown.map { [$0.kind.sql, $0.name.sql] })
        for (series, number) in zip(unknown, given) { numbers[series] = number }
        for series in asked { if let number = numbers[series] { connection.memory.learn(number, of: series) } }
        return numbers
    }

    /// Notes the months of observations and the months behind them: a database that keeps each apart makes its place now.
    private func makeMonths(of placed: [PlacedObservation]) throws(StoreError) {
        var months: Set<ObservationMonth> = []
        var latest = Timestamp(microseconds: .min)
        for observation in placed {
            latest = max(latest, observation.receivedAt)
            // Most fall into the month of one before.
            let moment = observation.moment
            guard !months.contains(where: { $0.contains(moment) }), let month = ObservationMonth(of: moment) else {
                continue
            }
            months.insert(month)
        }
        for month in months { if let next = ObservationMonth(of: month.end) { months.insert(next) } }
        months.subtract(connection.memory.months)
        try connection.execute(
            "INSERT INTO observation_months (begins_at, ends_at) VALUES ($1, $2) ON CONFLICT (begins_at) DO NOTHING",
            rows: months.sorted { $0.start < $1.start }.map { [$0.start.sql, $0.end.sql] })
        for month in months where month.end > latest { connection.memory.learn(month) }
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
