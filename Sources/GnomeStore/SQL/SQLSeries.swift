// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// A name stands once, in `series`, and rows carry its number. Rows are found by receiver, series and time, in the order of
// their key; `receiver_series` leads to all of them.

extension SQLTransaction {
    func series(of receiver: ReceiverID, after last: Series?, limit: Int) throws(StoreError) -> [SeriesOverview] {
        try connection.all(
            """
            SELECT s.class, s.name, r.latest_at, r.latest_value
            FROM receiver_series r JOIN series s ON s.id = r.series_id
            WHERE r.receiver_id = $1 AND (s.class, s.name) > ($2, $3) ORDER BY s.class, s.name LIMIT $4
            """,
            receiver.sql, (last?.kind.rawValue ?? "").sql, (last?.name ?? "").sql, limit.limit)
    }

    func series(named name: String, of receiver: ReceiverID) throws(StoreError) -> [SeriesOverview] {
        try connection.all(
            """
            SELECT s.class, s.name, r.latest_at, r.latest_value
            FROM receiver_series r JOIN series s ON s.id = r.series_id
            WHERE r.receiver_id = $1 AND s.name = $2 ORDER BY s.class
            """,
            receiver.sql, name.sql)
    }

    func observations(
        of series: Series, at receiver: ReceiverID, from: Timestamp, to: Timestamp, keeping end: SeriesEnd, limit: Int
    ) throws(StoreError) -> [StoredObservation] {
        guard let number = try numbers(of: [series])[series] else { return [] }
        let parameters = [receiver.sql, number.sql, from.sql, to.sql, limit.limit]
        switch end {
        case .earliest:
            return try connection.all(
                """
                SELECT moment, frame_id, device_at, value FROM observations
                WHERE receiver_id = $1 AND series_id = $2 AND moment >= $3 AND moment < $4
                ORDER BY moment, frame_id LIMIT $5
                """,
                rows: [parameters])
        case .latest:
            let found: [StoredObservation] = try connection.all(
                """
                SELECT moment, frame_id, device_at, value FROM observations
                WHERE receiver_id = $1 AND series_id = $2 AND moment >= $3 AND moment < $4
                ORDER BY moment DESC, frame_id DESC LIMIT $5
                """,
                rows: [parameters])
            return found.reversed()
        }
    }

    func summaries(
        of series: Series, at receiver: ReceiverID, per detail: SeriesDetail, from: Timestamp, to: Timestamp,
        keeping end: SeriesEnd, limit: Int
    ) throws(StoreError) -> [SeriesSummary] {
        guard let width = detail.width, let number = try numbers(of: [series])[series] else { return [] }
        let parameters = [
            receiver.sql, number.sql, width.sql, detail.start(of: from).sql, to.sql, limit.limit,
        ]
        switch end {
        case .earliest:
            return try connection.all(
                """
                SELECT began_at, observations, minimum, maximum, total, first_at, first_value, last_at, last_value
                FROM observation_summaries
                WHERE receiver_id = $1 AND series_id = $2 AND width = $3 AND began_at >= $4 AND began_at < $5
                ORDER BY began_at LIMIT $6
                """,
                rows: [parameters])
        case .latest:
            let found: [SeriesSummary] = try connection.all(
                """
                SELECT began_at, observations, minimum, maximum, total, first_at, first_value, last_at, last_value
                FROM observation_summaries
                WHERE receiver_id = $1 AND series_id = $2 AND width = $3 AND began_at >= $4 AND began_at < $5
                ORDER BY began_at DESC LIMIT $6
                """,
                rows: [parameters])
            return found.reversed()
        }
    }

    func seriesClasses() throws(StoreError) -> [SeriesClass] {
        try connection.all("SELECT DISTINCT class FROM series ORDER BY class")
    }

    /// The numbers of those series that have one.
    func numbers(of series: [Series]) throws(StoreError) -> [Series: Int64] {
        let found: [Int64?] = try connection.firstOfEach(
            "SELECT id FROM series WHERE class = $1 AND name = $2", rows: series.map { [$0.kind.sql, $0.name.sql] })
        var numbers: [Series: Int64] = [:]
        for (series, number) in zip(series, found) { numbers[series] = number }
        return numbers
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
