// SPDX-License-Identifier: Apache-2.0

extension StoreAddress {
    /// Lends a store that is there and has exactly the tables of this program, and closes it afterwards.
    ///
    /// Nobody else can write it meanwhile: the lock of those who write is held.
    ///
    /// - Parameter body: What is done with the store.
    /// - Throws: `notFound`, `schema` or `corrupt` where there is no store of this version; `locked` or `busy` where somebody
    ///   writes it; `unavailable` where it can't be opened; and what the closure throws.
    public func lend<Value>(
        _ body: (SQLStore) async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await open(for: .readWrite).lent { (driver) throws(StoreError) in
            try await body(SQLStore(driver: driver))
        }
    }
}
