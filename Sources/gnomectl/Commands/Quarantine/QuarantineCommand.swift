// SPDX-License-Identifier: Apache-2.0

/// `quarantine`: what could not be taken in.
enum QuarantineCommand {
    static let command = Command(
        "quarantine", abstract: "Show, replay or drop what could not be taken in.",
        discussion: """
            Frames of unknown or disputed origin, and frames that can't be read, wait in quarantine as they came, up to \
            the limits of the server and for as long as they say. What is dropped or refused is counted.
            """,
        subcommands: [
            QuarantineList.command, QuarantineShow.command, QuarantineReplay.command, QuarantineDropping.command,
            QuarantineCounts.command,
        ])
}
