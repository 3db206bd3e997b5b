// SPDX-License-Identifier: Apache-2.0

/// The command `forwards resume`.
enum ForwardsResume {
    static let command = Command(
        "resume", abstract: "Let a forward go on at once that was halted, or that pauses after failures.",
        parameters: [ForwardsCommand.name.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let answer = try await invocation.administratorClient()
            .steerForward(invocation[ForwardsCommand.name], "resume")
        try invocation.print(ForwardsCommand.rendering(answer, "goes on"))
    }
}
