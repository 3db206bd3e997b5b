// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func job(_ id: JobID) -> Job? { tables.jobs[id]?.job }

    func jobs(in states: Set<JobState>, of kind: JobKind?, before: JobID?, limit: Int) -> [Job] {
        tables.jobs.rows(before: before).lazy.map(\.job)
            .filter { states.contains($0.state) && (kind == nil || $0.kind == kind) }.first(limit)
    }

    func jobCounts() -> [JobState: Int] {
        tables.jobs.rows.reduce(into: [:]) { $0[$1.job.state, default: 0] += 1 }
    }

    func dueJobCounts(at now: Timestamp) -> [JobKind: Int] {
        tables.jobs.rows.filter { $0.isDue(at: now) }.reduce(into: [:]) { $0[$1.job.kind, default: 0] += 1 }
    }

    func nextDueTime(of kinds: Set<JobKind>) -> Timestamp? {
        tables.jobs.rows.lazy.map(\.job).filter { $0.state != .dead && kinds.contains($0.kind) }.map(\.dueAt).min()
    }

    func enqueue(_ drafts: [JobDraft]) -> [JobID?] {
        drafts.map { draft in
            let row = tables.jobs.insert { id in
                MemoryJob(
                    job: Job(
                        id: id, kind: draft.kind, state: .waiting, payload: draft.payload, uniqueKey: draft.uniqueKey,
                        attempts: 0, createdAt: draft.createdAt, dueAt: draft.dueAt, worker: nil, error: nil))
            }
            return row?.id
        }
    }

    func claimJobs(
        of kinds: Set<JobKind>, at now: Timestamp, until leaseEnd: Timestamp, by worker: String, limit: Int
    ) -> [ClaimedJob] {
        tables.jobs.rows
            .filter { $0.isDue(at: now) && kinds.contains($0.job.kind) }
            .sorted { ($0.job.dueAt, $0.id) < ($1.job.dueAt, $1.id) }
            .first(limit)
            .compactMap { due in tables.jobs.update(due.id) { $0.lend(to: worker, until: leaseEnd) } }
    }

    func complete(_ lease: JobLease) throws(StoreError) {
        try change(lease) { _ in }
        tables.jobs.remove(lease.job)
    }

    func fail(_ lease: JobLease, error: String, next: Timestamp) throws(StoreError) {
        try change(lease) { job in
            job.state = .waiting
            job.dueAt = next
            job.error = error
        }
    }

    func bury(_ lease: JobLease, error: String) throws(StoreError) {
        try change(lease) { job in
            job.state = .dead
            job.error = error
        }
    }

    func giveBack(_ lease: JobLease, at moment: Timestamp) throws(StoreError) {
        try change(lease) { job in
            job.state = .waiting
            job.attempts -= 1
            job.dueAt = moment
        }
    }

    func extend(_ lease: JobLease, until end: Timestamp) throws(StoreError) {
        try change(lease) { $0.dueAt = end }
    }

    func replay(_ id: JobID, at moment: Timestamp) throws(StoreError) {
        let replayed = tables.jobs.update(id) { row -> Job? in
            guard row.job.state == .dead else { return nil }
            row.job.state = .waiting
            row.job.attempts = 0
            row.job.dueAt = moment
            return row.job
        }
        guard replayed != nil else { throw .noDeadJob }
    }

    func drop(_ id: JobID) throws(StoreError) -> Job {
        guard let job = job(id), job.state == .dead else { throw .noDeadJob }
        tables.jobs.remove(id)
        return job
    }

    /// Changes a job for whoever holds it.
    private func change(_ lease: JobLease, _ body: (inout Job) -> Void) throws(StoreError) {
        let changed = tables.jobs.update(lease.job) { row -> Job? in
            guard row.job.state == .running, row.lease == lease.number else { return nil }
            body(&row.job)
            return row.job
        }
        guard changed != nil else { throw .leaseLost }
    }
}

/// A job, with how often it was lent out.
struct MemoryJob: MemoryRow {
    struct Key: Hashable, Sendable {
        let kind: ExactText
        let text: ExactText
    }

    var job: Job
    private(set) var lease: Int64 = 0

    init(job: Job) { self.job = job }

    var id: JobID { job.id }
    var rowKey: Key? { job.uniqueKey.map { Key(kind: ExactText(job.kind.rawValue), text: ExactText($0)) } }

    /// Whether a worker may have it.
    func isDue(at now: Timestamp) -> Bool { job.state != .dead && job.dueAt <= now }

    mutating func lend(to worker: String, until end: Timestamp) -> ClaimedJob {
        lease += 1
        job.state = .running
        job.attempts += 1
        job.dueAt = end
        job.worker = worker
        return ClaimedJob(lease: JobLease(job: id, number: lease), job: job)
    }
}
