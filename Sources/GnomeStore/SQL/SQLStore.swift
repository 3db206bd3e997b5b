// SPDX-License-Identifier: Apache-2.0

/// A store in an SQL database.
///
/// ```swift
/// let store = try await SQLStore.sqlite(at: "gnome-data/gnome.sqlite")
/// let count = try await store.read { (store) throws(StoreError) in try store.receiverCount() }
/// await store.close()
/// ```
///
/// A task that is cancelled while it waits for the store goes on waiting, and gets its answer: a write that stands in
/// line is not taken back, and a read is short.
public struct SQLStore: Store {
    let driver: any SQLDriver

    /// A store over a database whose tables are in order.
    init(driver: any SQLDriver) { self.driver = driver }

    /// A store over a database that was opened just now, once its tables are in order; where they can't be, it is closed.
    ///
    /// - Parameter prepare: What is done before the tables are changed.
    static func ready(
        _ driver: any SQLDriver, _ access: Access, prepare: () async throws(StoreError) -> Void = {}
    ) async throws(StoreError) -> SQLStore {
        do throws(StoreError) {
            let migrator = SQLMigrator(driver: driver)
            switch access {
            case .readWrite:
                try await prepare()
                try await migrator.migrate()
            case .readOnly: try await migrator.check()
            }
        } catch {
            await driver.close()
            throw error
        }
        return SQLStore(driver: driver)
    }

    /// Reads one consistent moment of the store.
    ///
    /// - Throws: `StoreError` of the closure, or `unavailable` where the store can't be read now.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await driver.read { (connection) throws(StoreError) in try body(SQLTransaction(connection: connection)) }
    }

    /// Reads and writes in one transaction; returns when the change is durable.
    ///
    /// - Throws: `StoreError` of the closure, and nothing of it is kept; `unavailable` where the store can't be written
    ///   now.
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await driver.write { (connection) throws(StoreError) in try body(SQLTransaction(connection: connection)) }
    }

    /// Finishes what waits, and lets go of the database; what is asked later gets `unavailable`.
    public func close() async { await driver.close() }
}
