// SPDX-License-Identifier: Apache-2.0

/// `account`: what is one's own.
enum AccountCommand {
    static let command = Command(
        "account", abstract: "Change your own password; see where you are logged in, and end that.",
        subcommands: [AccountPassword.command, AccountSessions.command])
}
