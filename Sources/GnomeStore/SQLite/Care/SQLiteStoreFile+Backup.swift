// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// How far the copying of a store has come.
public struct StoreCopyProgress: Sendable, Hashable {
    /// How many pages are copied.
    public var pages: Int
    /// How many there are.
    public var total: Int
}

extension SQLiteStoreFile {
    /// Copies the store as it is at one moment into another file, beside a server that goes on writing.
    ///
    /// The copy is made under another name beside the target, verified, flushed to the disk, and only then gets its name.
    /// It is one file, without a write-ahead log, readable for its owner only.
    ///
    /// - Parameters:
    ///   - target: The file of the copy. Its folder must be there.
    ///   - isReplacing: Whether a file of that name may be replaced.
    ///   - progress: Told from time to time how far it has come, on a thread of its own.
    /// - Returns: What was found in the copy. Faults that the store itself has, its copy has too.
    /// - Throws: `conflict` where the target is there, or is a database in use; `corrupt` where the store is damaged or
    ///   none of ours; `schema` where it is newer than this program; `unavailable` where there is no room. There is no new
    ///   file then, and an old one is as it was.
    @discardableResult
    public func backUp(
        to target: String, replacing isReplacing: Bool = false,
        progress: @escaping @Sendable (StoreCopyProgress) -> Void = { _ in }
    ) async throws(StoreError) -> StoreHealth {
        let target = SQLiteStoreFile(target)
        return try await BlockingWork.run("gnome-backup") { () throws(StoreError) in
            try copy(to: target, replacing: isReplacing, progress: progress)
        }
    }

    /// Copies the store into another file.
    func copy(
        to target: SQLiteStoreFile, replacing isReplacing: Bool, for schema: SQLSchema = .sqlite,
        progress: (StoreCopyProgress) -> Void = { _ in }
    ) throws(StoreError) -> StoreHealth {
        // A file with a log is somebody's database: with another file under its name, the log would destroy that one.
        guard target != self, !FileManager.default.fileExists(atPath: target.path + "-wal") else {
            throw StoreError(.conflict, "\(target.path) is a database in use. Choose another file.")
        }
        guard isReplacing || !target.isThere else { throw Self.isTaken(target) }
        let copy = target.partial
        do throws(StoreError) {
            var health = try makeCopy(at: copy, for: schema, progress: progress)
            if isReplacing {
                try FilePlacing.replace(target.path, by: copy.path)
            } else {
                guard try FilePlacing.place(copy.path, at: target.path) else { throw Self.isTaken(target) }
            }
            try FilePlacing.flushFolder(of: target.path)
            health.path = target.path
            return health
        } catch {
            copy.remove()
            throw error
        }
    }

    /// Makes a verified copy that is flushed to the disk.
    ///
    /// - Parameter copy: A file that is not there; it may be left behind where the copying fails.
    /// - Throws: `corrupt` or `schema` where the copy is not usable.
    func makeCopy(
        at copy: SQLiteStoreFile, for schema: SQLSchema = .sqlite, progress: (StoreCopyProgress) -> Void
    ) throws(StoreError) -> StoreHealth {
        try copyPages(to: copy, for: schema, progress: progress)
        let health = try copy.examine(for: schema)
        if let finding = health.findings.first(where: { $0.severity == .unusable }) {
            throw StoreError(
                finding.kind == .schema ? .schema : .corrupt, "\(path) can't be copied. \(finding.message)")
        }
        try FilePlacing.flush(copy.path)
        return health
    }

    /// Copies the database as it is at one moment, and closes the copy.
    private func copyPages(
        to copy: SQLiteStoreFile, for schema: SQLSchema, progress: (StoreCopyProgress) -> Void
    ) throws(StoreError) {
        let source = try reader()
        defer { source.undo() }
        // What is no store is refused before it is copied.
        _ = try source.applied(of: schema)
        try makeFile(of: copy.path)
        let handle = try SQLiteHandle(path: copy.path, mode: .readWrite)
        try handle.copy(from: source.handle) { done, total in
            progress(StoreCopyProgress(pages: done, total: total))
        }
        try handle.leaveLog()
    }

    /// What a copy is called until it is finished; after a run that was killed it may be deleted.
    var partial: SQLiteStoreFile {
        SQLiteStoreFile("\(path).partial-\(UUID().uuidString.prefix(8))")
    }

    /// Removes the file with all that SQLite may have left beside it.
    func remove() {
        for suffix in ["", "-journal", "-wal", "-shm", ".lock"] { FilePlacing.remove(path + suffix) }
    }

    private static func isTaken(_ target: SQLiteStoreFile) -> StoreError {
        StoreError(.conflict, "\(target.path) is there already.")
    }
}
