// SPDX-License-Identifier: Apache-2.0

/// Publishes all messages of a transport over one connection, on one channel in confirm mode.
///
/// The broker stops reading from connections that publish when it runs short of memory or disk, so nothing else may be done
/// on this one.
struct PublishingDuty: LinkDuty {
    private static let channel = Link<PendingPublish>.controlChannel + 1

    /// How much is sent before confirms have their turn again.
    private static let bytesInARow = 1 << 16

    private let configuration: RabbitMQConfiguration
    private let enter: (ConnectionState) -> Void

    /// What is not sent yet, in order.
    private var waiting = FIFO<PendingPublish>()
    /// What is sent and not confirmed.
    private var tracker = ConfirmTracker<PendingPublish>()
    /// Not later than the moment at which somebody's time is up.
    private var alarm: ContinuousClock.Instant?
    /// Exchanges known to exist.
    ///
    /// A message to any other would close the channel, and take all that is in flight with it.
    private var exchanges: Set<String> = []
    private var isChannelOpen = false
    private var isBlocked = false
    /// Whether the next header belongs to a message that came back.
    private var isReturning = false
    /// When to open a channel, where there is none, and when the last was.
    private var due = ContinuousClock.now
    private var start = ContinuousClock.now
    private var backoff: Backoff
    /// Why there is no connection, for those whose time runs out meanwhile.
    private var lastLoss: TransportError?

    /// - Parameter enter: Called with the state of the connection when the broker stops taking messages, and when it begins
    ///   to again.
    init(_ configuration: RabbitMQConfiguration, enter: @escaping (ConnectionState) -> Void) {
        self.configuration = configuration
        self.enter = enter
        backoff = Backoff(configuration.retryDelay)
    }

    var wantsConnection: Bool { true }

    mutating func take(_ items: [PendingPublish]) {
        waiting.append(contentsOf: items)
        // All have the same time to wait, so those that come later are due later.
        alarm = alarm ?? items.first?.deadline
    }

    mutating func rest() -> ContinuousClock.Instant? { expire() }

    mutating func work(on connection: borrowing AMQPConnection) throws(AMQPFailure) -> LinkPause {
        lastLoss = nil
        if !isChannelOpen, due <= .now { try openChannel(on: connection) }
        try sendAll(on: connection)
        try hear(from: connection)
        var until = expire()
        if !isChannelOpen { until = until.map { min($0, due) } ?? due }
        return LinkPause(until: until, toWrite: canSend && !waiting.isEmpty)
    }

    mutating func finish(on connection: borrowing AMQPConnection) throws(AMQPFailure) -> Bool {
        _ = expire()
        return waiting.isEmpty && tracker.inFlight == 0
    }

    mutating func lose(because error: TransportError) {
        lastLoss = error
        isBlocked = false
        due = .now
        loseChannel(because: error)
    }

    mutating func stop() {
        let stopped = TransportError(.stopped, "The transport has stopped; the message may have arrived.")
        for pending in waiting.removeAll() + tracker.reset() { pending.resolve(.failure(stopped)) }
    }
}

// MARK: - Sending

extension PublishingDuty {
    private var canSend: Bool { isChannelOpen && !isBlocked && tracker.inFlight < configuration.publishWindow }

    /// Sends what is waiting, as far as the window and the socket allow.
    private mutating func sendAll(on connection: borrowing AMQPConnection) throws(AMQPFailure) {
        var unheard = 0
        while canSend, connection.hasRoom, let pending = waiting.popFirst() {
            try send(pending, on: connection)
            unheard += pending.message.body.count
            // A broker that has just stopped reading says so, and must be heard before its buffers are full.
            if unheard > Self.bytesInARow {
                unheard = 0
                try hear(from: connection)
            }
        }
    }

    private mutating func send(
        _ pending: PendingPublish, on connection: borrowing AMQPConnection
    ) throws(AMQPFailure) {
        if pending.isResolved { return }
        guard try isKnown(pending.message.exchange, to: connection, asking: pending) else { return }
        let number = tracker.sent(pending)
        try connection.publish(pending.message, number: number, on: Self.channel)
    }

