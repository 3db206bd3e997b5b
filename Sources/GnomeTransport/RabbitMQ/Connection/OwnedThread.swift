// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps pthread_create(3). Calls that block belong on a thread of their own, not on Swift's cooperative pool.

import CRabbitMQ

/// Runs something that blocks on a thread of its own.
enum OwnedThread {
    private final class Body {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts a thread and returns when what it was given has returned.
    ///
    /// - Parameter name: At most 15 bytes, for `ps` and `gdb`.
    static func run<Value: Sendable>(named name: String, _ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            start(Body(name: name) { continuation.resume(returning: body()) })
        }
    }

    private static func start(_ body: Body) {
        // Retained here and released by the thread, which runs exactly once. Nobody joins it: that it is done is known by
        // what it returned.
        let context = unsafe Unmanaged.passRetained(body).toOpaque()
        let result = unsafe gnome_start_detached_thread(
            { context in
                guard let context = unsafe context else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                unsafe gnome_name_thread(body.name)
                body.run()
                return nil
            }, context)
        precondition(result == 0, "The system has no more threads to give.")
    }
}
