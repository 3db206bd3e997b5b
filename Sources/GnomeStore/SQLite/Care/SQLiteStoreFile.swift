// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The file of an SQLite store, to be looked after: checked, copied, put back, brought up to date.
///
/// ```swift
/// let file = SQLiteStoreFile("gnome-data/gnome.sqlite")
/// let health = try await file.check()
/// try await file.backUp(to: "/backup/gnome.sqlite")
/// ```
///
/// Checking and copying go on beside a server that writes; restoring and migrating need the store for themselves.
public struct SQLiteStoreFile: Sendable, Hashable {
    /// Where it lies, from the root on.
    public let path: String

    /// The file of a path, which need not be there yet.
    public init(_ path: String) {
        // Whole, so that it is never taken for a URI.
        self.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    var isThere: Bool { FileManager.default.fileExists(atPath: path) }

    /// A read-only connection in a transaction that sees one moment.
    func reader() throws(StoreError) -> SQLiteConnection {
        guard isThere else { throw StoreError(.notFound, "There is no file \(path).") }
        let connection = try SQLiteConnection(path: path, mode: .readOnly)
        try connection.begin(writing: false)
        return connection
    }
}
