// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `conflicts`: who is who.
enum ConflictsCommand {
    static let command = Command(
        "conflicts", abstract: "Decide who is who, where a receiver came with a key that does not fit.",
        discussion: """
            Most are ordinary: a card that was written anew, or moved to another board. The newcomer is held until somebody \
            decides, and both histories stay.
            """,
        subcommands: [list, show, settle, undo])

    private enum State: String, CaseIterable { case open, settled, all }
    private static let state = Parameter.option(
        "state", value: "state", ValueForm<State>.choice, default: "open", help: "Only conflicts in this state.")
    private static let id = Parameter.argument(
        "id", .integer(1...Int64.max), help: "The number of the conflict, from “conflicts list”.")
    private static let act = Parameter.argument(
        "act", ValueForm<ConflictSettlement.Act>.choice,
        help:
            "It is the receiver with a new key; the card of the other receiver was put in; it is another receiver with the "
            + "same serial; it is none of ours.")
    private static let result = OutputFormat.parameters + ConnectionSettings.parameters

    private static let list = Command(
        "list", abstract: "List identity conflicts, the newest first.",
        parameters: [state.declaration] + OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let state = invocation[state]
        let conflicts: [ConflictAnswer] = try await invocation.client().newest(
            ["conflicts"], filter: [("state", state == .all ? nil : state.rawValue)])
        let table = Table(
            header: ["ID", "SERIAL", "CAUSE", "OPENED", "FRAMES", "OTHER", "ACTS", "DECISION"],
            rows: conflicts.map { conflict in
                [
                    Table.Cell(conflict.id), Table.Cell(conflict.serial.text), Table.Cell(conflict.cause),
                    Table.Cell(conflict.openedAt), Table.Cell(conflict.frames), Table.Cell(conflict.holder?.text),
                    Table.Cell(conflict.acts.joined(separator: " ")), Table.Cell(conflict.decision),
                ]
            })
        try invocation.print(
            Rendering(
                conflicts, identifiers: conflicts.map { "\($0.id)" }, table: table,
                empty: "There are no such conflicts."))
    }

    private static let show = Command(
        "show", abstract: "Show what probably happened, and what can be done.", parameters: [id.declaration] + result
    ) { invocation in
        let conflict: ConflictAnswer = try await invocation.client().get(["conflicts", "\(invocation[id])"])
        try invocation.print(Rendering(conflict, identifiers: ["\(conflict.id)"], view: view(of: conflict)))
    }

    private static let settle = Command(
        "settle", abstract: "Settle a conflict: accept, swap, split or reject the newcomer.",
        parameters: [id.declaration, act.declaration] + result
    ) { invocation in
        let settled: SettledAnswer = try await invocation.administratorClient().change(
            "POST", ["conflicts", "\(invocation[id])", "settle"], ["act": .string(invocation[act].rawValue)])
        var sentences = ["Conflict \(settled.conflict.id) of \(settled.conflict.serial) is settled."]
        if settled.released > 0 { sentences.append("Taken in of the newcomer: \(settled.released) frames.") }
        if settled.dropped > 0 { sentences.append("Dropped of the newcomer: \(settled.dropped) frames.") }
        if let split = settled.split { sentences.append("The newcomer is \(split) here.") }
        sentences.append("If that was wrong: gnomectl conflicts undo \(settled.conflict.id)")
        try invocation.print(
            Rendering(
                settled, identifiers: ["\(settled.conflict.id)"], sentence: sentences.joined(separator: " ")))
    }

    private static let undo = Command(
        "undo", abstract: "Take the last settlement of a receiver back; the conflict is open again.",
        parameters: [id.declaration] + result
    ) { invocation in
        let conflict: ConflictAnswer = try await invocation.administratorClient().change(
            "POST", ["conflicts", "\(invocation[id])", "undo"])
        try invocation.print(
            Rendering(
                conflict, identifiers: ["\(conflict.id)"],
                sentence: "Conflict \(conflict.id) of \(conflict.serial) is open again."))
    }

    private static func view(of conflict: ConflictAnswer) -> [Block] {
        let facts = Table(rows: [
            ["Conflict", Table.Cell("\(conflict.id)")], ["Receiver", Table.Cell(conflict.serial.text)],
            ["Opened", Table.Cell(conflict.openedAt)], ["Last shown", Table.Cell(conflict.lastShownAt)],
            ["Frames that wait", Table.Cell("\(conflict.frames)")], ["Key also of", Table.Cell(conflict.holder?.text)],
            ["Decision", Table.Cell(conflict.decision)],
            ["What can be done", Table.Cell(conflict.acts.joined(separator: ", "))],
        ])
        return [.table(facts), .text(conflict.explanation)]
    }
}
