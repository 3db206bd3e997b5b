// SPDX-License-Identifier: Apache-2.0

public import GnomeStore
public import Testing

/// A kind of store that is held to the promises: a name, what it can do, and how to lend a fresh empty one.
///
/// ```swift
/// let memory = StoreBackend("in memory") { body in try await body(MemoryStore()) }
///
/// let sqlite = StoreBackend("SQLite") { body in
///     try await withTemporaryFolder { folder in try await body(folder + "/gnome.sqlite") }
/// } open: { path, body in
///     let store = try await SQLStore.sqlite(at: path)
///     try await body(store)
///     await store.close()
/// }
/// ```
public struct StoreBackend: Sendable, CustomTestStringConvertible {
    /// Lends something to a closure, and cleans up after it.
    public typealias Lender<Value> = @Sendable (_ body: @Sendable (Value) async throws -> Void) async throws -> Void

    /// Its name.
    public let testDescription: String
    /// What it can do beyond what every store can.
    public let capabilities: Set<StoreCapability>
    private let lend: Lender<StorePlace>

    /// A backend whose stores are gone when they are closed.
    ///
    /// - Parameters:
    ///   - name: What it is called in the results.
    ///   - hasWholeMonths: Whether it drops months of single observations at once.
    ///   - lend: Lends a fresh empty store, and removes it afterwards.
    public init(_ name: String, hasWholeMonths: Bool = false, lend: @escaping Lender<any Store>) {
        testDescription = name
        capabilities = hasWholeMonths ? [.wholeMonths] : []
        self.lend = { body in try await lend { store in try await body(StorePlace { use in try await use(store) }) } }
    }

    /// A backend whose stores are durable.
    ///
    /// - Parameters:
    ///   - name: What it is called in the results.
    ///   - hasWholeMonths: Whether it drops months of single observations at once.
    ///   - lend: Lends a fresh place where a store can lie, such as a path, and removes it afterwards.
    ///   - open: Opens the store of a place, which the first time is a new one, lends it, and closes it afterwards.
    public init<Place: Sendable>(
        _ name: String, hasWholeMonths: Bool = false, lend: @escaping Lender<Place>,
        open:
            @escaping @Sendable (
                _ place: Place, _ body: @Sendable (any Store) async throws -> Void
            ) async throws -> Void
    ) {
        testDescription = name
        capabilities = hasWholeMonths ? [.durability, .wholeMonths] : [.durability]
        self.lend = { body in
            try await lend { place in try await body(StorePlace { use in try await open(place, use) }) }
        }
    }

    /// Whether it makes a promise: every one, but those for which it lacks the capability.
    public func makes(_ promise: StorePromise) -> Bool { promise.capability.map(capabilities.contains) ?? true }

    /// Holds a fresh store to a promise, within a test.
    ///
    /// A promise that the backend does not make is not tried: it is a known issue in the results, which say why.
    ///
    /// - Throws: What goes wrong beyond expectations that are not met.
    public func keeps(_ promise: StorePromise) async throws {
        if let capability = promise.capability, !makes(promise) {
            withKnownIssue { Issue.record("\(testDescription) does not promise \(capability)") }
        } else {
            try await lend(promise.check)
        }
    }
}
