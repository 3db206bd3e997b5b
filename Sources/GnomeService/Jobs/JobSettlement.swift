// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// What a worker writes down when it is through with a job.
enum JobSettlement: Sendable, Hashable {
    case done
    case failed(error: String, next: Timestamp)
    case dead(error: String)
    case givenBack(at: Timestamp)

    /// Writes it down.
    ///
    /// - Parameters:
    ///   - lease: What shows that the worker holds the job.
    ///   - store: Where the job is.
    ///   - isRepeated: Whether an attempt to write it failed before, which may have been kept all the same.
    /// - Throws: `conflict` where the lease counts for nothing any more, and not because of that attempt.
    func write(_ lease: JobLease, to store: any StoreWriter, isRepeated: Bool) throws(StoreError) {
        do throws(StoreError) {
            switch self {
            case .done: try store.complete(lease)
            case .failed(let error, let next): try store.fail(lease, error: error, next: next)
            case .dead(let error): try store.bury(lease, error: error)
            case .givenBack(let moment): try store.giveBack(lease, at: moment)
            }
        } catch {
            guard error.code == .conflict, isRepeated, isFound(in: try store.job(lease.job)) else { throw error }
        }
    }

    /// Whether a job is as this leaves it; one that is done is gone.
    private func isFound(in job: Job?) -> Bool {
        switch self {
        case .done: job == nil
        case .failed(let error, let next): job?.state == .waiting && job?.error == error && job?.dueAt == next
        case .dead(let error): job?.state == .dead && job?.error == error
        case .givenBack(let moment): job?.state == .waiting && job?.dueAt == moment
        }
    }
}
