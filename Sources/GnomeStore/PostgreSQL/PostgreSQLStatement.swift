// SPDX-License-Identifier: Apache-2.0

/// A statement that a connection has prepared, and the form of it that takes many rows at once.
final class PostgreSQLStatement {
    let text: StaticString
    let name: String
    /// What does the same for many rows, where that is known.
    private let batch: PostgreSQLBatch?
    /// Prepared when it is first wanted: most statements never see many rows.
    private var isBatchPrepared = false

    /// Prepares a statement.
    init(_ text: StaticString, name: String, on handle: borrowing PostgreSQLHandle) throws(PostgreSQLHandle.Failure) {
        self.text = text
        self.name = name
        let numbers = try handle.prepare(text.description, as: name)
        let types = numbers.compactMap(PostgreSQLType.init)
        batch = types.count == numbers.count ? PostgreSQLBatch(text.description, types: types) : nil
    }

    /// Runs it once for each row of parameters.
    ///
    /// - Parameter each: Gets each row of each answer, with the index of its parameters.
    func run(
        _ rows: [[SQLValue]], on handle: borrowing PostgreSQLHandle,
        each: (_ index: Int, _ row: inout SQLRow) throws(StoreError) -> Void
    ) throws(PostgreSQLHandle.Failure) {
        if let batch, batch.suits(rows) {
            if let copy = batch.copy {
                // In parts, as a statement has only so much time.
                for start in stride(from: 0, to: rows.count, by: PostgreSQLBatch.rowsOfCopy) {
                    let end = min(start + PostgreSQLBatch.rowsOfCopy, rows.count)
                    try handle.copy(rows[start..<end], with: copy)
                }
                return
            }
            return try run(batch, rows, on: handle, each: each)
        }
        try handle.run(rows.count) { [name] index, parameters in
            parameters.replace(with: rows[index])
            return name
        } each: { [text] (index, values, columns) throws(StoreError) in
            var row = SQLRow(values, columns: columns, of: text)
            try each(index, &row)
        }
    }

    private func run(
        _ batch: PostgreSQLBatch, _ rows: [[SQLValue]],
        on handle: borrowing PostgreSQLHandle,
        each: (_ index: Int, _ row: inout SQLRow) throws(StoreError) -> Void
    ) throws(PostgreSQLHandle.Failure) {
        let nameOfBatch = name + "b"
        if !isBatchPrepared {
            _ = try handle.prepare(batch.text, as: nameOfBatch)
            isBatchPrepared = true
        }
        let parts = PostgreSQLBatch.parts(of: rows)
        var next = 0
        try handle.run(parts.count) { index, parameters in
            parameters.replace(withArraysOf: rows[parts[index]], types: batch.types)
            return nameOfBatch
        } each: { [text] (index, values, columns) throws(StoreError) in
            var values = values
            let place = try batch.takePlace(from: &values, among: rows, after: parts[index].lowerBound, notBefore: next)
            next = place + 1
            var row = SQLRow(values, columns: columns, of: text)
            try each(place, &row)
        }
    }
}
