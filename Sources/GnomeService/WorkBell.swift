// SPDX-License-Identifier: Apache-2.0

/// Has somebody look for work whenever it is rung, and now and then without any reason; so a ring that gets lost costs a
/// little time and no work.
struct WorkBell: Sendable {
    private let rings: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    // Who rings while the bell is ringing is heard: one look at the store serves both.
    init() { (rings, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Rings.
    func ring() { bell.yield() }

    /// Rings no more.
    func finish() { bell.finish() }

    /// Looks for work until the bell rings no more or the task is cancelled, and returns when all work that was begun is done.
    ///
    /// - Parameters:
    ///   - pause: Waits between two looks without a reason, or throws when cancelled.
    ///   - wake: Rings, here and for whoever else is to hear it.
    ///   - look: Begins what there is to do.
    func run(
        every pause: @escaping @Sendable () async throws(CancellationError) -> Void,
        wake: @escaping @Sendable () -> Void,
        look: (_ workers: inout DiscardingTaskGroup) async -> Void
    ) async {
        await withDiscardingTaskGroup { clock in
            clock.addTask { while (try? await pause()) != nil { wake() } }
            wake()
            await withDiscardingTaskGroup { workers in
                for await _ in rings { await look(&workers) }
            }
            clock.cancelAll()
        }
    }
}
