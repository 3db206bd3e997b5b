// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Synchronization

/// Deliveries with what their messages say, in order.
struct ReadBatch: Sendable {
    /// What was delivered.
    private(set) var deliveries: [Delivery] = []
    /// What each says.
    private(set) var frames: [ReadFrame] = []

    /// Once so many observations are to be kept together, no further message is.
    private static let mostObservations = 50_000

    var count: Int { deliveries.count }

    /// Adds a delivery behind the others.
    mutating func append(_ delivery: Delivery, _ frame: ReadFrame) {
        deliveries.append(delivery)
        frames.append(frame)
    }

    /// Adds a batch behind the others.
    mutating func append(_ other: ReadBatch) {
        deliveries += other.deliveries
        frames += other.frames
    }

    /// Takes away the deliveries of connections before one.
    mutating func removeAll(before epoch: UInt64) {
        let void = deliveries.prefix { $0.id.epoch < epoch }.count
        deliveries.removeFirst(void)
        frames.removeFirst(void)
    }

    /// Takes the first deliveries, at most so many, and fewer where they tell much.
    mutating func popFirst(upTo limit: Int) -> ReadBatch {
        var (end, observations) = (0, 0)
        while end < min(limit, count), observations < Self.mostObservations {
            observations += frames[end].observationCount
            end += 1
        }
        var first = ReadBatch()
        if end == count {
            swap(&first, &self)
        } else {
            (first.deliveries, first.frames) = (Array(deliveries.prefix(end)), Array(frames.prefix(end)))
            deliveries.removeFirst(end)
            frames.removeFirst(end)
        }
        return first
    }

    /// Its first half and its second.
    var halves: (ReadBatch, ReadBatch) {
        var second = self
        return (second.popFirst(upTo: count / 2), second)
    }
}

/// Deliveries that were read and wait to be kept: put there while those before them are written.
///
/// It holds no more than the prefetch of their subscription: none of them is acknowledged, and once another connection hands
/// them out again, those of the one before are void.
final class ReadDeliveries: Sendable {
    private let waiting = Mutex(ReadBatch())
    /// Rings when there is something new; one ring serves for all that has come since the last.
    private let news: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    init() { (news, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Adds some behind the others.
    func add(_ batch: ReadBatch) {
        guard let epoch = batch.deliveries.first?.id.epoch else { return }
        waiting.withLock { waiting in
            waiting.removeAll(before: epoch)
            waiting.append(batch)
        }
        bell.yield()
    }

    /// Adds no more: what waits is still handed out.
    func finish() { bell.finish() }

    /// Hands out what waits, in order and at most so many at a time, until there will be no more or the task is cancelled.
    ///
    /// - Parameter keep: Keeps a batch; false where no more is to follow.
    func handOut(upTo limit: Int, to keep: (ReadBatch) async -> Bool) async {
        for await _ in news {
            while case let batch = waiting.withLock({ $0.popFirst(upTo: limit) }), batch.count > 0 {
                guard await keep(batch) else { return }
            }
        }
    }
}
