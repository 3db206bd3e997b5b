// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts the tasks in which the application answers, so that the server can outlive them all.
///
/// They are born in a callback of C, outside any task; this is what ties them to the server's life.
final class RequestTasks: Sendable {
    private struct State {
        var count = 0
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Enters a task that is about to start.
    func begin() { state.withLock { $0.count += 1 } }

    /// Strikes out a task at its end.
    func end() {
        let waiting = state.withLock { state in
            state.count -= 1
            return state.count == 0 ? state.waiting.take() : nil
        }
        waiting?.resume()
    }

    /// Waits until all have ended; no further one may begin.
    func drain() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.count > 0 { state.waiting = continuation }
                return state.count == 0
            }
            if isEmpty { continuation.resume() }
        }
    }
}
