// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Something that happens once, and that many may wait for.
final class Latch: Sendable {
    private enum State {
        case open([UInt64: CheckedContinuation<Void, Never>])
        case closed
    }

    private let state = Mutex(State.open([:]))
    private let calls = Atomic<UInt64>(0)

    /// Whether it has happened.
    var isClosed: Bool {
        state.withLock { if case .closed = $0 { true } else { false } }
    }

    /// Lets it happen.
    func close() {
        let waiting = state.withLock { state -> [UInt64: CheckedContinuation<Void, Never>] in
            guard case .open(let waiting) = state else { return [:] }
            state = .closed
            return waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// Waits until it has happened or the task is cancelled.
    func wait() async {
        let number = calls.add(1, ordering: .relaxed).newValue
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    // Asked under the lock: whoever cancels later finds the continuation.
                    guard case .open(var waiting) = state, !Task.isCancelled else { return false }
                    waiting[number] = continuation
                    state = .open(waiting)
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard case .open(var waiting) = state else { return nil }
                defer { state = .open(waiting) }
                return waiting.removeValue(forKey: number)
            }
            continuation?.resume()
        }
    }
}
