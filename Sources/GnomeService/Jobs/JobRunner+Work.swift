// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

extension JobRunner {
    /// How an attempt ended.
    private enum Outcome: Sendable {
        case done
        case failed(String)
        case lost
    }

    /// Does a job, and writes down what came of it.
    func work(on claimed: ClaimedJob) async {
        let job = claimed.job
        guard let handler = handlers[job.kind] else { return }
        // A job that takes its process down with it never fails; so what was begun is counted too.
        guard job.attempts <= limits.retry.attempts else {
            await bury(claimed, "It was begun \(job.attempts - 1) times and never came to an end.")
            return
        }
        switch await attempt(claimed, with: handler) {
        case .done: await settle(claimed, .done, .done(job))
        case .lost: observe(.lost(job))
        case .failed where Task.isCancelled: await settle(claimed, .givenBack(at: now()), .givenBack(job))
        case .failed(let error):
            switch limits.retry.decision(afterAttempt: job.attempts, failedAt: now(), random: random()) {
            case .dead: await bury(claimed, error)
            case .retry(let next):
                await settle(claimed, .failed(error: error, next: next), .failed(job, error: error, next: next))
            }
        }
    }

    /// Sets a job aside.
    private func bury(_ claimed: ClaimedJob, _ error: String) async {
        await settle(claimed, .dead(error: error), .buried(claimed.job, error: error))
    }

    /// Lets the handler do a job, and extends the lease meanwhile.
    private func attempt(_ claimed: ClaimedJob, with handler: @escaping Handler) async -> Outcome {
        await withTaskGroup(of: Outcome?.self) { group in
            group.addTask {
                do {
                    try await handler(claimed.job)
                    return .done
                } catch {
                    // No more than fits a page; what a foreign server answers may be long.
                    return .failed(String(String.UnicodeScalarView("\(error)".unicodeScalars.prefix(1000))))
                }
            }
            group.addTask { await self.keep(claimed.lease) }
            for await case let outcome? in group {
                group.cancelAll()
                return outcome
            }
            return .lost
        }
    }

    /// Extends a lease until it is cancelled, or until another worker has the job.
    private func keep(_ lease: JobLease) async -> Outcome? {
        while (try? await pause(limits.lease / 3)) != nil {
            let end = now().advanced(by: limits.lease)
            do throws(StoreError) {
                try await store.write { (store) throws(StoreError) in try store.extend(lease, until: end) }
            } catch {
                guard error.code != .conflict else { return .lost }
                // The store is away: the next time is early enough, and if not, the lease itself tells.
            }
        }
        return nil
    }

    /// Writes down what came of a job, however long it takes.
    private func settle(_ claimed: ClaimedJob, _ settlement: JobSettlement, _ event: JobEvent) async {
        var pauses = DoublingPause()
        var isRepeated = false
        while true {
            do throws(StoreError) {
                try await store.write { [isRepeated] (store) throws(StoreError) in
                    try settlement.write(claimed.lease, to: store, isRepeated: isRepeated)
                }
                observe(event)
                return
            } catch {
                switch error.disposition {
                case .conflict:
                    observe(.lost(claimed.job))
                    return
                case .retry, .unavailable:
                    observe(.waiting(error))
                    isRepeated = true
                    if (try? await pause(pauses.next())) != nil { continue }
                default: break
                }
                observe(.unsettled(claimed.job, error))
                return
            }
        }
    }
}
