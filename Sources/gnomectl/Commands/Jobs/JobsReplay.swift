// SPDX-License-Identifier: Apache-2.0

/// The command `jobs replay`.
enum JobsReplay {
    static let command = Command(
        "replay", abstract: "Let a dead job begin anew, with no attempt counted.",
        parameters: [JobsCommand.id.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let job = try await invocation.administratorClient().replayJob(invocation[JobsCommand.id])
        try invocation.print(
            Rendering(job, identifiers: ["\(job.id)"], sentence: "Job \(job.id) (\(job.kind)) begins anew."))
    }
}
