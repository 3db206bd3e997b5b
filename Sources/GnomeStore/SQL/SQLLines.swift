// SPDX-License-Identifier: Apache-2.0

/// The two lines before the connections of a database: those who write, and those who only read.
struct SQLLines: Sendable {
    /// Nothing where the database was opened for reading only.
    let writers: SQLLine?
    let readers: SQLLine

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

    /// Takes no further work, and returns when what waits is done and the connections are closed.
    func close() async {
        readers.close()
        writers?.close()
        // Readers first, so that the writer of an SQLite database can empty its log.
        await readers.finish()
        await writers?.finish()
    }
}
