// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func forwards() throws(StoreError) -> [Forward] {
        try forwards(connection.all("SELECT name FROM forwards ORDER BY name"))
    }

    func forward(named name: ForwardName) throws(StoreError) -> Forward? {
        try forwards([name]).first
    }

    private func forwards(_ names: [ForwardName]) throws(StoreError) -> [Forward] {
        try connection.all(
            """
            SELECT id, name, target, state, last_frame_id, failures, retry_at, error, lease, leased_until, worker, created_at
            FROM forwards WHERE name = $1
            """,
            rows: names.map { [$0.sql] })
    }

    func add(_ draft: ForwardDraft) throws(StoreError) -> Forward {
        let id: ForwardID? = try connection.first(
            """
            INSERT INTO forwards (name, target, state, last_frame_id, failures, lease, created_at)
            VALUES ($1, $2, 'running', $3, 0, 0, $4)
            ON CONFLICT (name) DO NOTHING
            RETURNING id
            """,
            draft.name.sql, draft.target.sql, draft.cursor.sql, draft.createdAt.sql)
        guard id != nil, let forward = try forward(named: draft.name) else {
            throw .forwardExists(draft.name)
        }
        return forward
    }

    func remove(forwardNamed name: ForwardName) throws(StoreError) {
        try existing(name, connection.first("DELETE FROM forwards WHERE name = $1 RETURNING id", name.sql))
    }

    func steer(forwardNamed name: ForwardName, to progress: ForwardProgress) throws(StoreError) {
        try existing(
            name,
            connection.first(
                """
                UPDATE forwards SET state = $2, last_frame_id = $3, failures = $4, retry_at = $5, error = $6,
                    lease = lease + 1, leased_until = NULL
                WHERE name = $1 RETURNING id
                """,
                name.sql, progress.state.sql, progress.cursor.sql, progress.breaker.failures.sql,
                progress.breaker.retryAt.sql, progress.error.sql))
    }

    func claimForward(
        _ id: ForwardID, at now: Timestamp, until leaseEnd: Timestamp, by worker: String
    ) throws(StoreError) -> Forward? {
        let name: ForwardName? = try connection.first(
            """
            UPDATE forwards SET lease = lease + 1, leased_until = $3, worker = $4
            WHERE id = $1 AND state = 'running' AND (leased_until IS NULL OR leased_until <= $2)
                AND (retry_at IS NULL OR retry_at <= $2)
            RETURNING name
            """,
            id.sql, now.sql, leaseEnd.sql, worker.sql)
        return try name.map { name throws(StoreError) in try forward(named: name) } ?? nil
    }

    func record(_ progress: ForwardProgress, by lease: ForwardLease, until leaseEnd: Timestamp?) throws(StoreError) {
        let id: ForwardID? = try connection.first(
            """
            UPDATE forwards SET state = $3, last_frame_id = $4, failures = $5, retry_at = $6, error = $7, leased_until = $8
            WHERE id = $1 AND lease = $2 AND leased_until IS NOT NULL RETURNING id
            """,
            lease.forward.sql, lease.number.sql, progress.state.sql, progress.cursor.sql,
            progress.breaker.failures.sql, progress.breaker.retryAt.sql, progress.error.sql, leaseEnd.sql)
        guard id != nil else { throw .forwardLost }
    }

    /// Refuses what was asked of a forward that is not there.
    private func existing(_ name: ForwardName, _ changed: ForwardID?) throws(StoreError) {
        guard changed != nil else { throw .noForward(name) }
    }
}

extension Forward: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        let id: ForwardID = try row.next()
        let name: ForwardName = try row.next()
        let target: ForwardTarget = try row.next()
        let progress = ForwardProgress(
            state: try row.next(), cursor: try row.next(),
            breaker: CircuitBreaker(failures: try row.next(), retryAt: try row.next()), error: try row.next())
        self.init(
            id: id, name: name, target: target, progress: progress,
            lease: ForwardLease(forward: id, number: try row.next()), leasedUntil: try row.next(),
            worker: try row.next(), createdAt: try row.next())
    }
}

extension ForwardTarget: SQLColumn {
    var sql: SQLValue { JSONText(self).sql }
    init?(sql: SQLValue) {
        guard let text = JSONText<Self>(sql: sql) else { return nil }
        self = text.value
    }
}
