// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func retentionMarks() throws(StoreError) -> [RetentionMark] {
        try connection.all(
            """
            SELECT class, width, cut_at, last_frame_id FROM retention_marks ORDER BY class, width, last_frame_id
            """)
    }

    func forgetRetentionMarks() throws(StoreError) { try connection.execute("DELETE FROM retention_marks") }

    /// Notes that a cut was made, in the place of those that took nothing else.
    func mark(_ cut: RetentionCut) throws(StoreError) {
        try connection.execute(
            "DELETE FROM retention_marks WHERE width = $1 AND class = $2 AND cut_at <= $3",
            cut.detail.sql, cut.kind.sql, cut.before.sql)
        try connection.execute(
            """
            INSERT INTO retention_marks (width, class, last_frame_id, cut_at)
            VALUES ($1, $2, (SELECT coalesce(max(id), 0) FROM frames), $3)
            ON CONFLICT (width, class, last_frame_id) DO NOTHING
            """,
            cut.detail.sql, cut.kind.sql, cut.before.sql)
    }
}

extension RetentionMark: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        let cut = RetentionCut(kind: try row.next(), detail: try row.next(), before: try row.next())
        self.init(cut: cut, lastFrame: try row.next())
    }
}
