// SPDX-License-Identifier: Apache-2.0

import GnomeStore

/// `store`: the database of a server, worked on directly.
enum StoreCommand {
    static let command = Command(
        "store", abstract: "Look after the database of a server: check, back up, restore.",
        discussion: """
            Works on the database itself, not over the API. For SQLite it runs where the server does and as the same user; \
            checking and backing up go on while the server runs. “check”, “rebuild”, “move” and “digest” take a \
            PostgreSQL database too, which has programs of its own for backups.
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
        "store", value: "address", .path,
        help:
            "The database, a path or a postgres:// URL; otherwise GNOME_STORE_URL, otherwise gnome.db in the data folder."
    )
}

extension Invocation {
    /// The database that the command line means, or the environment.
    var storeAddress: StoreAddress {
        StoreAddress(
            self[StoreLocation.option] ?? environment["GNOME_STORE_URL"] ?? "\(environment.dataFolder)/gnome.db")
    }

    /// The database that the command line means, where it is a file.
    ///
    /// - Parameter hint: What to do instead where it is a PostgreSQL database.
    /// - Throws: `failure` there.
    func storeFile(orElse hint: (StoreAddress) -> String) throws(CommandError) -> SQLiteStoreFile {
        let address = storeAddress
        guard case .sqlite(let file) = address else {
            throw CommandError(
                .failure, "\(address) is a PostgreSQL database; this command is for SQLite.", hint: hint(address))
        }
        return file
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
