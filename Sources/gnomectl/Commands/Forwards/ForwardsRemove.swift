// SPDX-License-Identifier: Apache-2.0

/// The command `forwards remove`.
enum ForwardsRemove {
    static let command = Command(
        "remove", abstract: "Take a forward away, with its place and its secret.",
        discussion: """
            What it had not passed on is not passed on. Events that its target had refused stay as jobs, and are done \
            with when they come up.
            """,
        parameters: [ForwardsCommand.name.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let answer = try await invocation.administratorClient().removeForward(invocation[ForwardsCommand.name])
        try invocation.print(ForwardsCommand.rendering(answer, "is removed"))
    }
}
