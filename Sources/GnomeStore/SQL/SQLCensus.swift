// SPDX-License-Identifier: Apache-2.0

/// How much a database holds, to be compared before and after a step of its schema.
struct SQLCensus: Sendable, Hashable {
    /// How many rows each table has.
    let rows: [String: Int]
    /// How many rows refer to rows that are not there.
    let dangling: Int

    /// Refuses a step after which something is missing.
    ///
    /// - Parameters:
    ///   - after: What there was after it.
    ///   - step: The step, which may say that it takes rows away.
    ///   - number: Its number.
    /// - Throws: `schema` where rows are gone that the step does not speak of, or more rows refer to nothing.
    func check(_ after: SQLCensus, of step: SQLSchema.Step, number: Int) throws(StoreError) {
        let lost = rows.compactMap { table, count -> String? in
            let missing = count - after.rows[table, default: 0]
            guard missing > 0, !step.tablesLosingRows.contains(table) else { return nil }
            return "\(missing) of \(count) rows of “\(table)”"
        }
        var losses = lost.sorted()
        if after.dangling > dangling { losses.append("what \(after.dangling - dangling) rows refer to") }
        guard !losses.isEmpty else { return }
        throw StoreError(
            .schema,
            "Step \(number) of the database's schema, “\(step.name)”, would lose \(losses.joined(separator: ", ")). "
                + "Nothing of it was kept. Use the version of the program that wrote the database, and report this.")
    }
}
