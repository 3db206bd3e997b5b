// SPDX-License-Identifier: Apache-2.0

public import Testing

/// Something that every backend of `MessageTransport` promises, and how that is checked.
///
/// A test target runs all of them with one parametrised test:
///
/// ```swift
/// @Test(arguments: TransportPromise.all)
/// func keeps(_ promise: TransportPromise) async throws { try await promise.check(backend) }
/// ```
public struct TransportPromise: Sendable, CustomTestStringConvertible {
    /// The promise, as one sentence.
    public let sentence: String
    /// Checks it on a backend.
    public let check: @Sendable (TransportBackend) async throws -> Void

    init(_ sentence: String, check: @escaping @Sendable (TransportBackend) async throws -> Void) {
        self.sentence = sentence
        self.check = check
    }

    /// The promise.
    public var testDescription: String { sentence }

    /// All of them.
    public static let all = publishing + routing + delivering + settling + ending
}
