// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore

extension Server {
    /// What is done later, by whichever server comes to it first.
    static func runner(
        over store: any Store, retention: RetentionService, access: AccessService, forwarder: Forwarder,
        accounts: BrokerAccounts?,
        metrics: Metrics, log: Log
    ) -> JobRunner {
        JobRunner(
            over: store, as: worker,
            handlers: [
                RetentionService.kind: { job in
                    let outcome = try await retention.run(job)
                    metrics.count(.retired, by: outcome.rows)
                    log(
                        .info, "old observations were taken away",
                        [
                            "rows": .integer(Int64(outcome.rows)), "months": .integer(Int64(outcome.months)),
                            "through": .bool(outcome.isThrough),
                        ])
                },
                AccessService.forgetting: { _ in
                    let now = SystemTime.now()
                    // First, so that a run that fails too often ends nothing but itself.
                    try await access.scheduleForgetting(at: now)
                    try await access.forget(at: now)
                },
                ForwardJob.kind: forwarder.jobHandler,
                // Without a broker there is nothing to take away.
                BrokerAccounts.removal: { job in try await accounts?.remove(job, at: SystemTime.now()) },
            ], now: SystemTime.now, pause: SystemTime.pause,
            observe: { event in event.tell(metrics: metrics, log: log) })
    }

    /// Does jobs until it is stopped.
    static func jobs(_ runner: JobRunner, retention: RetentionService, access: AccessService) -> LifecycleService {
        .preparing(
            "jobs",
            {
                try await retention.schedule()
                try await access.scheduleForgetting(at: SystemTime.now())
            }, run: runner.run, stop: runner.stop)
    }

    /// What this process is called, for people who look for who does something.
    static var worker: String {
        let process = ProcessInfo.processInfo
        return "\(process.hostName) \(process.processIdentifier)"
    }
}

extension JobEvent {
    /// Counts and logs it.
    fileprivate func tell(metrics: Metrics, log: Log) {
        switch self {
        case .done(let job): metrics.count(.jobsEnded, ("kind", job.kind.rawValue), ("outcome", "done"))
        case .failed(let job, let error, let next):
            metrics.count(.jobsEnded, ("kind", job.kind.rawValue), ("outcome", "failed"))
            log(.warning, "a job failed and is tried again", job.fields(error, ["next": .string("\(next)")]))
        case .buried(let job, let error):
            metrics.count(.jobsEnded, ("kind", job.kind.rawValue), ("outcome", "dead"))
            log(.error, "a job is dead: look at it with “gnomectl jobs show”", job.fields(error))
        case .givenBack(let job): log(.info, "a job was broken off, and begins anew", job.fields(nil))
        case .lost(let job): log(.warning, "a job went to another server while it was being done", job.fields(nil))
        case .unsettled(let job, let error):
            log(.error, "what came of a job could not be written; it is done again", job.fields("\(error)"))
        case .unhandled(let kind, let count):
            log(
                .warning, "jobs wait that this server does not know",
                ["kind": .string(kind.rawValue), "count": .integer(Int64(count))])
        case .waiting(let error):
            log(.warning, "jobs wait for the store", ["error": .string(String(reflecting: error))])
        }
    }
}

extension Job {
    fileprivate func fields(_ error: String?, _ more: [String: JSONValue] = [:]) -> [String: JSONValue] {
        var fields = more
        fields["job"] = .integer(id.rawValue)
        fields["kind"] = .string(kind.rawValue)
        fields["attempts"] = .integer(Int64(attempts))
        fields["error"] = error.map { .string($0) }
        return fields
    }
}

extension Metrics.Family {
    static let jobs = Metrics.Family("gnome_jobs", .gauge, "Jobs in the store, by state.")
    static let oldestJob = Metrics.Family(
        "gnome_jobs_oldest_due_seconds", .gauge, "How long the job that waits longest has been due.")
    static let jobsEnded = Metrics.Family(
        "gnome_jobs_ended_total", .counter, "Attempts at jobs that ended here, by kind and outcome.")
    static let retired = Metrics.Family(
        "gnome_retention_rows_total", .counter, "Rows of observations that were taken away because of their age.")
}
