// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `forwards replay`.
enum ForwardsReplay {
    private static let start = Parameter.argument(
        "time", ValueForm<Timestamp>.time, help: "From when on, by the server's clock: 2026-05-01T12:00:00Z.")

    static let command = Command(
        "replay", abstract: "Pass on again what was received from a moment on.",
        discussion: """
            The forward begins again with the first message that was received then or later. What was passed on since \
            comes again with the same ids. It can also be a later moment than that up to which the forward has come; what \
            lies between is then not passed on.
            """,
        parameters: [ForwardsCommand.name.declaration, start.declaration] + OutputFormat.parameters
            + ConnectionSettings.parameters
    ) { invocation in
        let answer = try await invocation.administratorClient()
            .replayForward(invocation[ForwardsCommand.name], from: invocation[start])
        try invocation.print(ForwardsCommand.rendering(answer, "begins again"))
    }
}
