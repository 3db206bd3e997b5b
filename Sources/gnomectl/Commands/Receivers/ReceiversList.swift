// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `receivers list`.
enum ReceiversList {
    private enum Registration: String, CaseIterable { case pending, preauthorised, accepted, rejected, decommissioned }
    private static let registration = Parameter.option(
        "registration", value: "state", ValueForm<Registration>.choice, help: "Only receivers in this state.")
    private static let project = Parameter.option(
        "project", value: "project", .project, help: "Only receivers of this project, by its number or name.")

    static let command = Command(
        "list", abstract: "List receivers with their state.",
        discussion: """
            Contact is “never” before the first, “online” until the time that the receiver announced for its next, then \
            “late” and at last “offline”. Times are UTC.
            """,
        parameters: [registration.declaration, project.declaration] + OutputFormat.listParameters
            + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        let state = invocation[registration]
        var owner: Int64?
        if let project = invocation[project] { owner = try await client.project(project) }
        let all: [ReceiverAnswer] = try await client.all(["receivers"])
        let receivers = all.filter { receiver in
            (state.map { $0.rawValue == receiver.registration } ?? true)
                && (owner.map { $0 == receiver.project } ?? true)
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
                receivers, identifiers: receivers.map(\.serial.text), table: table,
                empty: "There are no such receivers."))
    }
}
