// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// `due_at` is when a job may be claimed, whether it waits for its time or its lease for its end; so one index holds all
// that can be claimed. `lease` counts how often it was claimed, and never goes back.

extension SQLTransaction {
    func job(_ id: JobID) throws(StoreError) -> Job? {
        try jobs([id]).first
    }

    func jobs(
        in states: Set<JobState>, of kind: JobKind?, before: JobID?, limit: Int
    ) throws(StoreError) -> [Job] {
        let before = (before?.rawValue ?? .max).sql
        // The newest of each state, of which the newest of all are taken.
        let found: [JobID]
        if let kind {
            found = try connection.all(
                "SELECT id FROM jobs WHERE state = $1 AND kind = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
                rows: states.map { [$0.sql, kind.sql, before, limit.limit] })
        } else {
            found = try connection.all(
                "SELECT id FROM jobs WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
                rows: states.map { [$0.sql, before, limit.limit] })
        }
        return try jobs(Array(found.sorted(by: >).prefix(max(0, limit))))
    }

    private func jobs(_ ids: [JobID]) throws(StoreError) -> [Job] {
        try connection.all(
            """
            SELECT id, kind, state, payload, unique_key, attempts, created_at, due_at, worker, error
            FROM jobs WHERE id = $1
            """,
            rows: ids.map { [$0.sql] })
    }

    func jobCounts() throws(StoreError) -> [JobState: Int] {
        var counts: [JobState: Int] = [:]
        try connection.run("SELECT state, count(*) FROM jobs GROUP BY state", rows: [[]]) {
            (_, row) throws(StoreError) in
            counts[try row.next()] = try row.next()
        }
        return counts
    }

    func dueJobCounts(at now: Timestamp) throws(StoreError) -> [JobKind: Int] {
        var counts: [JobKind: Int] = [:]
        try connection.run(
            "SELECT kind, count(*) FROM jobs WHERE state <> 'dead' AND due_at <= $1 GROUP BY kind", rows: [[now.sql]]
        ) { (_, row) throws(StoreError) in
            counts[try row.next()] = try row.next()
        }
        return counts
    }

    func nextDueTime(of kinds: Set<JobKind>) throws(StoreError) -> Timestamp? {
        let times: [Timestamp] = try connection.all(
            "SELECT due_at FROM jobs WHERE kind = $1 AND state <> 'dead' ORDER BY due_at LIMIT 1",
            rows: kinds.map { [$0.sql] })
        return times.min()
    }

    func enqueue(_ drafts: [JobDraft]) throws(StoreError) -> [JobID?] {
        try connection.firstOfEach(
            """
            INSERT INTO jobs (kind, state, payload, unique_key, attempts, lease, created_at, due_at)
            VALUES ($1, 'waiting', $2, $3, 0, 0, $4, $5)
            ON CONFLICT (kind, unique_key) WHERE unique_key IS NOT NULL DO NOTHING
            RETURNING id
            """,
            rows: drafts.map { [$0.kind.sql, $0.payload.sql, $0.uniqueKey.sql, $0.createdAt.sql, $0.dueAt.sql] })
    }

    func claimJobs(
        of kinds: Set<JobKind>, at now: Timestamp, until leaseEnd: Timestamp, by worker: String, limit: Int
    ) throws(StoreError) -> [ClaimedJob] {
        // The longest due of each kind, of which the longest due of all are taken.
        let due: [DueJob] = try connection.all(
            """
            SELECT due_at, id FROM jobs WHERE kind = $1 AND state <> 'dead' AND due_at <= $2
            ORDER BY due_at, id LIMIT $3
            """,
            rows: kinds.map { [$0.sql, now.sql, limit.limit] })
        // Writers come one after the other, so nobody can have taken them since; the condition stands here all the same,
        // for a database whose writers don't.
        return try connection.all(
            """
            UPDATE jobs SET state = 'running', attempts = attempts + 1, lease = lease + 1, due_at = $1, worker = $2
            WHERE id = $3 AND state <> 'dead' AND due_at <= $4
            RETURNING lease, id, kind, state, payload, unique_key, attempts, created_at, due_at, worker, error
            """,
            rows: due.sorted().prefix(max(0, limit)).map { [leaseEnd.sql, worker.sql, $0.id.sql, now.sql] })
    }

    func complete(_ lease: JobLease) throws(StoreError) {
        try held(
            connection.first(
                "DELETE FROM jobs WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING id",
                lease.job.sql, lease.number.sql))
    }

    func fail(_ lease: JobLease, error: String, next: Timestamp) throws(StoreError) {
        try held(
            connection.first(
                """
                UPDATE jobs SET state = 'waiting', due_at = $3, error = $4
                WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING id
                """,
                lease.job.sql, lease.number.sql, next.sql, error.sql))
    }

    func bury(_ lease: JobLease, error: String) throws(StoreError) {
        try held(
            connection.first(
                """
                UPDATE jobs SET state = 'dead', error = $3
                WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING id
                """,
                lease.job.sql, lease.number.sql, error.sql))
    }

    func giveBack(_ lease: JobLease, at moment: Timestamp) throws(StoreError) {
        try held(
            connection.first(
                """
                UPDATE jobs SET state = 'waiting', attempts = attempts - 1, due_at = $3
                WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING id
                """,
                lease.job.sql, lease.number.sql, moment.sql))
    }

    func extend(_ lease: JobLease, until end: Timestamp) throws(StoreError) {
        try held(
            connection.first(
                "UPDATE jobs SET due_at = $3 WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING id",
                lease.job.sql, lease.number.sql, end.sql))
    }

    func replay(_ id: JobID, at moment: Timestamp) throws(StoreError) {
        let replayed: JobID? = try connection.first(
            """
            UPDATE jobs SET state = 'waiting', attempts = 0, due_at = $2
            WHERE id = $1 AND state = 'dead' RETURNING id
            """,
            id.sql, moment.sql)
        guard replayed != nil else { throw .noDeadJob }
    }

    func drop(_ id: JobID) throws(StoreError) -> Job {
        let dropped: Job? = try connection.first(
            """
            DELETE FROM jobs WHERE id = $1 AND state = 'dead'
            RETURNING id, kind, state, payload, unique_key, attempts, created_at, due_at, worker, error
            """,
            id.sql)
        guard let dropped else { throw .noDeadJob }
        return dropped
    }

    /// Refuses what was asked with a lease that changed no job.
    private func held(_ changed: JobID?) throws(StoreError) {
        guard changed != nil else { throw .leaseLost }
    }
}

/// A job that can be claimed, in the order in which that is to happen.
private struct DueJob: SQLRecord, Comparable {
    let dueAt: Timestamp
    let id: JobID

    init(row: inout SQLRow) throws(StoreError) {
        dueAt = try row.next()
        id = try row.next()
    }

    static func < (lhs: DueJob, rhs: DueJob) -> Bool { (lhs.dueAt, lhs.id) < (rhs.dueAt, rhs.id) }
}

extension Job: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), kind: try row.next(), state: try row.next(), payload: try row.next(),
            uniqueKey: try row.next(), attempts: try row.next(), createdAt: try row.next(), dueAt: try row.next(),
            worker: try row.next(), error: try row.next())
    }
}

extension ClaimedJob: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        let number: Int64 = try row.next()
        let job = try Job(row: &row)
        self.init(lease: JobLease(job: job.id, number: number), job: job)
    }
}
