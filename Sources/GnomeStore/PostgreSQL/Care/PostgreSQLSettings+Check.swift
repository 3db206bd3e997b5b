// SPDX-License-Identifier: Apache-2.0

extension PostgreSQLSettings {
    /// Looks at everything that can be wrong with the store, and changes nothing; also while servers run.
    ///
    /// It counts all rows, which takes its time. Damage on a disk is not looked for: that is PostgreSQL's own care, with
    /// data checksums and `pg_amcheck`.
    ///
    /// - Parameter limits: How few connections may be left, and how far a standby may be behind.
    /// - Throws: `unavailable` where the database can't be reached, or its tables are not this user's. What is wrong in it
    ///   is no error but a finding.
    public func check(
        limits: StoreHealth.Limits = StoreHealth.Limits()
    ) async throws(StoreError) -> StoreHealth {
        var settings = self
        settings.statementTimeout = max(statementTimeout, .seconds(3600))
        // A finding here, and no refusal.
        settings.allowsUnflushed = true
        let driver = try await PostgreSQLDriver.open(settings, for: .readOnly)
        let path = "\(StoreAddress.postgreSQL(self))"
        do throws(StoreError) {
            let health = try await driver.read { (connection) throws(StoreError) in
                var health = StoreHealth(path: path, knownSteps: SQLSchema.postgreSQL.steps.count, databaseBytes: 0)
                try PostgreSQLExamination(connection: connection, limits: limits).run(&health)
                return health
            }
            await driver.close()
            return health
        } catch {
            await driver.close()
            throw error
        }
    }
}

extension StoreAddress {
    /// Looks at everything that can be wrong with the store, and changes nothing; also while servers run.
    ///
    /// - Parameter limits: What is still well.
    /// - Throws: `notFound` where there is no such file, `unavailable` where it can't be opened or reached. What is wrong in
    ///   it is no error but a finding.
    public func check(
        limits: StoreHealth.Limits = StoreHealth.Limits()
    ) async throws(StoreError) -> StoreHealth {
        switch self {
        case .sqlite(let file): try await file.check(limits: limits)
        case .postgreSQL(let settings): try await settings.check(limits: limits)
        }
    }
}
