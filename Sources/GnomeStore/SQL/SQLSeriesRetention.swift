// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// What is counted and what is taken away stand side by side, with the same conditions word for word.

extension SQLTransaction {
    func countObservations(_ cut: RetentionCut, limit: Int) throws(StoreError) -> Int {
        guard let width = cut.detail.width else {
            return try connection.first(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM receiver_series r JOIN series s ON s.id = r.series_id
                        JOIN observations o ON o.receiver_id = r.receiver_id AND o.series_id = r.series_id
                    WHERE s.class = $1 AND o.moment < $2 LIMIT $3) counted
                """,
                cut.kind.sql, cut.before.sql, limit.limit) ?? 0
        }
        return try connection.first(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM receiver_series r JOIN series s ON s.id = r.series_id
                    JOIN observation_summaries o ON o.receiver_id = r.receiver_id AND o.series_id = r.series_id
                WHERE s.class = $1 AND o.width = $2 AND o.began_at < $3 LIMIT $4) counted
            """,
            cut.kind.sql, width.sql, cut.detail.start(of: cut.before).sql, limit.limit) ?? 0
    }

    func removeObservations(_ cut: RetentionCut, limit: Int) throws(StoreError) -> Int {
        try mark(cut)
        let removed: [Int64]
        if let width = cut.detail.width {
            removed = try connection.all(
                """
                DELETE FROM observation_summaries WHERE (receiver_id, series_id, width, began_at) IN (
                    SELECT o.receiver_id, o.series_id, o.width, o.began_at
                    FROM receiver_series r JOIN series s ON s.id = r.series_id
                        JOIN observation_summaries o ON o.receiver_id = r.receiver_id AND o.series_id = r.series_id
                    WHERE s.class = $1 AND o.width = $2 AND o.began_at < $3 LIMIT $4)
                RETURNING receiver_id
                """,
                cut.kind.sql, width.sql, cut.detail.start(of: cut.before).sql, limit.limit)
        } else {
            removed = try connection.all(
                """
                DELETE FROM observations WHERE (receiver_id, series_id, moment, frame_id) IN (
                    SELECT o.receiver_id, o.series_id, o.moment, o.frame_id
                    FROM receiver_series r JOIN series s ON s.id = r.series_id
                        JOIN observations o ON o.receiver_id = r.receiver_id AND o.series_id = r.series_id
                    WHERE s.class = $1 AND o.moment < $2 LIMIT $3)
                RETURNING receiver_id
                """,
                cut.kind.sql, cut.before.sql, limit.limit)
        }
        return removed.count
    }

    func removeMonths(before moment: Timestamp) throws(StoreError) -> Int {
        let ends: [Timestamp] = try connection.all(
            "DELETE FROM observation_months WHERE is_apart = 1 AND ends_at <= $1 RETURNING ends_at", moment.sql)
        connection.memory.forget()
        if let end = ends.max() {
            for kind in try seriesClasses() { try mark(RetentionCut(kind: kind, detail: .raw, before: end)) }
        }
        return ends.count
    }

    func makeMonths(after moment: Timestamp) throws(StoreError) {
        // What got no place apart tries again as long as nothing can lie in it.
        try connection.execute("DELETE FROM observation_months WHERE is_apart = 0 AND begins_at > $1", moment.sql)
        let first = ObservationMonth(of: moment)?.next
        try note(Set([first, first?.next].compactMap(\.self)))
    }

    /// Notes months; a database that keeps each apart makes its place.
    func note(_ months: Set<ObservationMonth>) throws(StoreError) {
        try connection.execute(
            "INSERT INTO observation_months (begins_at, ends_at) VALUES ($1, $2) ON CONFLICT (begins_at) DO NOTHING",
            rows: months.sorted { $0.start < $1.start }.map { [$0.start.sql, $0.end.sql] })
    }
}
