// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func logInThrottle(of subject: String) throws(StoreError) -> LogInThrottle {
        try connection.first("SELECT failures, last_failed_at FROM log_in_throttles WHERE subject = $1", subject.sql)
            ?? LogInThrottle()
    }

    func setLogInThrottle(_ throttle: LogInThrottle, of subject: String) throws(StoreError) {
        guard throttle.failures > 0 else {
            return try connection.execute("DELETE FROM log_in_throttles WHERE subject = $1", subject.sql)
        }
        try connection.execute(
            """
            INSERT INTO log_in_throttles (subject, failures, last_failed_at) VALUES ($1, $2, $3)
            ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_failed_at = excluded.last_failed_at
            """,
            subject.sql, throttle.failures.sql, throttle.lastFailure.sql)
    }

    func forgetLogInThrottles(lastFailedBefore moment: Timestamp) throws(StoreError) -> Int {
        let forgotten: [Int64] = try connection.all(
            "DELETE FROM log_in_throttles WHERE last_failed_at < $1 RETURNING id", moment.sql)
        return forgotten.count
    }
}

extension LogInThrottle: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(failures: try row.next(), lastFailure: try row.next())
    }
}
