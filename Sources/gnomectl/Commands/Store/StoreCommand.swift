// SPDX-License-Identifier: Apache-2.0

import GnomeStore

/// `store`: the database of a server, worked on directly.
enum StoreCommand {
    static let command = Command(
        "store", abstract: "Look after the database of a server: check, back up, restore.",
        discussion: """
            Works on the SQLite database itself, not over the API, so it runs where the server does and as the same user. \
            Checking and backing up go on while the server runs. “rebuild”, “move” and “digest” take a PostgreSQL \
            database too.
            """,
        subcommands: [
            StoreCheck.command, StoreBackup.command, StoreVerify.command, StoreRestore.command,
            StoreMigrate.command, StoreRebuilding.command, StoreMoving.command, StoreDigesting.command,
        ])
}

/// Which database the commands of `store` mean.
enum StoreLocation {
    /// The option that names it.
    static let option = Parameter.option(
        "store", value: "path", .path,
        help: "The database; otherwise gnome.db in the data folder.")
}

extension Invocation {
    /// The database that the command line means.
    var storeFile: SQLiteStoreFile {
        SQLiteStoreFile(self[StoreLocation.option] ?? "\(environment.dataFolder)/gnome.db")
    }

    /// Shows how far the copying has come, where somebody watches.
    var copyProgress: @Sendable (StoreCopyProgress) -> Void {
        { [output] in output.progress("Copying \($0.pages) of \($0.total) pages") }
    }

    /// Does something with a store, and says what to do where that fails.
    ///
    /// - Parameters:
    ///   - hint: What to do about an error whose message does not say so.
    ///   - body: What is done.
    /// - Throws: `CommandError` in place of the store's error.
    func tend<Value>(
        hint: (StoreError.Code) -> String? = { $0.hint }, _ body: () async throws(StoreError) -> Value
    ) async throws(CommandError) -> Value {
        defer { output.progress("") }
        do throws(StoreError) {
            return try await body()
        } catch {
            throw CommandError(.failure, error.debugDescription, hint: hint(error.code))
        }
    }
}

extension StoreError.Code {
    /// What to do about it, where the message does not say so.
    var hint: String? {
        switch self {
        case .locked: "Stop that server, do it again, and start the server."
        case .busy: "Wait for the check or backup that reads it, and do it again."
        case .notFound: "Name the database with --store; the server's data folder has it as gnome.db."
        case .corrupt: "Look at it with “gnomectl store verify”."
        case .unavailable: "Run gnomectl as the user of the server, and check the path and the room on the disk."
        default: nil
        }
    }
}
