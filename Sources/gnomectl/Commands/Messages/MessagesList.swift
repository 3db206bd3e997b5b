// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `messages list`.
enum MessagesList {
    private static let receiver = Parameter.option(
        "receiver", value: "serial", .serial, help: "Only the messages of this receiver.")
    private static let limit = Parameter.option(
        "limit", short: "n", value: "n", .integer(1...Paging.size), default: "50", help: "At most so many.")

    static let command = Command(
        "list", abstract: "List the newest messages, oldest first.",
        parameters: [receiver.declaration, limit.declaration] + OutputFormat.listParameters
            + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        let limit = invocation[limit]
        var messages: [MessageAnswer]
        if let serial = invocation[receiver] {
            messages = try await client.newest(["receivers", serial.text, "messages"], limit: limit)
            messages.reverse()
        } else {
            messages = try await client.messages(after: nil, limit: limit).items
        }
        let table = Table(
            header: ["ID", "RECEIVED", "SERIAL", "KIND", "WAY", "PROOF", "BYTES", "SUMMARY"],
            rows: messages.map { message in
                [
                    Table.Cell(message.id), Table.Cell(message.receivedAt), Table.Cell(message.serial.text),
                    Table.Cell(message.kind), Table.Cell(message.way), Table.Cell(message.proof),
                    Table.Cell(message.size), Table.Cell(message.summary),
                ]
            })
        try invocation.print(
            Rendering(
                messages, identifiers: messages.map { "\($0.id)" }, table: table, empty: "No messages are stored."))
    }
}
