// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The tasks in which the application answers, one a request that it has.
///
/// They are born in a callback of C, outside any task, so this is what ties them to the server's life.
final class RequestTasks: Sendable {
    private let tasks = Mutex<[ObjectIdentifier: Task<Void, Never>]>([:])

    /// Starts the work of an exchange.
    func start(for exchange: Exchange, _ work: @escaping @Sendable () async -> Void) {
        let id = ObjectIdentifier(exchange)  // Unique for as long as the task holds the exchange.
        // Inside the lock, so that the task can't strike itself out before it is entered.
        tasks.withLock { tasks in
            tasks[id] = Task {
                await work()
                withExtendedLifetime(exchange) { _ = self.tasks.withLock { $0.removeValue(forKey: id) } }
            }
        }
    }

    /// Tells the work of an exchange that nobody waits for it.
    func cancel(_ exchange: Exchange) {
        tasks.withLock { $0[ObjectIdentifier(exchange)] }?.cancel()
    }

    /// Cancels all and waits until all have ended.
    func drain() async {
        let running = tasks.withLock { Array($0.values) }
        for task in running { task.cancel() }
        for task in running { await task.value }
    }
}
