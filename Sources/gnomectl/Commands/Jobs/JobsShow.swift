// SPDX-License-Identifier: Apache-2.0

/// The command `jobs show`.
enum JobsShow {
    static let command = Command(
        "show", abstract: "Show one job with all that is known of it.",
        parameters: [JobsCommand.id.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let detail = try await invocation.administratorClient().job(invocation[JobsCommand.id])
        let job = detail.job
        let facts = Table(rows: [
            ["Job", Table.Cell("\(job.id)")],
            ["Kind", Table.Cell(job.kind)],
            ["State", Table.Cell(job: job.state)],
            ["Attempts", Table.Cell("\(job.attempts)")],
            ["Written", Table.Cell(job.createdAt)],
            ["Due", Table.Cell(job.dueAt)],
            ["Worker", Table.Cell(job.worker)],
            ["Key", Table.Cell(job.uniqueKey)],
            ["Error", Table.Cell(job.error)],
            ["Payload", "\(job.size) bytes"],
        ])
        var view: [Block] = [.table(facts)]
        if job.size > 0 {
            view.append(
                .text(
                    detail.payload.map { "Payload\n\($0)" }
                        ?? "The payload is no text; “--format json” has it as base64."))
        }
        try invocation.print(Rendering(detail, identifiers: ["\(job.id)"], view: view))
    }
}
