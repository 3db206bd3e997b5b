// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `receivers list`.
enum ReceiversList {
    static let command = Command(
        "list", abstract: "List all receivers with their state.",
        discussion: """
            Contact is “never” before the first, “online” until the time that the receiver announced for its next, then \
            “late” and at last “offline”. Times are UTC.
            """,
        parameters: OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        let receivers = try await Paging.collect { cursor, limit throws(CommandError) in
            try await client.receivers(after: cursor, limit: limit)
        }
        let table = Table(
            header: ["SERIAL", "NAME", "REGISTRATION", "CONTACT", "LAST", "NEXT", "FRAMES", "QUARANTINED"],
            rows: receivers.map { receiver in
                [
                    Table.Cell(receiver.serial.text), Table.Cell(receiver.name ?? receiver.motus?.name),
                    Table.Cell(receiver.registration, tone: receiver.registration == "pending" ? .doubtful : .plain),
                    Table.Cell(contact: receiver.contact), Table.Cell(receiver.lastContactAt),
                    Table.Cell(receiver.nextContactAt), Table.Cell(receiver.frames),
                    Table.Cell(waiting: receiver.quarantined),
                ]
            })
        try invocation.print(
            Rendering(
                receivers, identifiers: receivers.map(\.serial.text),
                view: receivers.isEmpty ? [.text("No receivers are registered.")] : [.table(table)]))
    }
}
