// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What became of a store that was put back.
public struct StoreRestoration: Sendable, Hashable {
    /// What was found in the store that is there now.
    public var health: StoreHealth
    /// Where the database lies that was there before; nothing where there was none.
    public var former: String?
}

extension SQLiteStoreFile {
    /// Puts a backup in the place of the store, and keeps what was there beside it.
    ///
    /// The backup stays as it is: a verified copy of it takes the place at once, so that a power failure leaves the old
    /// store or the new one. What the old store's write-ahead log held is in the kept database too.
    ///
    /// - Parameters:
    ///   - source: The file of the backup.
    ///   - suffix: What is added to the name of the database that was there: the day and the time.
    ///   - progress: Told from time to time how far it has come, on a thread of its own.
    /// - Throws: `locked` where a server has the store open; `notFound` where there is no backup; `corrupt` where it is
    ///   damaged or none of ours; `schema` where it is newer than this program; `unavailable` where there is no room. The
    ///   store is as it was then.
    public func restore(
        from source: String, keepingFormerAs suffix: String,
        progress: @escaping @Sendable (StoreCopyProgress) -> Void = { _ in }
    ) async throws(StoreError) -> StoreRestoration {
        let source = SQLiteStoreFile(source)
        return try await BlockingWork.run("gnome-restore") { () throws(StoreError) in
            guard source != self else { throw StoreError(.conflict, "\(path) is the store itself.") }
            guard source.isThere else { throw StoreError(.notFound, "There is no file \(source.path).") }
            try makeFolder(of: path)
            let lock = try DatabaseLock(of: path)
            let restoration = try exchange(for: source, suffix: suffix, progress: progress)
            extendLifetime(lock)
            return restoration
        }
    }

    /// Exchanges the database for a copy of another, while nobody else works with it.
    private func exchange(
        for source: SQLiteStoreFile, suffix: String, progress: (StoreCopyProgress) -> Void
    ) throws(StoreError) -> StoreRestoration {
        let copy = partial
        let wanted: StoreHealth
        let former: String?
        do throws(StoreError) {
            wanted = try source.makeCopy(at: copy, progress: progress)
            former = isThere ? try keepAside(suffix) : nil
            // A log that is left from another database would be taken for this one's.
            for suffix in ["-wal", "-shm", "-journal"] { FilePlacing.remove(path + suffix) }
            try FilePlacing.flushFolder(of: path)
            try FilePlacing.replace(path, by: copy.path)
            try FilePlacing.flushFolder(of: path)
        } catch {
            copy.remove()
            throw error
        }
        let health = try examine()
        guard health.isUsable, health.counts == wanted.counts else {
            throw StoreError(
                .corrupt,
                "The store is not what the backup was; \(former.map { "the former one is \($0)" } ?? "there was none before")."
            )
        }
        return StoreRestoration(health: health, former: former)
    }

    /// Gives the database a second name, after its log was copied into it; a log that can't be goes with it.
    private func keepAside(_ suffix: String) throws(StoreError) -> String {
        // Where it isn't a store any more it is not opened for writing, which would do away with the log.
        if isStore {
            let connection = try SQLiteConnection(path: path, mode: .readWrite)
            try connection.checkpoint(truncating: true)
        }
        for number in 1... {
            let name = "\(path).before-restore-\(suffix)\(number == 1 ? "" : "-\(number)")"
            guard try FilePlacing.duplicate(path, as: name) else { continue }
            if FilePlacing.bytes(of: path + "-wal") > 0 { try FilePlacing.replace(name + "-wal", by: path + "-wal") }
            return name
        }
        throw StoreError(.conflict, "There is no free name for the former database.")
    }

    /// Whether a store of this program can be read there.
    private var isStore: Bool {
        do throws(StoreError) {
            let connection = try reader()
            defer { connection.undo() }
            return try connection.applied(of: .sqlite) > 0
        } catch {
            return false
        }
    }
}
