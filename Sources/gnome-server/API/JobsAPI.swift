// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Work for later, in JSON; for administrators, because payloads may hold anything.
struct JobsAPI: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            .api(
                "GET", "/jobs", "jobs", access: .permission(.readServer, on: .server),
                Contract(
                    "Lists jobs, the newest first.",
                    query: [
                        .init("state", .oneOf(JobState.self), "Only jobs of this state."),
                        .init("kind", .word(0...100), "Only jobs of this kind."), .before, .limit,
                    ], answers: .json(JobListView.self)), handler: list),
            .api(
                "GET", "/jobs/{id}", "job", access: .permission(.readServer, on: .server),
                Contract("Shows a job with its payload.", answers: .json(JobDetailView.self)), handler: show),
            .api(
                "POST", "/jobs/{id}/replay", "job-replay", access: .permission(.manageServer, on: .server),
                Contract("Lets a dead job begin anew.", answers: .json(JobView.self)), handler: replay),
            .api(
                "DELETE", "/jobs/{id}", "job-drop", access: .permission(.manageServer, on: .server),
                Contract(
                    "Takes a dead job out for good.",
                    query: [.init("reason", .word(1...500), "Why nobody wants it done any more.", isRequired: true)],
                    answers: .json(JobView.self)), handler: drop),
            .api(
                "GET", "/retention", "retention", access: .permission(.readServer, on: .server),
                Contract("Shows how long what is kept.", answers: .json(RetentionView.self)), handler: retention),
        ]
    }

    /// The jobs of one state or all, of one kind or all, newest first; `next` goes further back.
    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let limit = try call.pageLimit()
        let before = try call.cursor("before").map(JobID.init)
        let kind = call.query("kind").map(JobKind.init)
        let states = try call.query("state").map { text throws(Problem) -> Set<JobState> in
            guard let state = JobState(rawValue: text) else {
                throw .invalid("state: expected \(JobState.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return [state]
        }
        let (jobs, counts) = try await context.store.read { store throws(StoreError) in
            (
                try store.jobs(in: states ?? Set(JobState.allCases), of: kind, before: before, limit: limit),
                try store.jobCounts()
            )
        }
        return .json(
            JobListView(
                items: jobs.map(JobView.init), next: jobs.cursor(\.id, limit: limit),
                counts: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })))
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        let id = try call.job()
        guard let job = try await context.store.read({ store throws(StoreError) in try store.job(id) }) else {
            throw Problem.notFound("There is no job \(id.rawValue); what is done is not kept.")
        }
        return .json(JobDetailView(job))
    }

    @Sendable private func replay(_ call: Call) async throws -> HTTPResponse {
        let id = try call.job()
        let job = try await DeadJobs(store: context.store).replay(id, by: call.caller.author, at: context.now())
        context.wakeJobs()
        context.log(.info, "a dead job begins anew", ["job": .integer(id.rawValue)])
        return .json(JobView(job))
    }

    /// Takes a dead job out for good; the log keeps what it was and why.
    @Sendable private func drop(_ call: Call) async throws -> HTTPResponse {
        let id = try call.job()
        guard let reason = call.query("reason"), (1...500).contains(reason.count) else {
            throw Problem.invalid("reason: expected why nobody wants the job done any more, in 1 to 500 characters.")
        }
        let job = try await DeadJobs(store: context.store).drop(
            id, because: reason, by: call.caller.author, at: context.now())
        context.log(
            .warning, "a dead job was dropped",
            [
                "job": .integer(id.rawValue), "kind": .string(job.kind.rawValue), "reason": .string(reason),
                "error": .string(job.error ?? "none"),
            ])
        return .json(JobView(job))
    }

    /// For how long observations are kept, and what would go now.
    @Sendable private func retention(_ call: Call) async throws -> HTTPResponse {
        // Counting reads much.
        return .json(try await context.retention.preview())
    }
}

extension Call {
    /// The number of a job in the path.
    fileprivate func job() throws(Problem) -> JobID {
        guard let number = Int64(self["id"]) else { throw .invalid("id: expected the number of a job.") }
        return JobID(rawValue: number)
    }
}
