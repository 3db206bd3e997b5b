// SPDX-License-Identifier: Apache-2.0

/// The command `retention`.
enum RetentionCommand {
    static let command = Command(
        "retention", abstract: "Show for how long observations are kept, and how much would go now.",
        discussion: """
            Nothing is changed. The server's settings “retention.…” say for how long single observations and the summaries of \
            hours and days are kept, by class; without them everything is kept for ever, and messages always are. Once a day \
            the server takes away what is older, a little at a time.
            """,
        parameters: OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let answer = try await invocation.administratorClient().retention()
        let table = Table(
            header: ["CLASS", "DETAIL", "KEPT FOR", "WOULD GO BEFORE", "ROWS"],
            rows: answer.cuts.map { cut in
                var rows = Table.Cell(cut.hasMore ? "at least \(cut.rows)" : "\(cut.rows)")
                rows.isNumber = true
                return [
                    Table.Cell(cut.class), Table.Cell(cut.detail), Table.Cell(cut.keep ?? "ever"),
                    Table.Cell(cut.before),
                    rows,
                ]
            })
        try invocation.print(
            Rendering(answer, identifiers: Set(answer.cuts.map(\.class)).sorted(), view: [.table(table)]))
    }
}
