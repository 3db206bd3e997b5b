// SPDX-License-Identifier: Apache-2.0

import GnomeStore

/// The command `store move`.
enum StoreMoving {
    private static let from = Parameter.argument(
        "from", .path, help: "The store that is there: the path of an SQLite database, or a postgres:// URL.")
    private static let to = Parameter.argument(
        "to", .path, help: "The store that is to be filled: the path of an SQLite database, or a postgres:// URL.")

    static let command = Command(
        "move", abstract: "Move everything into another database: from SQLite to PostgreSQL, or back.",
        discussion: """
            The server must be stopped. The store that is there is only read; the other one must be empty or missing. All \
            rows keep their numbers, and no number is given again. A move that was ended, even by a kill, goes on where it \
            was when it is run again. In the end both are read and compared; ends with 1 where a table is not the same in \
            both. A password is better kept in ~/.pgpass or PGPASSWORD than in the URL, since a command line can be seen by \
            others. “--quiet” prints the names of the tables that are not the same.
            """,
        parameters: [from.declaration, to.declaration] + OutputFormat.parameters
    ) { invocation in
        let (source, target) = (StoreAddress(invocation[from]), StoreAddress(invocation[to]))
        let progress = invocation.moveProgress
        let outcome = try await invocation.tend(hint: \.hintForAddress) { () throws(StoreError) in
            try await StoreMove(from: source, to: target).run(progress: progress)
        }
        let answer = StoreMoveAnswer(outcome, from: source, to: target)
        try invocation.print(Rendering(answer, identifiers: outcome.unequal, view: answer.view))
        guard outcome.unequal.isEmpty else {
            throw CommandError(
                .failure, "Not the same in both: \(outcome.unequal.joined(separator: ", ")).",
                hint: "Go on using \(source); empty the other one, do it again, and report it.")
        }
    }
}

/// What a move came to, for machines and for people.
struct StoreMoveAnswer: Encodable {
    struct Side: Encodable {
        let rows: Int
        let digest: String
    }

    struct Table: Encodable {
        let name: String
        let equal: Bool
        let from: Side
        let to: Side
    }

    let from: String
    let to: String
    let moved: Int
    let equal: Bool
    let tables: [Table]

    init(_ outcome: StoreMove.Outcome, from: StoreAddress, to: StoreAddress) {
        self.from = "\(from)"
        self.to = "\(to)"
        moved = outcome.moved
        equal = outcome.unequal.isEmpty
        tables = zip(outcome.source.tables, outcome.target.tables).map { source, target in
            Table(
                name: source.name, equal: source == target, from: Side(rows: source.rows, digest: source.digest),
                to: Side(rows: target.rows, digest: target.digest))
        }
    }

    /// What people see.
    var view: [Block] {
        let rows = tables.flatMap { table in
            [("from", table.from), ("to", table.to)].map { name, side -> [gnomectl.Table.Cell] in
                [
                    gnomectl.Table.Cell(table.name), gnomectl.Table.Cell(name), gnomectl.Table.Cell(side.rows),
                    gnomectl.Table.Cell(side.digest),
                    table.equal ? "equal" : gnomectl.Table.Cell("not equal", tone: .bad),
                ]
            }
        }
        let sentence =
            equal
            ? "\(moved) rows were moved from \(from) to \(to), which hold the same."
            : "\(moved) rows were moved from \(from) to \(to), which do not hold the same."
        return [
            .text(sentence), .table(gnomectl.Table(header: ["TABLE", "STORE", "ROWS", "DIGEST", "IS"], rows: rows)),
        ]
    }
}
