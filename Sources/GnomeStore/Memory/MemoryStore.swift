// SPDX-License-Identifier: Apache-2.0

/// A store in memory, for tests and previews: it keeps nothing, and all that it held is gone when the last who uses it lets it go.
///
/// ```swift
/// let store = MemoryStore()
/// let service = IngestService(store: store)
/// ```
///
/// It makes every promise of a ``Store`` but durability. Its rows are plain values, of which a transaction changes a copy; so
/// each write costs time with the number of rows, and it is meant for thousands of them, not for millions.
public actor MemoryStore: Store {
    private var tables = MemoryTables()

    /// An empty store.
    public init() {}

    /// A store that holds what another holds at this moment.
    public init(copying other: MemoryStore) async { tables = await other.tables }

    /// Reads one consistent moment of the store, beside whoever writes.
    ///
    /// - Throws: `StoreError` of the closure.
    public nonisolated func read<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try body(MemoryTransaction(await tables))
    }

    /// Reads and writes in one transaction, alone in writing.
    ///
    /// - Throws: `StoreError` of the closure, and nothing of it is kept; `defect` where it named a receiver that is not there.
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let transaction = MemoryTransaction(tables)
        let value = try body(transaction)
        if let failure = transaction.failure { throw failure }
        tables = transaction.tables
        return value
    }
}
