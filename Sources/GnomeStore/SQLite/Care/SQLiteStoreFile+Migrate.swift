// SPDX-License-Identifier: Apache-2.0

/// What bringing a database up to date did, or would do.
public struct StoreMigration: Sendable, Hashable {
    /// How many steps of the schema the database had.
    public var stepsBefore: Int
    /// How many steps it has now.
    public var stepsAfter: Int
    /// What the steps are called that were applied.
    public var steps: [String]
    /// The tables that were there before or are there now, in the order of their names.
    public var tables: [Table]
    /// The copy that was made before; nothing where there was nothing to lose.
    public var backup: String?

    /// How many rows a table had, and has.
    public struct Table: Sendable, Hashable {
        /// What it is called.
        public var name: String
        /// How many rows it had; nothing where it was not there.
        public var rowsBefore: Int?
        /// How many rows it has; nothing where it is not there any more.
        public var rowsAfter: Int?
    }
}

extension SQLiteStoreFile {
    /// Brings the database up to date, as opening the store would.
    ///
    /// Where it has rows, it is first copied to `….before-step-` and the number of the step.
    ///
    /// - Throws: `locked` where a server has the store open; `notFound` where it is not there; `schema` where it is newer than
    ///   this program, or a step would lose rows; `corrupt` where it is damaged or none of ours. Steps before the one that
    ///   failed are kept, and nothing of that one.
    public func migrate() async throws(StoreError) -> StoreMigration {
        try await migrate(to: .sqlite, keepsCopy: true)
    }

    /// Tries on a copy what ``migrate()`` would do, and removes the copy; also while a server runs.
    ///
    /// - Parameter progress: Told from time to time how far the copying has come, on a thread of its own.
    /// - Throws: What ``migrate()`` would throw.
    public func rehearseMigration(
        progress: @escaping @Sendable (StoreCopyProgress) -> Void = { _ in }
    ) async throws(StoreError) -> StoreMigration {
        try await rehearseMigration(to: .sqlite, progress: progress)
    }

    /// Tries on a copy what migrating to a schema would do.
    func rehearseMigration(
        to schema: SQLSchema, progress: @escaping @Sendable (StoreCopyProgress) -> Void = { _ in }
    ) async throws(StoreError) -> StoreMigration {
        let copy = partial
        defer { copy.remove() }
        try await BlockingWork.run("gnome-rehearse") { () throws(StoreError) in
            _ = try makeCopy(at: copy, for: schema, progress: progress)
        }
        return try await copy.migrate(to: schema, keepsCopy: false)
    }

    /// Brings the database to a schema.
    func migrate(to schema: SQLSchema, keepsCopy: Bool) async throws(StoreError) -> StoreMigration {
        // Opening it for writing would make it.
        guard isThere else { throw StoreError(.notFound, "There is no file \(path).") }
        let driver = try await SQLiteDriver.open(at: path, for: .readWrite)
        let (before, after): (Standing, Standing)
        var backup: String?
        do throws(StoreError) {
            before = try await BlockingWork.run("gnome-migrate") { () throws(StoreError) in try standing(for: schema) }
            if keepsCopy { backup = try await backUpBeforeSteps(of: schema) }
            try await SQLMigrator(driver: driver, schema: schema).migrate()
            after = try await BlockingWork.run("gnome-migrate") { () throws(StoreError) in try standing(for: schema) }
        } catch {
            await driver.close()
            throw error
        }
        await driver.close()
        let names = Set(before.rows.keys).union(after.rows.keys).sorted()
        return StoreMigration(
            stepsBefore: before.applied, stepsAfter: after.applied,
            steps: schema.steps[before.applied..<after.applied].map(\.name),
            tables: names.map {
                StoreMigration.Table(name: $0, rowsBefore: before.rows[$0], rowsAfter: after.rows[$0])
            },
            backup: backup)
    }

    /// Copies a database that has rows and lacks steps, so that there is a way back.
    ///
    /// - Returns: The copy; nothing where none was needed. A copy of that name is replaced: it is from a try that failed.
    @discardableResult
    func backUpBeforeSteps(of schema: SQLSchema) async throws(StoreError) -> String? {
        try await BlockingWork.run("gnome-backup") { () throws(StoreError) in
            let standing = try standing(for: schema)
            guard (1..<schema.steps.count).contains(standing.applied), standing.rows.values.contains(where: { $0 > 0 })
            else { return nil }
            let target = SQLiteStoreFile("\(path).before-step-\(standing.applied + 1)")
            _ = try copy(to: target, replacing: true, for: schema)
            return target.path
        }
    }

    /// How far a database is, and what it holds.
    private struct Standing: Sendable {
        var applied = 0
        var rows: [String: Int] = [:]
    }

    private func standing(for schema: SQLSchema) throws(StoreError) -> Standing {
        let connection = try reader()
        defer { connection.undo() }
        guard try connection.hasLedger else { return Standing() }
        return Standing(applied: try schema.applied(in: connection), rows: try connection.rowCounts())
    }
}
