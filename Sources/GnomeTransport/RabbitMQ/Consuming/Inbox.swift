// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where the thread of a connection puts the deliveries of a subscription, and tasks wait for them.
///
/// Never holds more than the prefetch of its subscription, as the broker sends no more before some are settled.
final class Inbox: Sendable {
    private struct Waiter {
        let number: UInt64
        let limit: Int
        let continuation: CheckedContinuation<[Delivery], Never>
    }

    private struct State {
        var line = FIFO<Delivery>()
        var waiters = FIFO<Waiter>()
        var isFinished = false
    }

    let queue: String
    let prefetch: Int
    private let state = Mutex(State())
    private let calls = Atomic<UInt64>(0)

    init(queue: String, prefetch: Int) {
        self.queue = queue
        self.prefetch = prefetch
    }

    /// Waits for deliveries; none when finished or when the task is cancelled.
    func next(upTo limit: Int) async -> [Delivery] {
        let ready = state.withLock { $0.line.popFirst(upTo: limit) }
        guard ready.isEmpty else { return ready }
        let number = calls.add(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: [Delivery]? = state.withLock { state in
                    guard state.line.isEmpty else { return state.line.popFirst(upTo: limit) }
                    // Asked under the lock: whoever cancels later finds the waiter in line.
                    guard !state.isFinished, !Task.isCancelled else { return [] }
                    state.waiters.append(Waiter(number: number, limit: limit, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            dismiss(number)
        }
    }

    /// Adds deliveries and wakes as many who wait as there is something for.
    func put(_ deliveries: [Delivery]) {
        let woken = state.withLock { state in
            var woken: [(Waiter, [Delivery])] = []
            guard !state.isFinished else { return woken }
            state.line.append(contentsOf: deliveries)
            while !state.line.isEmpty, let waiter = state.waiters.popFirst() {
                woken.append((waiter, state.line.popFirst(upTo: waiter.limit)))
            }
            return woken
        }
        for (waiter, deliveries) in woken { waiter.continuation.resume(returning: deliveries) }
    }

    /// Drops what nobody has taken: it comes again on the next connection.
    func clear() {
        state.withLock { state in _ = state.line.removeAll() }
    }

    /// Ends all waiting, now and later.
    func finish() {
        let waiters = state.withLock { state in
            state.isFinished = true
            _ = state.line.removeAll()
            return state.waiters.removeAll()
        }
        for waiter in waiters { waiter.continuation.resume(returning: []) }
    }

    private func dismiss(_ number: UInt64) {
        let dismissed = state.withLock { state in
            var dismissed: Waiter?
            state.waiters.removeAll { waiter in
                guard waiter.number == number else { return false }
                dismissed = waiter
                return true
            }
            return dismissed
        }
        dismissed?.continuation.resume(returning: [])
    }
}
