// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A message on its way, and the task that waits for what becomes of it.
///
/// Whoever says first what became of it is believed: the broker, the clock, or the task that would wait no longer.
final class PendingPublish: Sendable {
    private enum State {
        case sending
        case awaited(CheckedContinuation<Result<Void, TransportError>, Never>)
        case resolved(Result<Void, TransportError>)
    }

    let message: OutboundMessage
    let deadline: ContinuousClock.Instant
    private let state = Mutex(State.sending)

    init(_ message: OutboundMessage, deadline: ContinuousClock.Instant) {
        self.message = message
        self.deadline = deadline
    }

    var isResolved: Bool {
        state.withLock { if case .resolved = $0 { true } else { false } }
    }

    /// Waits until it is known what became of the message.
    ///
    /// - Throws: `stopped` when the task is cancelled, though the message may still arrive.
    func outcome() async throws(TransportError) {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: Result<Void, TransportError>? = state.withLock { state in
                    if case .resolved(let result) = state { return result }
                    // Asked under the lock: whoever cancels later finds the continuation.
                    guard !Task.isCancelled else { return .failure(Self.cancelled) }
                    state = .awaited(continuation)
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            resolve(.failure(Self.cancelled))
        }
        try result.get()
    }

    /// Says what became of the message, if nobody has yet.
    func resolve(_ result: Result<Void, TransportError>) {
        let continuation: CheckedContinuation<Result<Void, TransportError>, Never>? = state.withLock { state in
            switch state {
            case .resolved: return nil
            case .sending:
                state = .resolved(result)
                return nil
            case .awaited(let continuation):
                state = .resolved(result)
                return continuation
            }
        }
        continuation?.resume(returning: result)
    }

    private static let cancelled = TransportError(
        .stopped, "The wait for the broker's confirm was cancelled; the message may have arrived.")
}
