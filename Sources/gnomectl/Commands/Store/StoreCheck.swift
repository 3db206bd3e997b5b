// SPDX-License-Identifier: Apache-2.0

import GnomeStore

/// The command `store check`.
enum StoreCheck {
    static let command = Command(
        "check", abstract: "Look for everything that can be wrong with the database.",
        discussion: """
            Reads the whole database, also while the server runs, and changes nothing: damage, rows that refer to nothing, \
            reports that are lost, the version of the tables, the size of the write-ahead log, the room on the disk. Of \
            PostgreSQL it looks at the settings that keep what was acknowledged, at free connections, standbys and rows \
            that are gone, in place of file and disk. Ends with 1 where something is wrong; each finding says what to do. \
            “--quiet” prints the kinds of the findings.
            """,
        parameters: [StoreLocation.option.declaration] + OutputFormat.parameters
    ) { invocation in
        let address = invocation.storeAddress
        let hint: (StoreError.Code) -> String? = if case .sqlite = address { \.hint } else { \.hintForAddress }
        let health = try await invocation.tend(hint: hint) { () throws(StoreError) in try await address.check() }
        try invocation.report(health)
    }
}
