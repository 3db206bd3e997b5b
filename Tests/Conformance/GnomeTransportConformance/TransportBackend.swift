// SPDX-License-Identifier: Apache-2.0

public import GnomeTransport
public import Testing

/// A backend of ``MessageTransport`` that is held to the promises of the protocol.
public struct TransportBackend: Sendable, CustomTestStringConvertible {
    /// What it is called in the results.
    public let name: String
    /// Makes a transport for a topology; two of the same topology reach the same queues.
    public let makeTransport: @Sendable (Topology) throws -> any MessageTransport

    /// A backend of these parts.
    public init(_ name: String, makeTransport: @escaping @Sendable (Topology) throws -> any MessageTransport) {
        self.name = name
        self.makeTransport = makeTransport
    }

    /// Its name.
    public var testDescription: String { name }
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
