// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension SQLiteStoreFile {
    /// Looks at everything that can be wrong with the store, and changes nothing.
    ///
    /// It reads the whole database, which takes its time, and meanwhile keeps a server from emptying its write-ahead log.
    ///
    /// - Parameter limits: How large the log and how full the disk may be.
    /// - Throws: `notFound` where there is no such file, `unavailable` where it can't be opened. Damage is no error but a
    ///   finding.
    public func check(
        limits: StoreHealth.Limits = StoreHealth.Limits()
    ) async throws(StoreError) -> StoreHealth {
        try await BlockingWork.run("gnome-check") { () throws(StoreError) in
            var health = try examine()
            health.judgeRoom(by: limits)
            return health
        }
    }

    /// Looks at what is in the file, be it a store or a backup of one, and not at the room around it.
    ///
    /// - Throws: `notFound` where there is no such file, `unavailable` where it can't be opened.
    public func verify() async throws(StoreError) -> StoreHealth {
        try await BlockingWork.run("gnome-verify") { () throws(StoreError) in try examine() }
    }

    /// Looks at what is in the file.
    func examine(for schema: SQLSchema = .sqlite) throws(StoreError) -> StoreHealth {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "."
        let free = try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize]
        var health = StoreHealth(
            path: path, knownSteps: schema.steps.count, databaseBytes: FilePlacing.bytes(of: path),
            logBytes: FilePlacing.bytes(of: path + "-wal"),
            freeBytes: (free as? UInt64).map { Int(clamping: $0) } ?? free as? Int)
        do throws(StoreError) {
            let connection = try reader()
            defer { connection.undo() }
            try SQLiteExamination(connection: connection, schema: schema).run(&health)
        } catch {
            switch error.code {
            // What SQLite said comes with damage alone.
            case .corrupt: health.add(error.detail == nil ? .foreign : .damage, error.debugDescription)
            case .schema: health.add(.schema, error.message)
            // A table or a column is missing that the recorded steps have made.
            case .defect:
                health.add(.schema, "The tables are not those of its schema: \(error.detail ?? error.message)")
            default: throw error
            }
        }
        return health
    }
}

/// The questions that are asked of a database, in one transaction.
private struct SQLiteExamination {
    let connection: SQLiteConnection
    let schema: SQLSchema

    func run(_ health: inout StoreHealth) throws(StoreError) {
        let faults: [String] = try connection.all("PRAGMA integrity_check(20)")
        for fault in faults where fault != "ok" {
            health.add(.damage, "SQLite finds damage: \(fault.split(separator: "\n").joined(separator: " "))")
        }
        let applied = try connection.applied(of: schema)
        health.appliedSteps = applied
        guard applied > 0 else { return health.add(.foreign, "The file holds no store.") }
        if applied < schema.steps.count {
            health.add(.outdated, "The database has \(applied) of \(schema.steps.count) steps of the schema.")
        }
        for (reference, count) in try connection.danglingReferences().sorted(by: { $0.key < $1.key }) {
            health.add(
                .orphans,
                "\(count) rows of “\(reference.table)” refer to rows of “\(reference.parent)” that are not there.")
        }
        try health.lookForLostReports(in: connection)
        health.counts = try StoreHealth.Counts(of: connection, steps: schema.steps.prefix(applied))
    }
}

extension StoreHealth {
    /// Adds what the sizes of the files and the room on the disk tell.
    fileprivate mutating func judgeRoom(by limits: Limits) {
        let logBytes = logBytes ?? 0
        if logBytes > limits.logBytes {
            add(.largeLog, "The write-ahead log has \(logBytes) bytes.")
        }
        let needed = max(limits.freeBytes, databaseBytes + logBytes)
        if let freeBytes, freeBytes < needed {
            add(.littleRoom, "The disk has room for \(freeBytes) bytes; there should be room for \(needed).")
        }
    }
}
