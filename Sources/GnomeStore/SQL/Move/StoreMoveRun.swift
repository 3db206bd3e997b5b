// SPDX-License-Identifier: Apache-2.0

/// One run of a move, between two databases that are open and that nobody else writes.
struct StoreMoveRun: Sendable {
    let from: any SQLDriver
    let to: any SQLDriver
    let dialects: (from: MoveDialect, to: MoveDialect)
    let progress: @Sendable (StoreMoveProgress) -> Void

    /// Moves what is missing, and compares all.
    func run(afterPage: (_ pages: Int) throws(StoreError) -> Void) async throws(StoreError) -> StoreMove.Outcome {
        let total = try await from.read { (connection) throws(StoreError) in try connection.rowTotal() }
        let there = try await to.read { (connection) throws(StoreError) in try connection.rowTotal() }
        try await checkBegun(StoreMoveMeter(.checking, of: there, progress))
        let meter = StoreMoveMeter(.moving, of: total, before: there, progress)
        var moved = 0
        var pages = 0
        for table in MovedTable.all {
            let begun = try await to.read { (connection) throws(StoreError) in try connection.highestKey(of: table) }
            var page = try await page(of: table, after: begun ?? .min).get()
            while let current = page {
                // Read ahead while this one is written.
                async let next = self.page(of: table, after: current.last)
                try await to.write { (connection) throws(StoreError) in
                    try connection.execute(table.insert, rows: current.rows)
                }
                moved += current.rows.count
                meter.add(current.rows.count, of: table.name)
                pages += 1
                try afterPage(pages)
                page = try await next.get()
            }
        }
        try await finish()
        let comparison = StoreMoveMeter(.comparing, of: 2 * total, progress)
        async let source = digest(of: from, comparison)
        async let target = digest(of: to, comparison)
        return try await StoreMove.Outcome(moved: moved, source: source.get(), target: target.get())
    }

    /// Checks that what the target holds is what an earlier run moved: of each table the rows up to some key.
    ///
    /// - Throws: `conflict` where it holds anything else.
    private func checkBegun(_ meter: StoreMoveMeter) async throws(StoreError) {
        for table in MovedTable.all {
            let there = try await to.read { (connection) throws(StoreError) in
                (try connection.highestKey(of: table), try connection.digest(of: table))
            }
            guard let last = there.0 else { continue }
            let here = try await from.read { (connection) throws(StoreError) in
                try connection.digest(of: table, through: last) { meter.add($0, of: table.name) }
            }
            guard here == there.1 else {
                throw StoreError(
                    .conflict,
                    "The store that is to be filled holds something else: its “\(table.name)” has \(there.1.rows) rows that "
                        + "are not the first of those to be moved. It was left as it was; name an empty one.")
            }
        }
    }

    /// Carries over which numbers were given, so that none is given again, not even that of a row that is gone.
    private func finish() async throws(StoreError) {
        let dialects = dialects
        let numbered = MovedTable.all.filter(\.isNumbered)
        let given = try await from.read { (connection) throws(StoreError) in
            var given: [Int64] = []
            for table in numbered { given.append(try dialects.from.lastNumber(of: table, in: connection)) }
            return given
        }
        try await to.write { (connection) throws(StoreError) in
            for (table, number) in zip(numbered, given) {
                guard try number > dialects.to.recordedNumber(of: table, in: connection) else { continue }
                for statement in dialects.to.setLastNumber {
                    try connection.execute(statement, rows: [[table.name.sql, number.sql]])
                }
            }
            for statement in dialects.to.analyze { try connection.execute(statement) }
        }
    }

    private func page(of table: MovedTable, after key: Int64) async -> Result<MovedPage?, StoreError> {
        do throws(StoreError) {
            return .success(
                try await from.read { (connection) throws(StoreError) in try connection.page(of: table, after: key) })
        } catch {
            return .failure(error)
        }
    }

    private func digest(of driver: any SQLDriver, _ meter: StoreMoveMeter) async -> Result<StoreDigest, StoreError> {
        do throws(StoreError) {
            return .success(try await driver.digest(progress: meter))
        } catch {
            return .failure(error)
        }
    }
}
