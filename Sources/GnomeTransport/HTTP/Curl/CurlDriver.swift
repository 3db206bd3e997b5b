// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Drives all transfers of a client on one thread, which it takes while there are any.
final class CurlDriver: Sendable {
    private struct State {
        var pending: [CurlTransfer] = []
        var isDriving = false
    }

    private let state = Mutex(State())
    private let multi: MultiHandle
    private let queue = DispatchQueue(label: "gnome-http-client")
    private let concurrency: Int
    private let reach: CurlClient.Reach
    private let authorities: String?

    init(concurrency: Int, reach: CurlClient.Reach, authorities: String?) {
        precondition(concurrency > 0, "A client makes at least one request at a time.")
        self.concurrency = concurrency
        self.reach = reach
        self.authorities = authorities
        multi = MultiHandle(connections: concurrency)
    }

    /// Takes on a transfer; its outcome goes to whom the transfer knows.
    func perform(_ transfer: CurlTransfer) {
        let isDriving = state.withLock { state in
            state.pending.append(transfer)
            defer { state.isDriving = true }
            return state.isDriving
        }
        if isDriving { wake() } else { queue.async { self.drive() } }
    }

    /// Makes the driver look at its transfers again.
    func wake() { multi.wake() }

    private func drive() {
        var active: [EasyHandle.ID: CurlTransfer] = [:]
        repeat {
            begin(&active)
            for (id, transfer) in active where transfer.isCancelled {
                active[id] = nil
                transfer.finish(Self.cancelled)
            }
            multi.perform()
            while let (id, code) = multi.nextEnded() {
                guard let transfer = active.removeValue(forKey: id) else { continue }
                transfer.finish(transfer.outcome(code))
            }
        } while waitForMore(active.count)
    }

    /// Begins as many transfers as may run, and ends those that have waited in vain.
    private func begin(_ active: inout [EasyHandle.ID: CurlTransfer]) {
        let now = ContinuousClock.now
        let (given, due) = state.withLock { state in
            let given = state.pending.filter { $0.isCancelled || $0.deadline <= now }
            state.pending.removeAll { $0.isCancelled || $0.deadline <= now }
            let due = Array(state.pending.prefix(max(0, concurrency - active.count)))
            state.pending.removeFirst(due.count)
            return (given, due)
        }
        for transfer in given { transfer.finish(transfer.isCancelled ? Self.cancelled : Self.late) }
        for transfer in due {
            guard let id = transfer.begin(on: multi, reach: reach, authorities: authorities) else {
                transfer.finish(.failure(TransportError(.invalid, "The request can't be sent as it is.")))
                continue
            }
            active[id] = transfer
        }
    }

    /// Waits for something to do; false when there is nothing left to drive.
    private func waitForMore(_ count: Int) -> Bool {
        let wait: Duration? = state.withLock { state in
            guard count > 0 || !state.pending.isEmpty else {
                state.isDriving = false
                return nil
            }
            guard count == concurrency || state.pending.isEmpty else { return .zero }
            // What can move comes with a wake; only those who wait in line have a clock that nobody else looks at.
            let first = state.pending.map(\.deadline).min()
            return first.map { max(.zero, ContinuousClock.now.duration(to: $0)) } ?? .seconds(3600)
        }
        guard let wait else { return false }
        multi.wait(milliseconds: Int32(clamping: Int64((wait / .milliseconds(1)).rounded(.up))))
        return true
    }

    private static let cancelled = CurlTransfer.Outcome.failure(
        TransportError(.stopped, "The request was cancelled."))
    private static let late = CurlTransfer.Outcome.failure(
        TransportError(.timeout, "The request waited too long for its turn."))
}
