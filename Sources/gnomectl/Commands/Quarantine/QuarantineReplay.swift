// SPDX-License-Identifier: Apache-2.0

/// The command `quarantine replay`.
enum QuarantineReplay {
    static let command = Command(
        "replay", abstract: "Send entries in again, in the order in which they came.",
        discussion: """
            They take the way that new messages take. What can be taken in now leaves the quarantine in the same \
            transaction; what still has to wait keeps its place, with the reason that is found now. Use it after a receiver \
            was accepted, a sender was mended, or the server has learnt to read more.
            """,
        parameters: QuarantineChoice.actParameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let answer = try await QuarantineChoice.act(invocation) { request throws(CommandError) in
            try await client.replayQuarantine(request)
        }
        try invocation.print(Rendering(answer, view: view(of: answer)))
    }

    private static func view(of answer: QuarantineReplayAnswer) -> [Block] {
        if answer.dryRun {
            return [.text("Nothing was changed; \(QuarantineWords.entries(answer.matched)) would be sent in again.")]
        }
        var rows: [[Table.Cell]] = [
            ["Sent in", Table.Cell(answer.matched)], ["Stored", Table.Cell(answer.stored)],
            ["Repeated", Table.Cell(answer.repeated)],
        ]
        if answer.missing > 0 { rows.append(["Not there", Table.Cell(answer.missing)]) }
        rows += answer.kept.sorted { $0.key < $1.key }.map {
            [Table.Cell("Still waits: \($0.key)"), Table.Cell(waiting: $0.value)]
        }
        return [.table(Table(rows: rows))]
    }
}

/// Words that several commands use.
enum QuarantineWords {
    static func entries(_ count: Int) -> String { count == 1 ? "1 entry" : "\(count) entries" }
}
