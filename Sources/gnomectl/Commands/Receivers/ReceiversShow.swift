// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `receivers show`.
enum ReceiversShow {
    private static let serial = ReceiversCommand.serial

    static let command = Command(
        "show", abstract: "Show all that is known of one receiver, its last report included.",
        parameters: [serial.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let detail = try await invocation.client().receiver(invocation[serial])
        var view: [Block] = [.table(facts(of: detail.receiver))]
        if let motus = detail.receiver.motus { view.append(.table(facts(of: motus))) }
        if let report = detail.report { view.append(.text("Last report\n\(try JSONText.of(report))")) }
        try invocation.print(Rendering(detail, identifiers: [detail.receiver.serial.text], view: view))
    }

    private static func facts(of receiver: ReceiverAnswer) -> Table {
        var rows: [[Table.Cell]] = [
            ["Serial", Table.Cell(receiver.serial.text)],
            ["Name", Table.Cell(receiver.name)],
            ["Family", Table.Cell(receiver.family)],
            ["Registration", Table.Cell(receiver.registration)],
            ["Project", Table.Cell(receiver.project.map { "\($0)" })],
            ["Registered", Table.Cell(receiver.registeredAt)],
            ["Contact", Table.Cell(contact: receiver.contact)],
            ["First contact", Table.Cell(receiver.firstContactAt)],
            ["Last contact", Table.Cell(receiver.lastContactAt)],
            ["Next contact", Table.Cell(receiver.nextContactAt)],
            ["Last report", Table.Cell(receiver.lastReportAt)],
            ["Frames", Table.Cell("\(receiver.frames)")],
            [
                "Quarantined",
                Table.Cell("\(receiver.quarantined)", tone: receiver.quarantined == 0 ? .plain : .doubtful),
            ],
        ]
        if let held = receiver.heldKey {
            let text = "\(held.fingerprint), \(held.frames) frames since \(held.since.toTheSecond)"
            rows.append(["Held key", Table.Cell(text, tone: .bad)])
        }
        return Table(rows: rows)
    }

    private static func facts(of motus: ReceiverAnswer.Motus) -> Table {
        Table(rows: [
            ["Motus receiver", Table.Cell("\(motus.motusID)")],
            ["Motus project", Table.Cell(motus.projectID.map { "\($0)" })],
            ["Motus device", Table.Cell(motus.deviceID.map { "\($0)" })],
            ["Type", Table.Cell(motus.receiverType)],
            ["Deployment", Table.Cell(motus.name)],
            ["Status", Table.Cell(motus.status)],
            ["Start", Table.Cell(motus.start)],
        ])
    }
}
