// SPDX-License-Identifier: Apache-2.0

extension SQLSchema {
    /// How many steps a database has, all of them checked.
    ///
    /// - Throws: `schema` where it has steps that this program doesn't know, or knows otherwise.
    func applied(in connection: any SQLConnection) throws(StoreError) -> Int {
        let records: [Record] = try connection.all("SELECT number, name, digest FROM schema_steps ORDER BY number")
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

    /// One step that was applied.
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
