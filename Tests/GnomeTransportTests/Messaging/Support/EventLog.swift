// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Synchronization

/// The events of a transport, to be waited for.
final class EventLog: Sendable {
    private let stream: AsyncStream<TransportEvent>
    private let continuation: AsyncStream<TransportEvent>.Continuation
    private let lines = Mutex<[String]>([])

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func note(_ event: TransportEvent) {
        lines.withLock { $0.append(event.description) }
        continuation.yield(event)
    }

    /// Everything so far, as it would be logged.
    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    /// Waits for the next event of a kind; those before it are passed over.
    func next<Value>(_ match: (TransportEvent) -> Value?) async -> Value? {
        for await event in stream {
            if let value = match(event) { return value }
        }
        return nil
    }

    func nextConnection(_ link: TransportEvent.Link) async {
        _ = await next { if case .connected(link) = $0 { () } else { nil } }
    }

    func nextLoss(_ link: TransportEvent.Link) async -> TransportError? {
        await next { if case .lost(link, let error, retryAfter: _) = $0 { error } else { nil } }
    }

    func nextSubscription() async {
        _ = await next { if case .subscribed = $0 { () } else { nil } }
    }

    func nextInterruption() async -> TransportError? {
        await next { if case .interrupted(queue: _, let error, retryAfter: _) = $0 { error } else { nil } }
    }
}
