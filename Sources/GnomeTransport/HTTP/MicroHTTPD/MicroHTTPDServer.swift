// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// The HTTP server over libmicrohttpd.
///
/// One thread waits for all sockets, another keeps the deadlines; the application answers in tasks, and while it does,
/// its connection rests and costs no thread. An instance runs once.
///
/// ```swift
/// let server = MicroHTTPDServer(HTTPServerSettings(port: 8080))
/// try await server.run(application) { port in print("listening on port \(port)") }
/// ```
///
/// Cancelling the task of `run` stops at once: requests that are being answered are cut off and their tasks cancelled.
public final class MicroHTTPDServer: HTTPServer {
    private enum Phase {
        case new, running(ServerCore), over
    }

    private let settings: HTTPServerSettings
    private let phase = Mutex(Phase.new)

    /// A server that does not listen yet.
    public init(_ settings: HTTPServerSettings = .init()) {
        self.settings = settings
    }

    /// Listens and answers until shut down, or returns at once where it was shut down before.
    public func run(
        _ application: some HTTPApplication, onReady: @escaping @Sendable (_ port: Int) -> Void
    ) async throws(TransportError) {
        let core = try ServerCore(settings, application)
        guard begin(core) else { return }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // The work lasts as long as the server: a serial queue gets a thread of its own for it.
                DispatchQueue(label: "gnome-http-keeper").async {
                    continuation.resume(returning: core.outcome(onReady: onReady))
                }
            }
        } onCancel: {
            core.connections.advance(to: .stopping)
        }
        await core.tasks.drain()
        phase.withLock { $0 = .over }
        try outcome.get()
    }

    /// Takes no new connection, lets requests that have begun come to their answer, and lets `run` return.
    public func beginGracefulShutdown() {
        let core: ServerCore? = phase.withLock { phase in
            if case .running(let core) = phase { return core }
            phase = .over
            return nil
        }
        core?.connections.advance(to: .draining)
    }

    private func begin(_ core: ServerCore) -> Bool {
        phase.withLock { phase in
            switch phase {
            case .new:
                phase = .running(core)
                return true
            case .running: preconditionFailure("A server runs once; make another one.")
            case .over: return false
            }
        }
    }
}
