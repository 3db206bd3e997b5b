// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `audit`: who changed what.
enum AuditCommand {
    static let command = Command(
        "audit", abstract: "List who changed what, prove that it is whole, and take it elsewhere.",
        discussion: "Nothing in it can be changed: each record is bound to all before it.",
        subcommands: [list, verify, export])

    private static let actor = Parameter.option("actor", value: "who", .text, help: "Only what this one did.")
    private static let action = Parameter.option("action", value: "action", .text, help: "Only what is called so.")
    private static let subject = Parameter.option(
        "subject", value: "subject", .text, help: "Only what was done to this: “receiver SG-F28CRPI33503”.")
    private static let since = Parameter.option(
        "since", value: "time", .time, help: "Only what was done then or later.")
    private static let until = Parameter.option("until", value: "time", .time, help: "Only what was done before then.")
    private static let limit = Parameter.option(
        "limit", short: "n", value: "n", .integer(1...1_000_000), default: "50", help: "At most so many.")

    private static let list = Command(
        "list", abstract: "List the newest changes, newest first.",
        parameters: [
            actor.declaration, action.declaration, subject.declaration, since.declaration, until.declaration,
            limit.declaration,
        ] + OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let records: [AuditRecordAnswer] = try await invocation.administratorClient().newest(
            ["audit"],
            filter: [
                ("actor", invocation[actor]), ("action", invocation[action]), ("subject", invocation[subject]),
                ("since", invocation[since]?.description), ("until", invocation[until]?.description),
            ], limit: invocation[limit])
        let table = Table(
            header: ["NUMBER", "AT", "ACTOR", "FROM", "ACTION", "SUBJECT"],
            rows: records.map { record in
                [
                    Table.Cell(record.number), Table.Cell(record.at), Table.Cell(record.actor),
                    Table.Cell(record.source), Table.Cell(record.action), Table.Cell(record.subject),
                ]
            })
        try invocation.print(
            Rendering(
                records, identifiers: records.map { "\($0.number)" }, table: table, empty: "There is nothing like that."
            ))
    }

    private static let verify = Command(
        "verify",
        abstract: "Prove that nothing in the audit was changed or taken away; ends with 1 where something was.",
        discussion: """
            Keep the number and the link that it prints elsewhere from time to time: that proves the same of the end of the list.
            """,
        parameters: OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let answer: VerificationAnswer = try await invocation.administratorClient().get(["audit", "verification"])
        try invocation.print(
            Rendering(
                answer, identifiers: [answer.link],
                sentence: answer.broken == nil
                    ? "All \(answer.sound) records follow from each other. The last link: \(answer.link)"
                    : "Only the first \(answer.sound) records follow from each other."))
        if let broken = answer.broken {
            throw CommandError(
                .failure, "Record \(broken) of the audit was changed, or is missing.",
                hint: "Compare with an export that you keep elsewhere, and find out who can write to the database.")
        }
    }

    private static let export = Command(
        "export", abstract: "Print all records from the first on, each as a line of JSON.",
        parameters: ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        var last: Int64 = 0
        while true {
            let page: Page<AuditRecordAnswer, Int64> = try await client.page(
                ["audit", "records"], "after", last, limit: Paging.size)
            for record in page.items {
                try invocation.output.result(JSONText.of(record, isPretty: false))
            }
            guard let next = page.next, next > last else { return }
            last = next
        }
    }
}
