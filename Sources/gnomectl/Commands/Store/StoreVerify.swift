// SPDX-License-Identifier: Apache-2.0

import GnomeStore

/// The command `store verify`.
enum StoreVerify {
    private static let file = Parameter.argument("file", .path, help: "A backup, or a database.")

    static let command = Command(
        "verify", abstract: "Check a backup.",
        discussion: """
            Reads all of it and changes nothing. Ends with 1 where it is damaged, another program's, newer than this \
            gnomectl, or has rows that refer to nothing. A byte that changed within the body of a message is not noticed: \
            keep checksums of backups that travel.
            """,
        parameters: [file.declaration] + OutputFormat.parameters
    ) { invocation in
        let file = SQLiteStoreFile(invocation[file])
        let health = try await invocation.tend { () throws(StoreError) in try await file.verify() }
        try invocation.report(health)
    }
}
