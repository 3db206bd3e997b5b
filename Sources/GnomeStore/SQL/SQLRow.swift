// SPDX-License-Identifier: Apache-2.0

/// One row of a result, read column by column from the left.
struct SQLRow {
    /// The values of all columns, read or not.
    let values: [SQLValue]
    private let columns: [String]
    private let statement: StaticString
    private var position = 0

    /// A row of a statement's result.
    ///
    /// - Parameter columns: The names of the columns, as many as there are values; for errors only.
    init(_ values: [SQLValue], columns: [String], of statement: StaticString) {
        self.values = values
        self.columns = columns
        self.statement = statement
    }

    /// The value of the next column.
    ///
    /// - Throws: `corrupt` where it is no value of this type, `defect` where there is no further column.
    mutating func next<Column: SQLColumn>(_ type: Column.Type = Column.self) throws(StoreError) -> Column {
        guard position < values.count else {
            throw StoreError(
                .defect, "This program asked the database for less than it wants to read.",
                detail: "expected \(type) in column \(position + 1), found \(values.count) columns; in \(statement)")
        }
        guard let value = Column(sql: values[position]) else {
            throw StoreError(
                .corrupt, "The database holds something that this program did not write.",
                detail: "expected \(type) in column \(position + 1) “\(columns[position])”, "
                    + "found \(values[position].kind) that is none; in \(statement)")
        }
        position += 1
        return value
    }
}

/// A type whose values are read from the next columns of a row.
protocol SQLRecord {
    /// Reads as many columns as it needs.
    init(row: inout SQLRow) throws(StoreError)
}
