// SPDX-License-Identifier: Apache-2.0

extension StoreAddress {
    /// Opens a store that is there and has exactly the tables of this program; nothing of it is changed.
    ///
    /// Opened for writing, it is kept from everybody else who writes.
    ///
    /// - Throws: `notFound`, `corrupt` or `schema` where there is none such; `locked` or `busy` where somebody writes it.
    func open(for access: SQLStore.Access) async throws(StoreError) -> any SQLDriver {
        if case .sqlite(let file) = self {
            // Opening it for writing would make it.
            try await BlockingWork.run("gnome-open") { () throws(StoreError) in
                let connection = try file.reader()
                defer { connection.undo() }
                _ = try connection.applied(of: .sqlite)
            }
        }
        let driver = try await connect(for: access)
        do throws(StoreError) {
            guard try await hasLedger(driver) else { throw StoreError(.notFound, "There is no store in \(self).") }
            try await SQLMigrator(driver: driver).check()
        } catch {
            await driver.close()
            throw error
        }
        return driver
    }

    /// Opens a store to be filled, and makes it where it is missing.
    ///
    /// - Throws: `schema` where there is one of another version; `corrupt` where it is another program's; `locked` or `busy`
    ///   where somebody writes it.
    func openOrMake() async throws(StoreError) -> any SQLDriver {
        let driver = try await connect(for: .readWrite)
        do throws(StoreError) {
            let migrator = SQLMigrator(driver: driver)
            let schema = driver.schema
            var isBegun = try await hasLedger(driver)
            if isBegun {
                isBegun = try await driver.read { (connection) throws(StoreError) in
                    try schema.applied(in: connection) > 0
                }
            }
            if isBegun { try await migrator.check() } else { try await migrator.migrate() }
        } catch {
            await driver.close()
            throw error
        }
        return driver
    }

    private func connect(for access: SQLStore.Access) async throws(StoreError) -> any SQLDriver {
        switch self {
        case .sqlite(let file): return try await SQLiteDriver.open(at: file.path, for: access)
        case .postgreSQL(var settings):
            // Tables are counted and indexes are made, which takes longer than what a server asks for.
            settings.statementTimeout = max(settings.statementTimeout, .seconds(3600))
            let driver = try await PostgreSQLDriver.open(settings, for: access)
            guard access == .readWrite else { return driver }
            do throws(StoreError) {
                try await driver.write { (connection) throws(StoreError) in
                    try connection.execute(PostgreSQLWritersLock.forSession)
                }
            } catch {
                await driver.close()
                throw error
            }
            return driver
        }
    }

    private func hasLedger(_ driver: any SQLDriver) async throws(StoreError) -> Bool {
        let dialect = dialect
        return try await driver.read { (connection) throws(StoreError) in
            let count: Int? = try connection.first(dialect.ledger)
            return count == 1
        }
    }
}
