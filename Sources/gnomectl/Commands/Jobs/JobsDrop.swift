// SPDX-License-Identifier: Apache-2.0

/// The command `jobs drop`.
enum JobsDrop {
    private static let reason = Parameter.argument(
        "reason", .text, help: "Why nobody wants it done any more; the server's log keeps it.")

    static let command = Command(
        "drop", abstract: "Take a dead job out for good.",
        parameters: [JobsCommand.id.declaration, reason.declaration] + OutputFormat.parameters
            + ConnectionSettings.parameters
    ) { invocation in
        let job = try await invocation.administratorClient().dropJob(
            invocation[JobsCommand.id], reason: invocation[reason])
        try invocation.print(
            Rendering(job, identifiers: ["\(job.id)"], sentence: "Job \(job.id) (\(job.kind)) is gone."))
    }
}
