// SPDX-License-Identifier: Apache-2.0

/// Shows that a worker holds a job.
///
/// Each time a job is lent out its number grows, also past a replay, and so a worker whose job went to another holds a
/// lease that counts for nothing. No clock is needed to tell.
public struct JobLease: Sendable, Hashable {
    /// The job.
    public var job: JobID
    /// How often the job has been lent out, this time included.
    public var number: Int64

    /// The lease of a job with a number.
    public init(job: JobID, number: Int64) {
        self.job = job
        self.number = number
    }
}

/// A job that is lent to a worker, with what shows it.
public struct ClaimedJob: Sendable, Hashable {
    /// What shows that the worker holds it.
    public var lease: JobLease
    /// The job; its attempts include this one.
    public var job: Job

    /// A claimed job of these parts.
    public init(lease: JobLease, job: Job) {
        self.lease = lease
        self.job = job
    }
}
