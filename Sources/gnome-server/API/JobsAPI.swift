// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Work for later, in JSON; for administrators, because payloads may hold anything.
struct JobsAPI: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var routes: [HTTPRoute] {
        [
            HTTPRoute("GET", "/api/v1/jobs", name: "jobs", handler: list),
            HTTPRoute("GET", "/api/v1/jobs/{id}", name: "job", handler: show),
            HTTPRoute("POST", "/api/v1/jobs/{id}/replay", name: "job-replay", handler: replay),
            HTTPRoute("DELETE", "/api/v1/jobs/{id}", name: "job-drop", handler: drop),
            HTTPRoute("GET", "/api/v1/retention", name: "retention", handler: retention),
        ]
    }

    /// The jobs of one state or all, of one kind or all, newest first; `next` goes further back.
    @Sendable private func list(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        let limit = try request.pageLimit()
        let before = try request.cursor("before").map(JobID.init)
        let kind = request.head.query("kind").map(JobKind.init)
        let states = try request.head.query("state").map { text throws(Problem) -> Set<JobState> in
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
                items: jobs.map(JobView.init), next: jobs.count == limit ? jobs.last?.id : nil,
                counts: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })))
    }

    @Sendable private func show(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        let id = try parameters.job()
        guard let job = try await context.store.read({ store throws(StoreError) in try store.job(id) }) else {
            throw Problem.notFound("There is no job \(id.rawValue); what is done is not kept.")
        }
        return .json(JobDetailView(job))
    }

    @Sendable private func replay(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        let id = try parameters.job()
        let now = context.now()
        let job = try await context.store.write { store throws(StoreError) in
            try store.replay(id, at: now)
            return try store.job(id)
        }
        context.wakeJobs()
        context.log(.info, "a dead job begins anew", ["job": .integer(id.rawValue)])
        guard let job else { throw Problem.notFound("There is no job \(id.rawValue).") }
        return .json(JobView(job))
    }

    /// Takes a dead job out for good; the log keeps what it was and why.
    @Sendable private func drop(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        let id = try parameters.job()
        guard let reason = request.head.query("reason"), (1...500).contains(reason.count) else {
            throw Problem.invalid("reason: expected why nobody wants the job done any more, in 1 to 500 characters.")
        }
        let job = try await context.store.write { store throws(StoreError) in try store.drop(id) }
        context.log(
            .warning, "a dead job was dropped",
            [
                "job": .integer(id.rawValue), "kind": .string(job.kind.rawValue), "reason": .string(reason),
                "error": .string(job.error ?? "none"),
            ])
        return .json(JobView(job))
    }

    /// For how long observations are kept, and what would go now.
    @Sendable private func retention(
        _ request: HTTPRequest, _ parameters: HTTPParameters
    ) async throws -> HTTPResponse {
        // Counting reads much.
        try context.requireAdministrator(request)
        return .json(try await context.retention.preview())
    }
}

extension HTTPParameters {
    /// The number of a job in the path.
    fileprivate func job() throws(Problem) -> JobID {
        guard let number = Int64(self["id"]) else { throw .invalid("id: expected the number of a job.") }
        return JobID(rawValue: number)
    }
}
