// SPDX-License-Identifier: Apache-2.0

extension SQLDriver {
    /// Does something with the database, and lets go of it whatever comes of that.
    func lent<Value>(
        _ body: (any SQLDriver) async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        do throws(StoreError) {
            let value = try await body(self)
            await close()
            return value
        } catch {
            await close()
            throw error
        }
    }

    /// Fingerprints all tables as they are at one moment.
    func digest(progress: StoreMoveMeter) async throws(StoreError) -> StoreDigest {
        try await read { (connection) throws(StoreError) in
            var tables: [StoreDigest.Table] = []
            for table in MovedTable.all {
                tables.append(try connection.digest(of: table) { progress.add($0, of: table.name) })
            }
            return StoreDigest(tables: tables)
        }
    }
}
