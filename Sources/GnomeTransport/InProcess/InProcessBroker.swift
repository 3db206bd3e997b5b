// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A broker inside this process: what it holds lives as long as it does.
///
/// Several transports may share one, as several servers share a real one.
public final class InProcessBroker: Sendable {
    private let state = Mutex(InProcessBrokerState())

    /// A broker without any exchange or queue.
    public init() {}

    /// Changes the state, and then wakes those for whom there is something.
    func update<Value: Sendable, Failure: Error>(
        _ change: (inout InProcessBrokerState) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let (result, woken) = state.withLock { state in
            let result: Result<Value, Failure>
            do throws(Failure) { result = .success(try change(&state)) } catch { result = .failure(error) }
            return (result, state.takeWoken())
        }
        for (waiter, deliveries) in woken { waiter.continuation.resume(returning: deliveries) }
        return try result.get()
    }
}
