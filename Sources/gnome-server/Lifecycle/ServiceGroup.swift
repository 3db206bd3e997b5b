// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// One long-lived part of the process.
struct LifecycleService: Sendable {
    let name: String
    /// Lives until told to stop, or until its task is cancelled.
    let run: @Sendable () async throws -> Void
    /// Asks it to finish what it has taken and to return from `run`.
    let stop: @Sendable () -> Void
}

extension LifecycleService {
    /// A part that prepares something beside its work, again and again until that has succeeded.
    static func preparing(
        _ name: String, _ prepare: @escaping @Sendable () async throws -> Void,
        run: @escaping @Sendable () async -> Void, stop: @escaping @Sendable () -> Void
    ) -> LifecycleService {
        LifecycleService(
            name: name,
            run: {
                await withDiscardingTaskGroup { group in
                    group.addTask {
                        var pauses = DoublingPause()
                        while (try? await prepare()) == nil {
                            guard (try? await SystemTime.pause(pauses.next())) != nil else { return }
                        }
                    }
                    await run()
                    group.cancelAll()
                }
            }, stop: stop)
    }

    /// A part that has nothing to finish: asked to stop, it is cancelled.
    static func endless(_ name: String, _ body: @escaping @Sendable () async -> Void) -> LifecycleService {
        let (stops, stop) = AsyncStream<Never>.makeStream()
        return LifecycleService(
            name: name,
            run: {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await body() }
                    group.addTask { for await _ in stops {} }
                    await group.next()
                    group.cancelAll()
                }
            },
            stop: { stop.finish() })
    }
}

/// Runs the parts of the process, and stops them in the reverse order when asked to or when one of them ends.
struct ServiceGroup: Sendable {
    /// Why the group ended.
    enum End: Sendable, Hashable {
        /// It was asked to.
        case signal(String)
        /// A part ended on its own; with its error, if it had one, and what to do about that.
        case ended(String, error: String?, disposition: Disposition?)
    }

    private enum Event: Sendable {
        case signal(String)
        case ended(Int, error: String?, disposition: Disposition?)
        case outOfTime
    }

    let services: [LifecycleService]
    /// How long the parts may take to finish before they are cancelled.
    let patience: Duration

    /// Runs until a signal comes or a part ends, then stops all parts, the last one first.
    ///
    /// - Parameters:
    ///   - signals: Waits for a signal and names it.
    ///   - onStop: Called once, when stopping begins.
    func run(untilSignal signals: @escaping @Sendable () async -> String, onStop: (End) -> Void) async -> End {
        await withTaskGroup(of: Event.self) { group in
            for (index, service) in services.enumerated() {
                group.addTask {
                    do {
                        try await service.run()
                        return .ended(index, error: nil, disposition: nil)
                    } catch {
                        return .ended(
                            index, error: "\(error)", disposition: (error as? any Classified)?.disposition)
                    }
                }
            }
            group.addTask { .signal(await signals()) }

            var running = Set(services.indices)
            var end: End?
            var isStopping = false
            for await event in group {
                switch event {
                case .signal where end != nil: continue
                case .signal(let name): end = .signal(name)
                case .outOfTime:
                    group.cancelAll()
                    continue
                case .ended(let index, let error, let disposition):
                    running.remove(index)
                    end = end ?? .ended(services[index].name, error: error, disposition: disposition)
                }
                guard let reason = end else { continue }
                if !isStopping {
                    isStopping = true
                    onStop(reason)
                    group.addTask { [patience] in
                        try? await Task.sleep(for: patience)
                        return .outOfTime
                    }
                }
                guard let last = running.max() else {
                    group.cancelAll()
                    return reason
                }
                services[last].stop()
            }
            return end ?? .signal("none")
        }
    }
}
