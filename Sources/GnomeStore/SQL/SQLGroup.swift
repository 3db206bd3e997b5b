// SPDX-License-Identifier: Apache-2.0

/// Jobs that are committed together: one transaction, one flush to disk for all of them.
///
/// At first they run one after the other as if they were one. Only when one fails, all of it is undone and they run again,
/// each as a part that is undone alone: parts cost every job something, and few fail.
struct SQLGroup: Sendable {
    /// A group takes no further job when it has so many, or has taken so long.
    private static let limit = (jobs: 200, time: Duration.milliseconds(20))

    private var jobs: [SQLJob]
    private var outcomes: [SQLJob.Outcome] = []

    /// A group that so far is this job alone.
    init(_ first: SQLJob) { jobs = [first] }

    /// Runs the jobs, and those that wait behind them, in a transaction, and makes it durable.
    ///
    /// It may be called again after it threw: nothing of the group was kept then, or, where a server was lost while it
    /// committed, the caller knows how to find out.
    ///
    /// - Throws: Why nothing of the group could be kept. The failure of a job alone is its own outcome.
    mutating func run(on session: any SQLSession, from line: SQLLine) throws(StoreError) {
        outcomes = []
        FailPoint.beforeBegin.pass()
        try begin(session)
        FailPoint.afterBegin.pass()
        guard try runTogether(on: session, from: line) else { return try runApart(on: session) }
        try commit(session)
    }

    private func begin(_ session: any SQLSession) throws(StoreError) {
        try session.begin(writing: true)
        session.memory.begin()
    }

    private func commit(_ session: any SQLSession) throws(StoreError) {
        FailPoint.beforeCommit.pass()
        try session.commit()
        session.memory.keep()
        FailPoint.afterCommit.pass()
    }

    /// Runs the jobs as one; false where one of them failed, and all is undone.
    private mutating func runTogether(on session: any SQLSession, from line: SQLLine) throws(StoreError) -> Bool {
        let begin = ContinuousClock.now
        while outcomes.count < jobs.count {
            let outcome = jobs[outcomes.count].run(session, false)
            outcomes.append(outcome)
            FailPoint.afterJob.pass()
            if let error = outcome.error {
                guard !session.isLost else { throw session.failure ?? error }
                return false
            }
            if outcomes.count == jobs.count, jobs.count < Self.limit.jobs, begin.duration(to: .now) < Self.limit.time,
                let next = line.next()
            {
                jobs.append(next)
            }
        }
        return true
    }

    /// Runs each job as a part of its own, after they failed together.
    private mutating func runApart(on session: any SQLSession) throws(StoreError) {
        guard jobs.count > 1 else { return }  // It has its outcome.
        outcomes = []
        try begin(session)
        for job in jobs {
            let outcome = job.run(session, true)
            outcomes.append(outcome)
            FailPoint.afterJob.pass()
            // A full disk ends the whole transaction, also what those before had done in it.
            guard session.isInTransaction, !session.isLost else {
                throw session.failure ?? outcome.error ?? StoreError(.unavailable, "The transaction was ended.")
            }
        }
        try commit(session)
    }

    /// Tells the callers how it went.
    ///
    /// - Parameter failure: Why nothing of the group was kept; nothing where it was.
    func tell(failure: StoreError? = nil) {
        for (index, job) in jobs.enumerated() {
            if index < outcomes.count {
                outcomes[index].tell(failure)
            } else if let failure {
                job.refuse(failure)
            }
        }
    }
}
