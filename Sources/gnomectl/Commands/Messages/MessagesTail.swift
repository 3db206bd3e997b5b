// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `messages tail`.
enum MessagesTail {
    private static let lines = Parameter.option(
        "lines", short: "n", value: "n", .integer(0...Paging.size), default: "10",
        help: "How many of the messages there are already to begin with.")

    static let command = Command(
        "tail", abstract: "Print messages as they come, until interrupted.",
        discussion: """
            Asks the server once a second. With “--format json” each line is one JSON object. A server that goes away \
            for a while is waited for.
            """,
        parameters: [lines.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        let first = try await client.messages(after: nil, limit: max(1, invocation[lines])).items
        for message in first.suffix(invocation[lines]) { try show(message, with: invocation) }
        var follower = Follower(client: client, cursor: first.last?.id ?? 0)
        while true {
            try await invocation.environment.clock.sleep(for: .seconds(1))
            do {
                try await follower.poll { message throws(CommandError) in try show(message, with: invocation) }
            } catch let error as CommandError where error.exitCode == .unreachable || error.exitCode == .temporary {
                if !follower.isAway { invocation.output.message("Waiting for the server: \(error.message)") }
                follower.isAway = true
            }
        }
    }

    /// Where a run of polls has come to.
    private struct Follower {
        let client: GnomeClient
        /// The number of the last message shown; they begin with 1.
        var cursor: Int64
        var isAway = false

        /// Shows what has come since the last time.
        mutating func poll(show: (MessageAnswer) throws(CommandError) -> Void) async throws(CommandError) {
            var fresh: [MessageAnswer]
            repeat {
                fresh = try await client.messages(after: cursor, limit: Paging.size).items.filter { $0.id > cursor }
                for message in fresh {
                    try show(message)
                    cursor = message.id
                }
            } while fresh.count == Paging.size
            isAway = false
        }
    }

    private static func show(_ message: MessageAnswer, with invocation: Invocation) throws(CommandError) {
        let parts = [
            message.receivedAt.toTheSecond.description, message.serial.text.padded(to: 18),
            message.kind.padded(to: 8), message.way.padded(to: 4), message.summary,
        ]
        let line = parts.map(VisibleText.line).joined(separator: "  ")
        try invocation.printLine(Rendering(message, identifiers: ["\(message.id)"], view: [.text(line)]))
    }
}
