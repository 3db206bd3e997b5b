// SPDX-License-Identifier: Apache-2.0

/// The rows of a table that are moved together.
struct MovedPage: Sendable {
    /// How much one page takes at most: rows, and bytes of what is large in them but for the last row.
    static let limit = (rows: 4000, bytes: 4 << 20)

    /// The rows, in the order of their keys.
    let rows: [[SQLValue]]
    /// The key of the last.
    let last: Int64
}

extension SQLConnection {
    /// How many rows all tables have.
    func rowTotal() throws(StoreError) -> Int {
        var total = 0
        for table in MovedTable.all { total += try first(table.count) ?? 0 }
        return total
    }

    /// The highest key of a table; nothing where it has no row.
    func highestKey(of table: MovedTable) throws(StoreError) -> Int64? {
        let keys: [Int64?] = try all(table.highest)
        return keys.first ?? nil
    }

    /// The rows of a table behind a key, as many as fit into a page; nothing where there are none.
    func page(of table: MovedTable, after key: Int64) throws(StoreError) -> MovedPage? {
        guard let end = try endOfPage(of: table, after: key, through: .max) else { return nil }
        var rows: [[SQLValue]] = []
        try run(table.page, rows: [[key.sql, end.sql]]) { (_, row) throws(StoreError) in rows.append(row.values) }
        return MovedPage(rows: rows, last: end)
    }

    /// Fingerprints the rows of a table up to a key.
    ///
    /// - Parameter progress: Told after each page how many rows it had.
    func digest(
        of table: MovedTable, through last: Int64 = .max, progress: (_ rows: Int) -> Void = { _ in }
    ) throws(StoreError) -> StoreDigest.Table {
        var digest = StoreDigest.Table(table.name)
        var key = Int64.min
        while let end = try endOfPage(of: table, after: key, through: last) {
            let before = digest.rows
            try run(table.page, rows: [[key.sql, end.sql]]) { (_, row) throws(StoreError) in digest.add(row.values) }
            progress(digest.rows - before)
            key = end
        }
        return digest
    }

    /// The key of the last row of the next page, which is found without reading what is large.
    private func endOfPage(
        of table: MovedTable, after key: Int64, through last: Int64
    ) throws(StoreError) -> Int64? {
        var end: Int64?
        var bytes = 0
        let parameters = [key.sql, last.sql, MovedPage.limit.rows.sql]
        try run(table.sizes, rows: [parameters]) { (_, row) throws(StoreError) in
            guard bytes < MovedPage.limit.bytes else { return }
            end = try row.next()
            bytes += try row.next(Int.self)
        }
        return end
    }
}
