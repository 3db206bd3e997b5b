// SPDX-License-Identifier: Apache-2.0

/// A database: how its connections are shared, how its transactions begin and end, and how its tables are made.
protocol SQLDriver: Sendable {
    /// The tables, in the words of this database.
    var schema: SQLSchema { get }

    /// Runs a closure in a transaction that sees one moment and changes nothing.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value

    /// Runs a closure in a transaction, and returns when its change is durable.
    ///
    /// - Throws: What the closure throws, and nothing of it is kept; `unavailable` where the commit failed.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value

    /// Refuses new work with `unavailable`, finishes what waits, and lets go of the database.
    func close() async
}
