// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The command `receivers import-motus`.
enum ReceiversImportMotus {
    private static let file = Parameter.argument("file", .path, help: "What Motus answered, as JSON.")
    private static let dryRun = Parameter.flag("dry-run", short: "n", help: "Change nothing; show what would change.")

    /// The most that the server takes.
    private static let limit = 16 << 20

    static let command = Command(
        "import-motus", abstract: "Register the receivers that Motus lists.",
        discussion: """
            Takes the answer of Motus' “receivers” call as it is. Where a serial has several rows the current one \
            counts: active before pending before terminated, then the latest start. Rows that name no receiver are \
            listed with the reason. Importing the same list again changes nothing.
            """,
        parameters: [file.declaration, dryRun.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let content = try read(invocation[file])
        let answer = try await invocation.administratorClient().importMotus(content, isDryRun: invocation[dryRun])
        try invocation.print(
            Rendering(answer, identifiers: answer.added + answer.updated, view: view(of: answer)))
    }

    private static func read(_ path: String) throws(CommandError) -> [UInt8] {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw CommandError(.failure, "\(path) can't be read.")
        }
        guard content.count <= limit else {
            throw CommandError(.failure, "\(path) is larger than the 16 MiB that the server takes.")
        }
        return Array(content)
    }

    private static func view(of answer: MotusImportAnswer) -> [Block] {
        let summary = Table(rows: [
            ["Rows", Table.Cell(answer.rows)],
            ["Receivers", Table.Cell(answer.receivers)],
            ["Added", Table.Cell(answer.added.count)],
            ["Updated", Table.Cell(answer.updated.count)],
            ["Unchanged", Table.Cell(answer.unchanged)],
            ["Superseded", Table.Cell(answer.superseded.count)],
            ["Unplaced", Table.Cell(answer.unplaced.count)],
        ])
        var view: [Block] = answer.dryRun ? [.text("Nothing was changed; this is what would be.")] : []
        view.append(.table(summary))
        if !answer.superseded.isEmpty {
            let rows = answer.superseded.map {
                [Table.Cell($0.motusID), Table.Cell($0.serial), Table.Cell($0.reason)]
            }
            view.append(.table(Table(header: ["MOTUS", "SERIAL", "SUPERSEDED BECAUSE"], rows: rows)))
        }
        if !answer.unplaced.isEmpty {
            let rows = answer.unplaced.map { row in
                [
                    Table.Cell(row.row), Table.Cell(row.motusID.map { "\($0)" }), Table.Cell(row.text),
                    Table.Cell(row.reason),
                ]
            }
            view.append(.table(Table(header: ["ROW", "MOTUS", "TEXT", "UNPLACED BECAUSE"], rows: rows)))
        }
        return view
    }
}
