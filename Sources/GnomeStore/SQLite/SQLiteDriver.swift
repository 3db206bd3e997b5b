// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Synchronization

/// A database in a file of this machine: one connection that writes, a few that read.
final class SQLiteDriver: SQLDriver {
    private let lines: SQLLines
    private let lock: Mutex<DatabaseLock?>

    var schema: SQLSchema { .sqlite }

    /// Opens a database, and makes it where it is missing and is to be written.
    ///
    /// - Throws: `locked` where another process writes it, `unavailable` where it can't be opened, `corrupt` where it is
    ///   none of ours.
    static func open(at path: String, for access: SQLStore.Access) async throws(StoreError) -> SQLiteDriver {
        try await BlockingWork.run("gnome-open") { () throws(StoreError) in try SQLiteDriver(path: path, access: access)
        }
    }

    private init(path: String, access: SQLStore.Access) throws(StoreError) {
        // Whole, so that it names the same file when the folder of the process changes, and is never taken for a URI.
        let path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let writers: SQLLine?
        switch access {
        case .readWrite:
            try makeFolder(of: path)
            lock = Mutex(try DatabaseLock(of: path))
            try makeFile(of: path)
            writers = SQLLine("gnome-writer", [try SQLiteWriter(path: path)])
        case .readOnly:
            lock = Mutex(nil)
            writers = nil
        }
        lines = SQLLines(
            writers: writers,
            readers: SQLLine(
                "gnome-reader",
                [try SQLiteReader(path: path), try SQLiteReader(path: path), try SQLiteReader(path: path)]))
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await lines.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await lines.write(body)
    }

    func close() async {
        await lines.close()
        // Last: until then the log is being emptied.
        lock.withLock { $0 = nil }
    }
}
