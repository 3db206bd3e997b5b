// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore

/// The command `store restore`.
enum StoreRestore {
    private static let file = Parameter.argument("file", .path, help: "The backup.")

    private struct Answer: Encodable {
        let store: StoreHealthAnswer
        @Nullable var former: String?
    }

    static let command = Command(
        "restore", abstract: "Put a backup in the place of the database.",
        discussion: """
            The server must be stopped. A verified copy of the backup takes the place of the database at once; what was \
            there is kept beside it as “gnome.db.before-restore-” and the time, until you delete it.
            """,
        parameters: [file.declaration, StoreLocation.option.declaration] + OutputFormat.parameters
    ) { invocation in
        let backup = invocation[file]
        let store = try invocation.storeFile {
            "Use PostgreSQL's own program, with every server stopped: pg_restore --clean --if-exists --dbname='\($0)' '\(backup)'"
        }
        let progress = invocation.copyProgress
        // Without colons, which not every disk takes into a name.
        let suffix = "\(SystemTime.now().toTheSecond)".split(separator: ":").joined(separator: "-")
        let restoration = try await invocation.tend { () throws(StoreError) in
            try await store.restore(from: backup, keepingFormerAs: suffix, progress: progress)
        }
        let answer = Answer(store: StoreHealthAnswer(restoration.health), former: restoration.former)
        let former = answer.former.map { "What was there before is kept as \($0)." } ?? "There was no database before."
        try invocation.print(
            Rendering(
                answer, identifiers: [answer.store.path],
                view: [.text("The backup is restored and verified. \(former)")] + answer.store.view))
    }
}
