// SPDX-License-Identifier: Apache-2.0

/// A PostgreSQL database: one connection that writes, a few that read, each on a thread of its own.
final class PostgreSQLDriver: SQLDriver {
    private let lines: SQLLines

    var schema: SQLSchema { .postgreSQL }

    /// Connects.
    ///
    /// - Throws: `unavailable` where the database can't be reached or can't be relied upon.
    static func open(
        _ settings: PostgreSQLSettings, for access: SQLStore.Access
    ) async throws(StoreError) -> PostgreSQLDriver {
        try await BlockingWork.run("gnome-open") { () throws(StoreError) in try PostgreSQLDriver(settings, for: access)
        }
    }

    private init(_ settings: PostgreSQLSettings, for access: SQLStore.Access) throws(StoreError) {
        let gate = PostgreSQLGate(settings)
        lines = SQLLines(
            writers: access == .readWrite ? SQLLine("gnome-writer", [try PostgreSQLWriter(gate)]) : nil,
            readers: SQLLine("gnome-reader", (0..<max(1, settings.readers)).map { _ in PostgreSQLReader(gate) }))
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await lines.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await lines.write(body)
    }

    func close() async {
        await lines.close()
    }
}
