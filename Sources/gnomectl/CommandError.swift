// SPDX-License-Identifier: Apache-2.0

/// A command could not do what it was asked.
struct CommandError: Error, Sendable, Equatable {
    /// How the run ends.
    let exitCode: ExitCode
    /// What happened, in one sentence.
    let message: String
    /// What to do about it.
    let hint: String?
    /// The status of the server's answer, where it was one.
    var status: Int?

    init(_ exitCode: ExitCode, _ message: String, hint: String? = nil) {
        self.exitCode = exitCode
        self.message = message
        self.hint = hint
    }
}
