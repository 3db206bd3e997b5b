// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// What takes jobs from a line and runs them on its connection; a line calls each on one thread at a time.
protocol SQLLane: Sendable {
    /// Takes at least one job from the line, if one waits, and runs it.
    func serve(_ line: SQLLine)
    /// Lets go of the connection; nothing is served any more.
    func close()
}

/// Jobs in the order of arrival, and the lanes that take them up as soon as they have nothing else to do.
///
/// Each lane works on a queue of its own, so that no thread of Swift's cooperative pool ever waits for a disk.
final class SQLLine: Sendable {
    private struct State {
        var waiting: [SQLJob] = []
        var idle: [Int]
        var isClosed = false
    }

    private let lanes: [(queue: DispatchQueue, lane: any SQLLane)]
    private let state: Mutex<State>

    /// A line before these lanes.
    ///
    /// - Parameter name: What its threads are called.
    init(_ name: String, _ lanes: [any SQLLane]) {
        self.lanes = lanes.map { (DispatchQueue(label: name), $0) }
        state = Mutex(State(idle: Array(lanes.indices)))
    }

    /// Runs a closure when its turn comes.
    ///
    /// - Throws: What the job throws; `unavailable` where the line is closed.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        // A continuation of a result, because one that throws forgets the type of its error.
        let result = await withCheckedContinuation { continuation in submit(SQLJob(body, continuation)) }
        return try result.get()
    }

    private func submit(_ job: SQLJob) {
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            state.waiting.append(job)
            // Under the lock, so that whoever closes the line later finds the work before its own in the queue.
            if let index = state.idle.popLast() { lanes[index].queue.async { self.work(index) } }
            return true
        }
        if !isTaken { job.refuse(StoreError(.unavailable, "The store is closed.")) }
    }

    private func work(_ index: Int) {
        repeat { lanes[index].lane.serve(self) } while !rest(index)
    }

    /// Marks a lane as idle, unless there is more to do.
    private func rest(_ index: Int) -> Bool {
        state.withLock { state in
            guard state.waiting.isEmpty else { return false }
            state.idle.append(index)
            return true
        }
    }

    /// Takes the job that has waited longest.
    func next() -> SQLJob? {
        state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    }

    /// Whether a job waits.
    var isWaitedFor: Bool { state.withLock { !$0.waiting.isEmpty } }

    /// Takes no further jobs.
    func close() { state.withLock { $0.isClosed = true } }

    /// Returns when a closed line is served to its end and its connections are closed.
    func finish() async {
        for (queue, lane) in lanes {
            // Behind what the lane does now. What waits then is taken up by a lane that has not come to this yet.
            await withCheckedContinuation { continuation in
                queue.async {
                    lane.close()
                    continuation.resume()
                }
            }
        }
    }
}