    /// Whether an exchange exists; where it does not, that is what became of the message.
    private mutating func isKnown(
        _ exchange: String, to connection: borrowing AMQPConnection, asking pending: PendingPublish
    ) throws(AMQPFailure) -> Bool {
        if exchange.isEmpty || exchanges.contains(exchange) { return true }
        do throws(AMQPFailure) {
            try connection.find(exchange: exchange, on: Link<PendingPublish>.controlChannel)
            exchanges.insert(exchange)
            return true
        } catch {
            guard error.scope == .channel else {
                pending.resolve(.failure(Self.unknown(error.error)))
                throw error
            }
            pending.resolve(.failure(error.error))
            try connection.openChannel(Link<PendingPublish>.controlChannel)
            return false
        }
    }

    private mutating func openChannel(on connection: borrowing AMQPConnection) throws(AMQPFailure) {
        try connection.openChannel(Self.channel)
        try connection.selectConfirms(on: Self.channel)
        isChannelOpen = true
        start = .now
    }
}

// MARK: - Hearing what became of it

extension PublishingDuty {
    private mutating func hear(from connection: borrowing AMQPConnection) throws(AMQPFailure) {
        while let frame = try connection.nextFrame() { try take(frame) }
    }

    private mutating func take(_ frame: AMQPFrame) throws(AMQPFailure) {
        switch frame {
        case .confirm(let number, let multiple, let accepted):
            for (pending, outcome) in tracker.settle(number, multiple: multiple, accepted: accepted) {
                pending.resolve(Self.result(of: outcome))
            }
        case .returned:
            isReturning = true
        case .header(_, _, _, let number):
            if isReturning, let number { tracker.returned(number) }
            isReturning = false
        case .blocked(let reason):
            isBlocked = true
            enter(.blocked(reason: reason))
            configuration.onEvent(.blocked(reason: reason))
        case .unblocked:
            isBlocked = false
            enter(.connected)
            configuration.onEvent(.unblocked)
        case .channelClosed(Self.channel, let error):
            let wait = interrupt(because: error)
            configuration.onEvent(.publishingInterrupted(error, retryAfter: wait))
        case .channelClosed(_, let error):
            throw AMQPFailure(scope: .channel, error: error)
        case .delivery, .body, .consumerCancelled, .other:
            return
        }
    }

    private static func result(of outcome: ConfirmTracker<PendingPublish>.Outcome) -> Result<Void, TransportError> {
        switch outcome {
        case .accepted: .success(())
        case .refused: .failure(TransportError(.rejected, "A queue refused the message."))
        case .returned: .failure(TransportError(.unroutable, "No queue is bound for the message."))
        }
    }

    private mutating func interrupt(because error: TransportError) -> Duration {
        var randomness = SystemRandomNumberGenerator()
        let wait = backoff.next(after: start.duration(to: .now), using: &randomness)
        due = .now.advanced(by: wait)
        loseChannel(because: error)
        return wait
    }

    /// Tells those whose messages were in flight that their fate is unknown.
    ///
    /// Where the broker closed the channel over a message, it does not say over which. If there was just one, it was that;
    /// else all must be sent again, and the culprit is found when it is alone.
    private mutating func loseChannel(because error: TransportError) {
        isChannelOpen = false
        isReturning = false
        exchanges = []
        let lost = tracker.reset()
        let reason = lost.count == 1 ? Self.verdict(error) : Self.unknown(error)
        for pending in lost { pending.resolve(.failure(reason)) }
    }

    private static func verdict(_ error: TransportError) -> TransportError {
        switch error.code {
        case .denied, .notFound, .protocolViolation: error
        default: unknown(error)
        }
    }

    private static func unknown(_ error: TransportError) -> TransportError {
        TransportError(
            .unreachable, "The connection was lost before the broker's confirm; the message may have arrived.",
            detail: error.debugDescription)
    }

    /// Tells those whose time is up, and gives the moment to look again.
    private mutating func expire() -> ContinuousClock.Instant? {
        let now = ContinuousClock.now
        guard let alarm, alarm <= now else { return alarm }
        for pending in tracker.tickets where pending.deadline <= now { pending.resolve(.failure(tooLate)) }
        while let pending = waiting.first, pending.isResolved || pending.deadline <= now {
            pending.resolve(.failure(tooLate))
            _ = waiting.popFirst()
        }
        let next = tracker.tickets.first { !$0.isResolved } ?? waiting.first
        self.alarm = next?.deadline
        return self.alarm
    }

    private var tooLate: TransportError {
        if let lastLoss {
            TransportError(
                .unreachable, "There was no connection to the broker in time.", detail: lastLoss.debugDescription)
        } else {
            TransportError(.timeout, "The broker did not confirm the message in time; it may have arrived.")
        }
    }
}
