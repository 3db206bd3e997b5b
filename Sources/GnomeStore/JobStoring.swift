// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the jobs.
public protocol JobReading {
    /// One job; nothing where there is none of that id, or it is done.
    func job(_ id: JobID) throws(StoreError) -> Job?
    /// The newest jobs in some states, newest first.
    ///
    /// - Parameters:
    ///   - states: Where they stand.
    ///   - kind: Only jobs of this kind; nothing for those of all kinds.
    ///   - before: Only jobs written before this one; nothing to begin with the newest.
    ///   - limit: At most so many.
    func jobs(in states: Set<JobState>, of kind: JobKind?, before: JobID?, limit: Int) throws(StoreError) -> [Job]
    /// How many jobs there are, by state.
    func jobCounts() throws(StoreError) -> [JobState: Int]
    /// How many jobs may be claimed at a moment, by kind.
    func dueJobCounts(at now: Timestamp) throws(StoreError) -> [JobKind: Int]
    /// When the first job of these kinds may be claimed; nothing where there is none.
    func nextDueTime(of kinds: Set<JobKind>) throws(StoreError) -> Timestamp?
}

extension JobReading {
    /// The newest jobs of all kinds in one state, newest first.
    ///
    /// - Parameters:
    ///   - state: Where they stand.
    ///   - before: Only jobs written before this one; nothing to begin with the newest.
    ///   - limit: At most so many.
    public func jobs(_ state: JobState, before: JobID?, limit: Int) throws(StoreError) -> [Job] {
        try jobs(in: [state], of: nil, before: before, limit: limit)
    }
}

/// Changes the jobs.
public protocol JobWriting {
    /// Writes jobs, in the transaction of their cause.
    ///
    /// A draft with a unique key is left out where a job of its kind and key is there, waiting, running or dead. The key of
    /// a job that is done is free again.
    ///
    /// - Returns: One element a draft, in order: the id of the new job, or nothing for a repetition.
    func enqueue(_ drafts: [JobDraft]) throws(StoreError) -> [JobID?]
    /// Lends jobs to a worker: those that are due, and those whose lease has run out; the longest due first.
    ///
    /// - Parameters:
    ///   - kinds: Only jobs of these kinds.
    ///   - now: The moment by which they are due.
    ///   - leaseEnd: When others may claim them again.
    ///   - worker: Who gets them, for people who look for a job.
    ///   - limit: At most so many.
    func claimJobs(
        of kinds: Set<JobKind>, at now: Timestamp, until leaseEnd: Timestamp, by worker: String, limit: Int
    ) throws(StoreError) -> [ClaimedJob]
    /// Takes out a job that is done.
    ///
    /// - Throws: `conflict` where the lease counts for nothing any more.
    func complete(_ lease: JobLease) throws(StoreError)
    /// Puts back a job that failed.
    ///
    /// - Parameters:
    ///   - lease: What shows that the caller holds it.
    ///   - error: What went wrong.
    ///   - next: When it may be claimed again.
    /// - Throws: `conflict` where the lease counts for nothing any more.
    func fail(_ lease: JobLease, error: String, next: Timestamp) throws(StoreError)
    /// Sets aside a job that is not to be tried again.
    ///
    /// - Parameters:
    ///   - lease: What shows that the caller holds it.
    ///   - error: What went wrong.
    /// - Throws: `conflict` where the lease counts for nothing any more.
    func bury(_ lease: JobLease, error: String) throws(StoreError)
    /// Puts back a job that its worker could not go on with for reasons of its own: the attempt does not count.
    ///
    /// - Parameters:
    ///   - lease: What shows that the caller holds it.
    ///   - moment: When it may be claimed again.
    /// - Throws: `conflict` where the lease counts for nothing any more.
    func giveBack(_ lease: JobLease, at moment: Timestamp) throws(StoreError)
    /// Puts off the end of a lease.
    ///
    /// - Throws: `conflict` where the lease counts for nothing any more.
    func extend(_ lease: JobLease, until end: Timestamp) throws(StoreError)
    /// Lets a dead job begin anew, with no attempt counted.
    ///
    /// - Parameters:
    ///   - id: The job.
    ///   - moment: When it is due.
    /// - Throws: `notFound` where there is no dead job of that id.
    func replay(_ id: JobID, at moment: Timestamp) throws(StoreError)
    /// Takes out a dead job that nobody wants done any more.
    ///
    /// - Returns: The job as it was.
    /// - Throws: `notFound` where there is no dead job of that id.
    @discardableResult
    func drop(_ id: JobID) throws(StoreError) -> Job
}

/// A job that is to be written.
public struct JobDraft: Sendable, Hashable {
    /// What is to be done.
    public var kind: JobKind
    /// With what it is to be done.
    public var payload: [UInt8]
    /// What makes it the same job as another of its kind, if anything does.
    public var uniqueKey: String?
    /// When it is written.
    public var createdAt: Timestamp
    /// When it may be begun.
    public var dueAt: Timestamp

    /// A draft of these parts.
    ///
    /// - Parameters:
    ///   - kind: What is to be done.
    ///   - payload: With what.
    ///   - uniqueKey: What makes it the same job as another of its kind.
    ///   - createdAt: When it is written.
    ///   - dueAt: When it may be begun; nothing for at once.
    public init(
        kind: JobKind, payload: [UInt8], uniqueKey: String? = nil, createdAt: Timestamp, dueAt: Timestamp? = nil
    ) {
        self.kind = kind
        self.payload = payload
        self.uniqueKey = uniqueKey
        self.createdAt = createdAt
        self.dueAt = dueAt ?? createdAt
    }
}
