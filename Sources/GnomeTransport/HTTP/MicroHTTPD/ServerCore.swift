// SPDX-License-Identifier: Apache-2.0

import Glibc
import GnomeCore

/// What the parts of one running server share, and the loop that keeps time for them.
final class ServerCore: Sendable {
    let application: any HTTPApplication
    let `guard` = RequestGuard()
    let connections: ConnectionTable
    let tasks = RequestTasks()
    private let settings: HTTPServerSettings
    private let bell: Bell

    init(_ settings: HTTPServerSettings, _ application: any HTTPApplication) throws(TransportError) {
        self.settings = settings
        self.application = application
        bell = try Bell()
        connections = ConnectionTable(deadlines: settings.deadlines, bell: bell)
    }

    /// Serves until the table says stop; blocks the thread it is called on.
    func outcome(onReady: (_ port: Int) -> Void) -> Result<Void, TransportError> {
        Result { () throws(TransportError) in try work(onReady: onReady) }
    }

    private func work(onReady: (_ port: Int) -> Void) throws(TransportError) {
        let daemon = try Daemon(settings, server: self)
        onReady(daemon.port)
        keep(daemon)
        // From here on no request is handed over; those that were must be resumed before the daemon may go.
        connections.advance(to: .stopping)
        for exchange in connections.handled() { exchange.abandon() }
    }

    /// Applies the deadlines, and wakes only when one is due or something changed.
    private func keep(_ daemon: borrowing Daemon) {
        var lingering = LingeringSockets()
        var hasNudged = false
        while true {
            let now = ContinuousClock.now
            let sweep = connections.sweep(at: now)
            for exchange in sweep.overdue {
                exchange.expire(with: HTTPRefusal(503, "The answer took too long; try again later."))
            }
            if !sweep.late.isEmpty {
                let refusal = lastWords(HTTPRefusal(408, "The request took too long to arrive."))
                connections.cut(sweep.late, at: now, refusal: refusal)
            }
            switch sweep.mode {
            case .stopping: return
            case .draining where sweep.isEmpty: return
            case .draining where !hasNudged:
                daemon.nudge()
                hasNudged = true
            case .draining, .running: break
            }
            lingering.add(sweep.lingering, until: now + settings.deadlines.linger)
            lingering.wait(for: bell, until: sweep.next)
        }
    }

    // MARK: Answers of the server itself

    /// The application's words for a refusal, where it is known of what.
    func refusal(_ refusal: HTTPRefusal, of head: HTTPRequestHead? = nil) -> HTTPResponse {
        application.refusal(status: refusal.status, reason: refusal.reason, of: head)
    }

    /// A refusal as bytes, after which the connection is closed.
    func lastWords(_ refusal: HTTPRefusal, of head: HTTPRequestHead? = nil) -> [UInt8] {
        let now = Timestamp(seconds: Int64(time(nil)))
        return sendable(self.refusal(refusal, of: head)).closingWireFormat(at: now)
    }

    /// The answer itself, or an error where it can't be sent as it is.
    func sendable(_ response: HTTPResponse) -> HTTPResponse {
        if response.isWellFormed { return response }
        let error = refusal(HTTPRefusal(500, "The answer could not be sent."))
        return error.isWellFormed ? error : HTTPResponse(status: 500)
    }
}
