// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// A PostgreSQL database: one connection that writes, a few that read, each on a thread of its own.
final class PostgreSQLDriver: SQLDriver {
    private let writers: SQLLine?
    private let readers: SQLLine

    var schema: SQLSchema { .postgreSQL }

    /// Connects.
    ///
    /// - Throws: `unavailable` where the database can't be reached or can't be relied upon.
    static func open(
        _ settings: PostgreSQLSettings, for access: SQLStore.Access
    ) async throws(StoreError) -> PostgreSQLDriver {
        let opened = await withCheckedContinuation { continuation in
            DispatchQueue(label: "gnome-open").async {
                continuation.resume(
                    returning: Result { () throws(StoreError) in try PostgreSQLDriver(settings, for: access) })
            }
        }
        return try opened.get()
    }

    private init(_ settings: PostgreSQLSettings, for access: SQLStore.Access) throws(StoreError) {
        let gate = PostgreSQLGate(settings)
        writers = access == .readWrite ? SQLLine("gnome-writer", [try PostgreSQLWriter(gate)]) : nil
        readers = SQLLine("gnome-reader", (0..<max(1, settings.readers)).map { _ in PostgreSQLReader(gate) })
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await readers.run(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        guard let writers else { throw StoreError(.unavailable, "The store was opened for reading only.") }
        return try await writers.run(body)
    }

    func close() async {
        readers.close()
        writers?.close()
        await readers.finish()
        await writers?.finish()
    }
}
