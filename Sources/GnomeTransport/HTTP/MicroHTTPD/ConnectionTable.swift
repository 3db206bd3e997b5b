// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Every open connection, what it is doing, and what stops when.
///
/// A descriptor stays in the table until the engine says that it is about to close it, and everything that touches a
/// descriptor from outside the engine's thread does so inside the table's lock: so none is ever shut down, or written
/// to, after its number has gone to somebody else.
final class ConnectionTable: Sendable {
    /// How far the server is on its way out.
    enum Mode { case running, draining, stopping }

    /// What the keeper has to do after a look at the table.
    struct Sweep {
        var mode: Mode
        var isEmpty: Bool
        /// Requests whose answer did not come in time.
        var overdue: [Exchange] = []
        /// Connections whose client took too long, or that nobody needs any more.
        var late: [Int32] = []
        /// When to look again; nothing while there is nothing to time.
        var next: ContinuousClock.Instant?
        /// Descriptors to read from for a while after the engine has closed its own.
        var lingering: [Int32] = []
    }

    private struct Connection {
        let address: String
        var progress: ConnectionProgress
        var exchange: Exchange?
        var lingers = false
        var isCut = false
    }

    private struct State {
        var mode = Mode.running
        var connections: [Int32: Connection] = [:]
        var lingering: [Int32] = []
        var next: ContinuousClock.Instant?
        var listens = true
    }

    private let state = Mutex(State())
    private let deadlines: HTTPDeadlines
    private let bell: Bell

    init(deadlines: HTTPDeadlines, bell: Bell) {
        self.deadlines = deadlines
        self.bell = bell
    }

    // MARK: What the engine tells

    /// Enters a connection.
    func open(_ socket: Int32, from address: String) {
        state.withLock { state in
            let now = ContinuousClock.now
            state.connections[socket] = Connection(address: address, progress: ConnectionProgress(at: now))
            if state.mode != .running { _ = shutdown(socket, Int32(SHUT_RDWR)) }
            watch(socket, in: &state)
        }
    }

    /// Strikes out a connection that is about to be closed.
    func close(_ socket: Int32) {
        state.withLock { state in
            let connection = state.connections.removeValue(forKey: socket)
            if connection?.lingers == true, state.mode == .running {
                let duplicate = dup(socket)
                if duplicate >= 0 { state.lingering.append(duplicate) }
            }
            guard state.mode != .running || !state.lingering.isEmpty else { return }
            bell.ring()
        }
    }

    /// Marks the next part of an exchange.
    func enter(_ phase: ConnectionProgress.Phase, _ socket: Int32, bytes: Int = 0) {
        state.withLock { state in
            state.connections[socket]?.progress.enter(phase, bytes: bytes, at: .now)
            watch(socket, in: &state)
        }
    }

    /// Counts bytes of a body.
    func receive(_ count: Int, _ socket: Int32) {
        state.withLock { $0.connections[socket]?.progress.receive(count) }
    }

    /// Hands a request to the application, unless the server is stopping.
    func beginHandling(_ exchange: Exchange, _ socket: Int32) -> Bool {
        state.withLock { state in
            guard state.mode != .stopping else { return false }
            state.connections[socket]?.progress.enter(.handling, at: .now)
            state.connections[socket]?.exchange = exchange
            watch(socket, in: &state)
            return true
        }
    }

    /// Takes note that a request is over, answered or not.
    func finish(_ socket: Int32) {
        state.withLock { state in
            state.connections[socket]?.exchange = nil
            state.connections[socket]?.progress.enter(.waiting(isFresh: false), at: .now)
            if state.mode != .running { _ = shutdown(socket, Int32(SHUT_RDWR)) }
            watch(socket, in: &state)
        }
    }

    /// Keeps a connection that is closed with input unread half open for a while.
    ///
    /// To close a socket with input unread resets it, and the reset may overtake the answer.
    func linger(_ socket: Int32) {
        state.withLock { $0.connections[socket]?.lingers = true }
    }

    /// The other side of a connection.
    func address(of socket: Int32) -> String { state.withLock { $0.connections[socket]?.address ?? "" } }

    // MARK: Stopping

    var mode: Mode { state.withLock { $0.mode } }

    /// Goes on to a later mode, never back.
    func advance(to mode: Mode) {
        state.withLock { state in
            guard state.mode != .stopping else { return }
            state.mode = mode
        }
        bell.ring()
    }

    /// Does something once, when the server drains and still listens.
    func stopListening(_ stop: () -> Void) {
        state.withLock { state in
            guard state.mode == .draining, state.listens else { return }
            state.listens = false
            stop()
        }
    }

    /// The requests that the application has.
    func handled() -> [Exchange] { state.withLock { $0.connections.values.compactMap(\.exchange) } }

    // MARK: Deadlines

    /// Finds what has taken too long, and when to look again.
    func sweep(at now: ContinuousClock.Instant) -> Sweep {
        state.withLock { state in
            var sweep = Sweep(mode: state.mode, isEmpty: state.connections.isEmpty)
            swap(&sweep.lingering, &state.lingering)
            state.next = nil
            for (socket, connection) in state.connections where !connection.isCut {
                let deadline = connection.progress.deadline(deadlines)
                if case .waiting = connection.progress.phase, state.mode != .running {
                    sweep.late.append(socket)
                } else if deadline > now {
                    state.next = min(deadline, state.next ?? deadline)
                } else if connection.progress.phase == .handling {
                    if let exchange = connection.exchange { sweep.overdue.append(exchange) }
                } else {
                    sweep.late.append(socket)
                }
            }
            sweep.next = state.next
            return sweep
        }
    }

    /// Cuts off connections that a sweep found late, where they still are.
    ///
    /// - Parameter refusal: What a client is told whose request is not whole yet.
    func cut(_ sockets: [Int32], at now: ContinuousClock.Instant, refusal: [UInt8]) {
        state.withLock { state in
            for socket in sockets {
                guard let progress = state.connections[socket]?.progress else { continue }
                let isWaiting = if case .waiting = progress.phase { true } else { false }
                guard progress.deadline(deadlines) <= now || (isWaiting && state.mode != .running) else { continue }
                switch progress.phase {
                case .head, .receiving: sendAtOnce(refusal, to: socket)
                case .answering: resetAtClose(socket)  // Or the system would keep trying to send the rest.
                case .waiting, .handling: break
                }
                _ = shutdown(socket, Int32(SHUT_RDWR))
                state.connections[socket]?.isCut = true
            }
        }
    }

    /// Wakes the keeper where a connection is due before it would look again.
    private func watch(_ socket: Int32, in state: inout State) {
        guard let deadline = state.connections[socket]?.progress.deadline(deadlines) else { return }
        if let next = state.next, next <= deadline { return }
        state.next = deadline
        bell.ring()
    }
}
