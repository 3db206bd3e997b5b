// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What happened, in order, to be waited for.
public final class EventDiary<Event: Sendable>: Sendable {
    private let stream: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation
    private let events = Mutex<[Event]>([])

    /// A diary in which nothing stands yet.
    public init() { (stream, continuation) = AsyncStream.makeStream() }

    /// Writes an event down.
    public func note(_ event: Event) {
        events.withLock { $0.append(event) }
        continuation.yield(event)
    }

    /// Everything so far.
    public var all: [Event] { events.withLock { $0 } }

    /// Waits for the next event of a kind; those before it are passed over.
    @discardableResult
    public func next<Value>(_ match: (Event) -> Value?) async -> Value? {
        for await event in stream {
            if let value = match(event) { return value }
        }
        return nil
    }
}
