// SPDX-License-Identifier: Apache-2.0

public import GnomeTransport
public import Testing

/// A kind of transport that is held to the promises: a name, what it can do, and how to make one.
///
/// ```swift
/// let broker = InProcessBroker()
/// let backend = TransportBackend("in-process", capabilities: [.fullQueues, .deadLetters]) { topology in
///     InProcessTransport(topology, broker: broker)
/// }
/// ```
public struct TransportBackend: Sendable, CustomTestStringConvertible {
    /// Its name.
    public let testDescription: String
    /// What it can do beyond what every transport can.
    public let capabilities: Set<TransportCapability>
    let makeTransport: @Sendable (Topology) throws -> any MessageTransport

    /// A backend of these parts.
    ///
    /// - Parameters:
    ///   - name: What it is called in the results.
    ///   - capabilities: What it can do beyond what every transport can.
    ///   - makeTransport: Makes a transport for a topology; two of the same topology reach the same queues.
    public init(
        _ name: String, capabilities: Set<TransportCapability> = [],
        makeTransport: @escaping @Sendable (Topology) throws -> any MessageTransport
    ) {
        testDescription = name
        self.capabilities = capabilities
        self.makeTransport = makeTransport
    }

    /// Whether it makes a promise: every one, but those for which it lacks the capability.
    public func makes(_ promise: TransportPromise) -> Bool { promise.capability.map(capabilities.contains) ?? true }

    /// Holds its transports to a promise, within a test.
    ///
    /// A promise that the backend does not make is not tried: it is a known issue in the results, which say why.
    ///
    /// - Throws: What goes wrong beyond expectations that are not met.
    public func keeps(_ promise: TransportPromise) async throws {
        if let capability = promise.capability, !makes(promise) {
            withKnownIssue { Issue.record("\(testDescription) does not promise \(capability)") }
        } else {
            try await promise.check(self)
        }
    }
}

extension TransportBackend {
    /// Runs a transport while something is done with it, and shuts it down gracefully afterwards.
    func run<Value: Sendable>(
        _ topology: Topology, _ body: @Sendable (any MessageTransport) async throws -> Value
    ) async throws -> Value {
        try await run(makeTransport(topology), body)
    }

    func run<Value: Sendable>(
        _ transport: any MessageTransport, _ body: @Sendable (any MessageTransport) async throws -> Value
    ) async throws -> Value {
        async let running: Void = transport.run()
        let value = try await body(transport)
        transport.beginGracefulShutdown()
        try await running
        return value
    }
}
