// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeTransport

@Suite("A message on its way", .timeLimit(.minutes(10)))
struct PendingPublishTests {
    private let pending = PendingPublish(OutboundMessage("x", to: "q"), deadline: .now)
    private let refusal = TransportError(.rejected, "no")

    @Test("Whoever publishes hears what became of it, whether before or after asking")
    func resolves() async throws {
        async let early: Void = pending.outcome()
        pending.resolve(.success(()))
        try await early
        try await pending.outcome()
        #expect(pending.isResolved)
    }

    @Test("The first word counts")
    func firstCounts() async {
        pending.resolve(.failure(refusal))
        pending.resolve(.success(()))
        let error = await #expect(throws: TransportError.self) { try await pending.outcome() }
        #expect(error?.code == .rejected)
    }

    @Test("Who is cancelled while waiting hears that at once, and a confirm that comes later does no harm")
    func cancelled() async {
        let waiting = Task { try await pending.outcome() }
        waiting.cancel()
        let error = await #expect(throws: TransportError.self) { try await waiting.value }
        #expect(error?.code == .stopped)
        pending.resolve(.success(()))
    }
}

extension OutboundMessage {
    fileprivate init(_ text: String, to queue: String) {
        self.init(exchange: "", routingKey: queue, body: Array(text.utf8))
    }
}
