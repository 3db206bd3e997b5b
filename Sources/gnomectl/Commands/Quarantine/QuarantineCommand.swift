// SPDX-License-Identifier: Apache-2.0

/// `quarantine`: what could not be taken in.
enum QuarantineCommand {
    static let command = Command(
        "quarantine", abstract: "Look at frames that could not be taken in.",
        discussion: """
            Frames of unknown or disputed origin, and frames that can't be read, wait in quarantine as they came. \
            Nothing is thrown away.
            """,
        subcommands: [QuarantineList.command, QuarantineShow.command])
}
