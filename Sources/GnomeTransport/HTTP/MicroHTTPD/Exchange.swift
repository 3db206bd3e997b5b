// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the life of one request of libmicrohttpd.

import CMicroHTTPD
import Synchronization

/// One request, from its request line to the end of its answer.
///
/// It is told of by three sides: the engine's thread (what comes and goes on the wire), the task that runs the
/// application, and the keeper (deadlines, stopping). What they share is behind one lock, and the suspension is born and
/// dies inside it: so the connection is resumed exactly once, never before it rests, never after it is gone.
final class Exchange: Sendable {
    private enum Phase {
        case head, receiving, handling, answered(HTTPResponse), abandoned, over
    }

    private struct State: ~Copyable {
        var phase = Phase.head
        var suspension: Suspension?
        var task: Task<Void, Never>?
        var head: HTTPRequestHead?
        var request: HTTPRequest?
        var bodyLimit = 0
    }

    private let state = Mutex(State())
    private let target: [UInt8]
    private let socket: Int32
    private let server: ServerCore

    init(target: [UInt8], socket: Int32, server: ServerCore) {
        self.target = target
        self.socket = socket
        self.server = server
    }

    // MARK: On the engine's thread

    /// Takes the next step of the request; false to close the connection at once.
    func proceed(
        _ connection: OpaquePointer, method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?,
        piece: UnsafeRawBufferPointer
    ) -> Bool {
        switch state.withLock({ $0.phase }) {
        case .head:
            let head = unsafe RequestGuard.RawHead(connection, method: method, target: target, version: version)
            return unsafe begin(head, on: connection)
        case .receiving where unsafe !piece.isEmpty: return unsafe take(piece)
        case .receiving: return unsafe handOver(connection)
        case .answered(let response): return unsafe send(response, on: connection, closing: false)
        case .handling, .abandoned, .over: return false
        }
    }

    /// Notes that the engine is done with the request.
    func complete() {
        state.withLock { $0.phase = .over }
        server.connections.finish(socket)
    }

    private func begin(_ raw: RequestGuard.RawHead, on connection: OpaquePointer) -> Bool {
        var head: HTTPRequestHead?
        do throws(HTTPRefusal) {
            let passed = try server.guard.pass(raw, from: server.connections.address(of: socket))
            head = passed.head
            switch server.application.admit(passed.head) {
            case .refuse(let response):
                return unsafe refuse(response, on: connection)
            case .accept(let limit):
                if let length = passed.bodyLength, length > limit { throw Self.tooLarge }
                state.withLock { state in
                    state.phase = .receiving
                    state.head = passed.head
                    state.request = HTTPRequest(head: passed.head)
                    state.bodyLimit = limit
                }
                server.connections.enter(.receiving, socket)
                return true
            }
        } catch {
            return unsafe refuse(server.refusal(error, of: head), on: connection)
        }
    }

    private func refuse(_ response: HTTPResponse, on connection: OpaquePointer) -> Bool {
        server.connections.linger(socket)
        return unsafe send(response, on: connection, closing: true)
    }

    /// What was asked for, once it was admitted.
    private var head: HTTPRequestHead? { state.withLock { $0.head } }

    private func take(_ piece: UnsafeRawBufferPointer) -> Bool {
        let fits = state.withLock { state in
            guard let count = state.request?.body.count, count + piece.count <= state.bodyLimit else { return false }
            unsafe state.request?.body.append(contentsOf: piece)
            return true
        }
        server.connections.receive(piece.count, socket)
        guard !fits else { return true }
        // The engine takes no answer in the middle of a body, so this one goes past it.
        sendAtOnce(server.lastWords(Self.tooLarge, of: head), to: socket)
        server.connections.linger(socket)
        return false
    }

    private func handOver(_ connection: OpaquePointer) -> Bool {
        let request = state.withLock { state -> HTTPRequest? in
            guard server.connections.beginHandling(self, socket) else { return nil }
            state.phase = .handling
            state.suspension = unsafe Suspension(of: connection)
            return state.request.take()
        }
        guard let request else { return false }
        server.tasks.begin()
        let task = Task {
            await answer(server.application.respond(to: request))
            server.tasks.end()
        }
        // The answer, or the keeper, may have come before this.
        let isStillWanted = state.withLock { state in
            guard case .handling = state.phase else { return false }
            state.task = task
            return true
        }
        if !isStillWanted { task.cancel() }
        return true
    }

    private func send(_ response: HTTPResponse, on connection: OpaquePointer, closing: Bool) -> Bool {
        let response = server.sendable(response)
        server.connections.enter(.answering, socket, bytes: response.body.count)
        let handle = ResponseHandle(response, closing: closing || server.connections.mode != .running)
        guard let handle else { return false }
        return unsafe handle.queue(on: connection)
    }

    private static let tooLarge = HTTPRefusal(413, "The body of the request is larger than is taken here.")

    // MARK: On any thread

    /// Answers, unless somebody did before; the engine goes on with the connection.
    private func answer(_ response: HTTPResponse) {
        _ = leave(for: .answered(response))
    }

    /// Answers in the place of an application that took too long, and tells its task that nobody waits any more.
    func expire(with refusal: HTTPRefusal) {
        leave(for: .answered(server.refusal(refusal, of: head)))?.cancel()
    }

    /// Lets the engine close the connection without an answer.
    func abandon() {
        leave(for: .abandoned)?.cancel()
    }

    /// Ends the suspension, the first time it is asked to.
    ///
    /// - Returns: The task that works on the answer, where it was still wanted.
    private func leave(for next: Phase) -> Task<Void, Never>? {
        state.withLock { state in
            guard case .handling = state.phase else { return nil }
            state.phase = next
            state.suspension = nil
            return state.task.take()
        }
    }
}
