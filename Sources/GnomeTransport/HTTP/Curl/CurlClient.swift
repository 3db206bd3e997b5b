// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Makes HTTP requests through libcurl.
///
/// libcurl blocks, so each request runs on a thread of a queue of its own; at most so many at once as was set, and the others
/// wait. Connections are kept and used again.
public final class CurlClient: HTTPClient {
    private struct State {
        var idle: [CurlHandle] = []
        var running = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let limit: Int
    private let queue = DispatchQueue(label: "gnome.http-client", attributes: .concurrent)
    private let state = Mutex(State())

    /// A client.
    ///
    /// - Parameter connections: How many requests may be under way at once.
    public init(connections: Int = 8) { limit = max(1, connections) }

    /// Makes a request and waits for the whole answer. Cancelling the task ends the request.
    public func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse {
        guard request.url.hasPrefix("http://") || request.url.hasPrefix("https://") else {
            throw TransportError(.invalid, "Only http:// and https:// addresses can be called.")
        }
        await begin()
        let handle = state.withLock { $0.idle.popLast() } ?? CurlHandle()
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<HTTPResponse, TransportError>, Never>) in
                queue.async { continuation.resume(returning: handle.perform(request, cancellation: cancellation)) }
            }
        } onCancel: {
            cancellation.cancel()
        }
        end(handle)
        return try result.get()
    }

    private func begin() async {
        await withCheckedContinuation { continuation in
            let mayRun = state.withLock { state in
                guard state.running < limit else {
                    state.waiting.append(continuation)
                    return false
                }
                state.running += 1
                return true
            }
            if mayRun { continuation.resume() }
        }
    }

    private func end(_ handle: CurlHandle) {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.idle.append(handle)
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.running -= 1
            return nil
        }
        next?.resume()
    }
}

/// Whether a request is no longer wanted; asked by libcurl while it waits.
final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func cancel() { flag.store(true, ordering: .relaxed) }
}
