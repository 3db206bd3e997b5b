// SPDX-License-Identifier: Apache-2.0

/// The command `forwards pause`.
enum ForwardsPause {
    static let command = Command(
        "pause", abstract: "Halt a forward; it keeps its place.",
        parameters: [ForwardsCommand.name.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let answer = try await invocation.administratorClient()
            .steerForward(invocation[ForwardsCommand.name], "pause")
        try invocation.print(ForwardsCommand.rendering(answer, "is halted"))
    }
}
