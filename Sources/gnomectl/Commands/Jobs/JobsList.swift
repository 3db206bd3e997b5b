// SPDX-License-Identifier: Apache-2.0

/// The command `jobs list`.
enum JobsList {
    private static let state = Parameter.option(
        "state", value: "state", ValueForm<JobStateChoice>.choice, default: "all", help: "Only jobs in this state.")
    private static let kind = Parameter.option("kind", value: "kind", .text, help: "Only jobs of this kind.")
    private static let limit = Parameter.option(
        "limit", short: "n", value: "n", .integer(1...10_000), default: "50", help: "At most so many.")

    static let command = Command(
        "list", abstract: "List the newest jobs, newest first, and how many there are in which state.",
        parameters: [state.declaration, kind.declaration, limit.declaration] + OutputFormat.listParameters
            + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let (state, kind) = (invocation[state], invocation[kind])
        var counts: [String: Int] = [:]
        let jobs = try await Paging.collect(limit: invocation[limit]) { cursor, limit throws(CommandError) in
            let page = try await client.jobs(
                state == .all ? nil : state.rawValue, kind: kind, before: cursor, limit: limit)
            counts = page.counts ?? counts
            return page
        }
        let table = Table(
            header: ["ID", "KIND", "STATE", "ATTEMPTS", "WRITTEN", "DUE", "ERROR"],
            rows: jobs.map { job in
                [
                    Table.Cell(job.id), Table.Cell(job.kind), Table.Cell(job: job.state), Table.Cell(job.attempts),
                    Table.Cell(job.createdAt), Table.Cell(job.dueAt), Table.Cell(job.error),
                ]
            })
        let sums = Table(
            header: ["STATE", "JOBS"],
            rows: counts.sorted { $0.key < $1.key }.map { [Table.Cell($0.key), Table.Cell($0.value)] })
        try invocation.print(
            Rendering(
                JobListing(items: jobs, counts: counts), identifiers: jobs.map { "\($0.id)" }, table: table,
                empty: "There are no such jobs.", below: counts.isEmpty ? [] : [.table(sums)]))
    }
}
