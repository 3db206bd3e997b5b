// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

/// The command `receivers import`.
enum ReceiversImport {
    private static let file = Parameter.argument("file", .path, help: "The list: CSV with a header, or JSON.")
    private static let project = Parameter.option(
        "project", value: "project", .project, help: "Whose the receivers are, by its number or name.")
    private static let dryRun = Parameter.flag("dry-run", short: "n", help: "Change nothing; show what would change.")

    static let command = Command(
        "import", abstract: "Take a list of receivers into a project, from CSV or JSON.",
        discussion: """
            The columns are \(ReceiverImport.columns.joined(separator: ", ")); only “serial” is needed. With “preauthorised” as \
            its state a receiver is expected, and with its key it is known at its first contact. Each row is taken as a whole \
            or not at all, and the same list again changes nothing. Ends with 1 where a row was refused.
            """,
        parameters: [file.declaration, project.declaration, dryRun.declaration] + OutputFormat.listParameters
            + ConnectionSettings.parameters
    ) { invocation in
        guard let project = invocation[project] else {
            throw CommandError(.usage, "Say with --project whose the receivers are.")
        }
        guard let content = FileManager.default.contents(atPath: invocation[file]) else {
            throw CommandError(.failure, "\(invocation[file]) can't be read.")
        }
        let client = try invocation.administratorClient()
        let answer = try await client.importReceivers(
            Array(content), into: client.project(project), isDryRun: invocation[dryRun])
        try invocation.print(rendering(of: answer))
        let refused = answer.rows.count { $0.outcome == "refused" }
        if refused > 0 {
            throw CommandError(
                .failure, "\(refused) of \(answer.rows.count) rows \(refused == 1 ? "was" : "were") refused.",
                hint: "Mend them, and import the whole list again: the others stay as they are.")
        }
    }

    /// For people the sums and what was refused, for spreadsheets every row.
    private static func rendering(of answer: ImportAnswer) -> Rendering<ImportAnswer> {
        let sums = Table(
            rows: answer.counts.sorted { $0.key < $1.key }.map { [Table.Cell($0.key), Table.Cell($0.value)] })
        let refused = answer.rows.filter { $0.outcome == "refused" }
        var view: [Block] = answer.dryRun ? [.text("Nothing was changed; this is what would be.")] : []
        view.append(.table(sums))
        if !refused.isEmpty { view.append(.table(table(of: refused))) }
        let identifiers = answer.rows.filter { ["registered", "updated"].contains($0.outcome) }.map(\.serial)
        return Rendering(answer, identifiers: identifiers, view: view, sheet: table(of: answer.rows))
    }

    private static func table(of rows: [ImportAnswer.Row]) -> Table {
        Table(
            header: ["ROW", "SERIAL", "OUTCOME", "BECAUSE"],
            rows: rows.map { row in
                let because = row.problems.map { "\($0.name) \($0.reason), such as \($0.example)" }
                return [
                    Table.Cell(row.number), Table.Cell(row.serial), Table.Cell(row.outcome),
                    Table.Cell(because.joined(separator: "; ")),
                ]
            })
    }
}

extension GnomeClient {
    /// Takes a list of receivers into a project.
    fileprivate func importReceivers(
        _ content: [UInt8], into project: Int64, isDryRun: Bool
    ) async throws(CommandError) -> ImportAnswer {
        // JSON begins with a bracket; no column is called so.
        let isJSON = content.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "[")
        return try await send(
            "POST", ["projects", "\(project)", "receivers", "import"], query: [("dryRun", "\(isDryRun)")],
            body: content, type: isJSON ? "application/json" : "text/csv", timeout: .seconds(300))
    }
}
