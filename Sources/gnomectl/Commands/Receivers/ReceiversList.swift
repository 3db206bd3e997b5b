// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `receivers list`.
enum ReceiversList {
    private enum Registration: String, CaseIterable { case pending, preauthorised, accepted, rejected, decommissioned }
    private enum Contact: String, CaseIterable { case never, online, late, offline }
    private enum Answer: String, CaseIterable { case yes, no }
    private enum Order: String, CaseIterable {
        case serial, name, silent, heard, urgency

        /// What the server calls it.
        var sort: String {
            switch self {
            case .silent: "lastHeard"
            case .heard: "-lastHeard"
            case .serial, .name, .urgency: rawValue
            }
        }
    }

    private static let registration = Parameter.option(
        "registration", value: "state", ValueForm<Registration>.choice, help: "Only receivers in this state.")
    private static let contact = Parameter.option(
        "contact", value: "contact", ValueForm<Contact>.choice, help: "Only receivers that are heard so.")
    private static let project = Parameter.option(
        "project", value: "project", .project, help: "Only receivers of this project, by its number or name.")
    private static let deployed = Parameter.option(
        "deployed", value: "answer", ValueForm<Answer>.choice, help: "Only receivers that hang somewhere now, or don't."
    )
    private static let text = Parameter.option(
        "text", value: "text", .text, help: "Only receivers whose serial or name has this in it.")
    private static let sort = Parameter.option(
        "sort", value: "order", ValueForm<Order>.choice,
        help: """
            In which order, by serial where it is not given: “silent” begins with those that were silent the longest, “heard” \
            with those that were heard last, “urgency” with those that need somebody.
            """)

    static let command = Command(
        "list", abstract: "List receivers with their state.",
        discussion: """
            Contact is “never” before the first, “online” until the time that the receiver announced for its next, then \
            “late” and at last “offline”. Times are UTC.
            """,
        parameters: [
            registration.declaration, contact.declaration, project.declaration, deployed.declaration, text.declaration,
            sort.declaration,
        ] + OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        var owner: Int64?
        if let project = invocation[project] { owner = try await client.project(project) }
        let receivers: [ReceiverAnswer] = try await client.all(
            ["receivers"],
            filter: [
                ("registration", invocation[registration]?.rawValue), ("contact", invocation[contact]?.rawValue),
                ("project", owner.map { "\($0)" }), ("deployed", invocation[deployed].map { "\($0 == .yes)" }),
                ("text", invocation[text]), ("sort", invocation[sort]?.sort),
            ])
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
