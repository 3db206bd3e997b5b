// SPDX-License-Identifier: Apache-2.0

/// Brings the tables of a database to where this program needs them.
struct SQLMigrator {
    let driver: any SQLDriver
    let schema: SQLSchema

    /// A migrator to the schema of the driver, or to another one.
    init(driver: any SQLDriver, schema: SQLSchema? = nil) {
        self.driver = driver
        self.schema = schema ?? driver.schema
    }

    /// Applies the steps that are missing, each in a transaction of its own together with its record.
    ///
    /// - Throws: `schema` where the database has steps that this program doesn't know, or knows otherwise, and where a step
    ///   would lose rows without saying so, or leave rows that refer to nothing: nothing of that step is kept.
    func migrate() async throws(StoreError) {
        let schema = schema
        try await driver.write { (connection) throws(StoreError) in
            for statement in schema.ledger { try connection.execute(statement) }
        }
        for (index, step) in schema.steps.enumerated() {
            try await driver.write { (connection) throws(StoreError) in
                // Looked at again in each transaction: another server may be doing the same.
                guard try schema.applied(in: connection) == index else { return }
                let before = try connection.census()
                for statement in step.statements { try connection.execute(statement) }
                try step.work?(connection)
                try before.check(connection.census(), of: step, number: index + 1)
                try connection.execute(
                    """
                    INSERT INTO schema_steps (number, name, digest, applied_at)
                    VALUES ($1, $2, $3, CAST(CURRENT_TIMESTAMP AS TEXT))
                    """,
                    (index + 1).sql, step.name.sql, step.digest.sql)
            }
        }
    }

    /// Checks that the database has exactly the tables that this program needs, and changes nothing.
    ///
    /// - Throws: `schema` where it has not.
    func check() async throws(StoreError) {
        let schema = schema
        let applied = try await driver.read { (connection) throws(StoreError) in try schema.applied(in: connection) }
        guard applied == schema.steps.count else {
            throw StoreError(
                .schema,
                "The database was last written by an older version of this program. Start the server on it once: "
                    + "it brings the database up to date.")
        }
    }
}
