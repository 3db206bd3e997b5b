// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One connection of a transport and the thread that owns it: connects, reconnects, and lets a duty do its work in between.
final class Link<Item: Sendable>: Sendable {
    /// The channel on which the topology is declared and exchanges are looked for.
    static var controlChannel: UInt16 { 1 }

    let mailbox: Mailbox<Item>
    private let kind: TransportEvent.Link
    private let configuration: RabbitMQConfiguration
    private let currentState = Mutex<ConnectionState?>(nil)

    init(_ kind: TransportEvent.Link, _ configuration: RabbitMQConfiguration) throws(TransportError) {
        mailbox = try Mailbox()
        self.kind = kind
        self.configuration = configuration
    }

    /// How the connection fares; nothing while there is no use for one.
    var state: ConnectionState? { currentState.withLock { $0 } }

    func enter(_ state: ConnectionState?) { currentState.withLock { $0 = state } }

    /// Keeps the connection until the mailbox says to end; blocks, so it has a thread of its own.
    func run(_ duty: consuming some LinkDuty<Item>) {
        var duty = duty
        var backoff = Backoff(configuration.retryDelay)
        var randomness = SystemRandomNumberGenerator()
        var due = ContinuousClock.now
        while rest(&duty, until: due) {
            var uptime = Duration.zero
            enter(.connecting)
            do throws(AMQPFailure) {
                try connect(&duty, &uptime)
                break
            } catch {
                duty.lose(because: error.error)
                var wait = backoff.next(after: uptime, using: &randomness)
                // Only a person can settle what the broker has and we want: asking often would just fill its log.
                if error.error.code == .mismatch { wait = configuration.retryDelay.upperBound }
                due = .now.advanced(by: wait)
                enter(.waiting(until: due, because: error.error))
                configuration.onEvent(.lost(kind, error.error, retryAfter: wait))
            }
        }
        duty.stop()
        enter(nil)
    }

    /// Waits without a connection; true when it is time to make one, false when it is time to end.
    private func rest(_ duty: inout some LinkDuty<Item>, until due: ContinuousClock.Instant) -> Bool {
        while true {
            let (items, ending) = mailbox.take()
            duty.take(items)
            guard ending == nil else { return false }
            let alarm = duty.rest()
            guard duty.wantsConnection else {
                enter(nil)
                mailbox.wakeup.wait(until: alarm)
                continue
            }
            guard ContinuousClock.now < due else { return true }
            mailbox.wakeup.wait(until: alarm.map { min($0, due) } ?? due)
        }
    }

    /// Connects and works; returns when it is time to end.
    ///
    /// - Parameter uptime: How long the connection was of use.
    private func connect(_ duty: inout some LinkDuty<Item>, _ uptime: inout Duration) throws(AMQPFailure) {
        let connection = try AMQPConnection(
            configuration, purpose: kind.rawValue, takesLongFrames: kind == .consuming)
        // Where only a channel is lost, the broker still listens to a goodbye.
        do throws(AMQPFailure) {
            try connection.openChannel(Self.controlChannel)
            try connection.declare(configuration.topology, on: Self.controlChannel)
            let start = ContinuousClock.now
            defer { uptime = start.duration(to: .now) }
            enter(.connected)
            configuration.onEvent(.connected(kind))
            try work(&duty, on: connection)
        } catch {
            if error.scope == .channel { connection.close() }
            throw error
        }
    }

    private func work(_ duty: inout some LinkDuty<Item>, on connection: borrowing AMQPConnection) throws(AMQPFailure) {
        while true {
            let (items, ending) = mailbox.take()
            duty.take(items)
            if ending == .abrupt { return }
            if ending == .graceful, try duty.finish(on: connection) { return connection.close() }
            let pause = try duty.work(on: connection)
            connection.wait(mailbox.wakeup, for: pause)
        }
    }
}
