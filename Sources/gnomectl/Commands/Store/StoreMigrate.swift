// SPDX-License-Identifier: Apache-2.0

import GnomeStore

/// The command `store migrate`.
enum StoreMigrate {
    private static let dryRun = Parameter.flag("dry-run", short: "n", help: "Change nothing; show what would change.")

    static let command = Command(
        "migrate", abstract: "Bring the tables of the database up to date.",
        discussion: """
            The server does the same when it starts. A database with something in it is first copied beside itself, as \
            “gnome.db.before-step-” and a number; a step that would lose rows is refused and undone. With --dry-run it all \
            happens to a copy that is removed afterwards, also while the server runs.
            """,
        parameters: [dryRun.declaration, StoreLocation.option.declaration] + OutputFormat.parameters
    ) { invocation in
        let isDryRun = invocation[dryRun]
        let file = try invocation.storeFile { _ in "The server brings its tables up to date when it starts." }
        let progress = invocation.copyProgress
        let migration = try await invocation.tend { () throws(StoreError) in
            isDryRun ? try await file.rehearseMigration(progress: progress) : try await file.migrate()
        }
        let answer = StoreMigrationAnswer(migration, isDryRun: isDryRun)
        try invocation.print(Rendering(answer, identifiers: answer.steps, view: answer.view))
    }
}

/// What a migration did or would do, for machines and for people.
struct StoreMigrationAnswer: Encodable {
    struct Table: Encodable {
        let name: String
        @Nullable var rowsBefore: Int?
        @Nullable var rowsAfter: Int?
    }

    let dryRun: Bool
    let stepsBefore: Int
    let stepsAfter: Int
    let steps: [String]
    let tables: [Table]
    @Nullable var backup: String?

    init(_ migration: StoreMigration, isDryRun: Bool) {
        dryRun = isDryRun
        stepsBefore = migration.stepsBefore
        stepsAfter = migration.stepsAfter
        steps = migration.steps
        tables = migration.tables.map { Table(name: $0.name, rowsBefore: $0.rowsBefore, rowsAfter: $0.rowsAfter) }
        backup = migration.backup
    }

    /// What people see.
    var view: [Block] {
        guard !steps.isEmpty else { return [.text("The database is up to date: it has all \(stepsAfter) steps.")] }
        let stepRows = steps.enumerated().map { index, name in
            [gnomectl.Table.Cell(stepsBefore + index + 1), gnomectl.Table.Cell(name)]
        }
        let tableRows = tables.map { table in
            [table.name, table.rowsBefore.map { "\($0)" }, table.rowsAfter.map { "\($0)" }].map {
                gnomectl.Table.Cell($0)
            }
        }
        var view: [Block] = dryRun ? [.text("Nothing was changed; this is what would be.")] : []
        view.append(.table(gnomectl.Table(header: ["STEP", "NAME"], rows: stepRows)))
        view.append(.table(gnomectl.Table(header: ["TABLE", "ROWS BEFORE", "ROWS AFTER"], rows: tableRows)))
        if let backup { view.append(.text("What was there before is kept as \(backup).")) }
        return view
    }
}
