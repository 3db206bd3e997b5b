// SPDX-License-Identifier: Apache-2.0

/// `messages`: what receivers sent.
enum MessagesCommand {
    static let command = Command(
        "messages", abstract: "List and follow the messages of receivers.",
        subcommands: [MessagesList.command, MessagesTail.command])
}
