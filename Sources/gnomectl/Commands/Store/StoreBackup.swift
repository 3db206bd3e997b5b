// SPDX-License-Identifier: Apache-2.0

import GnomeStore

/// The command `store backup`.
enum StoreBackup {
    private static let file = Parameter.argument("file", .path, help: "The file of the backup.")
    private static let replace = Parameter.flag("replace", help: "Replace the file if it is there.")

    static let command = Command(
        "backup", abstract: "Copy the database into a file, while the server runs.",
        discussion: """
            The copy is of one moment. It is made under another name beside the file, verified and flushed to the disk \
            before it gets its name, so that what bears the name is always whole. What a killed run leaves, \
            “….partial-…”, may be deleted.
            """,
        parameters: [file.declaration, replace.declaration, StoreLocation.option.declaration] + OutputFormat.parameters
    ) { invocation in
        let (target, isReplacing) = (invocation[file], invocation[replace])
        let store = try invocation.storeFile {
            "Use PostgreSQL's own program, as a user that may read it: pg_dump --format=custom --file='\(target)' --dbname='\($0)'"
        }
        let progress = invocation.copyProgress
        let health = try await invocation.tend { () throws(StoreError) in
            try await store.backUp(to: target, replacing: isReplacing, progress: progress)
        }
        let answer = StoreHealthAnswer(health)
        try invocation.print(
            Rendering(
                answer, identifiers: [answer.path], view: [.text("The backup is made and verified.")] + answer.view))
    }
}
