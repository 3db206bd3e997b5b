// SPDX-License-Identifier: Apache-2.0

import GnomeStore

/// The command `store digest`.
enum StoreDigesting {
    private static let store = Parameter.argument(
        "address", .path, help: "The path of an SQLite database, or a postgres:// URL.")

    private struct Answer: Encodable {
        struct Table: Encodable {
            let name: String
            let rows: Int
            let digest: String
        }

        let store: String
        let tables: [Table]
    }

    static let command = Command(
        "digest", abstract: "Count and fingerprint what a store holds.",
        discussion: """
            Reads the whole store as it is at one moment, also while the server runs, and changes nothing. Two stores that \
            hold the same have the same digests, in whichever database they are. They notice accidents, and are no defence \
            against forgery. “--quiet” prints the digests only.
            """,
        parameters: [store.declaration] + OutputFormat.parameters
    ) { invocation in
        let address = StoreAddress(invocation[store])
        let progress = invocation.moveProgress
        let digest = try await invocation.tend(hint: \.hintForAddress) { () throws(StoreError) in
            try await address.digest(progress: progress)
        }
        let answer = Answer(
            store: "\(address)",
            tables: digest.tables.map { Answer.Table(name: $0.name, rows: $0.rows, digest: $0.digest) })
        let rows = answer.tables.map { table in
            [Table.Cell(table.name), Table.Cell(table.rows), Table.Cell(table.digest)]
        }
        try invocation.print(
            Rendering(
                answer, identifiers: answer.tables.map(\.digest),
                view: [.table(Table(header: ["TABLE", "ROWS", "DIGEST"], rows: rows))]))
    }
}

extension Invocation {
    /// Shows how far a move or a comparison has come, where somebody watches.
    var moveProgress: @Sendable (StoreMoveProgress) -> Void {
        { [output] step in
            let verb =
                switch step.phase {
                case .checking: "Checking what is there of"
                case .moving: "Moving"
                case .comparing: "Comparing"
                }
            output.progress("\(verb) \(step.table): \(step.rows) of \(step.total) rows, \(step.rowsPerSecond) a second")
        }
    }
}

extension StoreError.Code {
    /// What to do about it where a command names the store itself.
    var hintForAddress: String? {
        switch self {
        case .locked, .busy: "Stop every server that uses it, and do it again."
        case .unavailable: "Look at the path or the URL, at who may read and write there, and at the room on the disk."
        default: nil
        }
    }
}
