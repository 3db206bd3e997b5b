// SPDX-License-Identifier: Apache-2.0

/// Brings the tables of a database to where this program needs them.
struct SQLMigrator {
    let driver: any SQLDriver

    /// Applies the steps that are missing, each in a transaction of its own together with its record.
    ///
    /// - Throws: `schema` where the database has steps that this program doesn't know, or knows otherwise.
    func migrate() async throws(StoreError) {
        let schema = driver.schema
        try await driver.write { (connection) throws(StoreError) in
            for statement in schema.ledger { try connection.execute(statement) }
        }
        for (index, step) in schema.steps.enumerated() {
            try await driver.write { (connection) throws(StoreError) in
                // Looked at again in each transaction: another server may be doing the same.
                guard try applied(connection) == index else { return }
                for statement in step.statements { try connection.execute(statement) }
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
        let applied = try await driver.read { (connection) throws(StoreError) in try self.applied(connection) }
        guard applied == driver.schema.steps.count else {
            throw StoreError(
                .schema,
                "The database was last written by an older version of this program. Start the server on it once: "
                    + "it brings the database up to date.")
        }
    }

    /// How many steps the database has, all of them checked.
    private func applied(_ connection: any SQLConnection) throws(StoreError) -> Int {
        let records: [Record] = try connection.all("SELECT number, name, digest FROM schema_steps ORDER BY number")
        let steps = driver.schema.steps
        for (index, record) in records.enumerated() {
            guard record.number == index + 1 else {
                throw StoreError(.schema, "Step \(index + 1) of the database's schema is missing from its record.")
            }
            guard index < steps.count else {
                throw StoreError(
                    .schema,
                    "The database was written by a newer version of this program: its schema has step \(record.number) "
                        + "“\(record.name)”, and this version knows only \(steps.count). Use the newer version.")
            }
            guard record.name == steps[index].name, record.digest == steps[index].digest else {
                throw StoreError(
                    .schema,
                    "Step \(record.number) of the database's schema, “\(record.name)”, is not the one that this "
                        + "version of the program knows: one of them was altered after its release.")
            }
        }
        return records.count
    }

    private struct Record: SQLRecord {
        let number: Int
        let name: String
        let digest: String

        init(row: inout SQLRow) throws(StoreError) {
            number = try row.next()
            name = try row.next()
            digest = try row.next()
        }
    }
}
