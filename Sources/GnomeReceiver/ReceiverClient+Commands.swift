// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Synchronization

extension ReceiverClient {
    /// The most of what a command says that is reported, in bytes of UTF-8.
    static let outputLimit = 10_000
    /// How many commands may wait for those before them; the others come again.
    private static let queueLimit = 64

    /// Does commands, one after another, until the client stops or the link ends.
    ///
    /// Each step is durable before the next: that a command is begun, before it is begun; how it ended, before that is
    /// reported. So a command that a stop interrupts is never begun again, and its outcome is one, however often it is sent.
    func doCommands() async {
        guard let handler else { return }
        let (deliveries, sink) = AsyncStream<CommandDelivery>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.queueLimit))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                guard (try? await self.settle()) != nil else { return }
                // What is not done comes again.
                for await delivery in deliveries where !self.isStopping {
                    guard (try? await self.take(delivery, handler)) != nil else { return }
                    for repetition in self.leaveQueue(delivery) { self.link.acknowledge(repetition) }
                }
            }
            await fetchCommands { delivery in
                guard self.joinQueue(delivery) else { return }
                if case .enqueued = sink.yield(delivery) { return }
                self.link.giveBack(delivery)
                for repetition in self.leaveQueue(delivery) { self.link.giveBack(repetition) }
            }
            sink.finish()
        }
    }

    /// Lets a delivery wait for its turn; a repetition of one that waits already is settled with that, and not before: after
    /// the connection was lost, it alone may still be there.
    ///
    /// - Returns: Whether it is the first of its command.
    private func joinQueue(_ delivery: CommandDelivery) -> Bool {
        guard let id = delivery.command else { return true }
        return queued.withLock { queued in
            guard queued[id] != nil else {
                queued[id] = []
                return true
            }
            // A server gives a command with each answer until its outcome has come, and there is nothing to settle.
            if delivery.id != nil { queued[id]?.append(delivery) }
            return false
        }
    }

    /// Takes a delivery out of those that wait.
    ///
    /// - Returns: What else brought its command meanwhile.
    private func leaveQueue(_ delivery: CommandDelivery) -> [CommandDelivery] {
        guard let id = delivery.command else { return [] }
        return queued.withLock { $0.removeValue(forKey: id) } ?? []
    }

    /// Waits for commands until the client stops; a command that is being done goes on.
    private func fetchCommands(_ queue: @escaping @Sendable (CommandDelivery) -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while case let batch = await self.link.commands(), !batch.isEmpty {
                    for delivery in batch { queue(delivery) }
                }
            }
            group.addTask { await self.stop.wait() }
            await group.next()
            group.cancelAll()
        }
    }

    /// Reports what a stop has left open.
    private func settle() async throws(CancellationError) {
        let ledger = await spool.ledger()
        for (id, message) in ledger.unreported { try await report(id, message) }
        for id in ledger.interrupted {
            try await end(
                CommandOutcome(
                    command: id, status: .interrupted, output: "The receiver stopped while this was being done."))
        }
    }

    private func take(_ delivery: CommandDelivery, _ handler: CommandHandler) async throws(CancellationError) {
        guard let command = try? Command(bytes: delivery.body),
            Serial(command.serial)?.ofHardware == settings.serial.ofHardware
        else {
            observe(.odd(command: String(decoding: delivery.body.prefix(200), as: UTF8.self)))
            link.acknowledge(delivery)
            return
        }
        if await !spool.ledger().knows(command.id) {
            if let expires = command.expires, expires < now() {
                try await end(CommandOutcome(command: command.id, status: .expired))
            } else {
                // What could not be remembered must not be begun.
                guard try await remember(.began(command.id)) else { return link.acknowledge(delivery) }
                try await end(outcome(of: command, handler))
            }
        }
        link.acknowledge(delivery)
    }

    private func outcome(of command: Command, _ handler: CommandHandler) async -> CommandOutcome {
        do {
            var outcome = try await handler(command)
            outcome.command = command.id
            outcome.output = outcome.output.map { $0.cut(toBytes: Self.outputLimit) }
            return outcome
        } catch {
            return CommandOutcome(
                command: command.id, status: .failed, output: "\(error)".cut(toBytes: Self.outputLimit))
        }
    }

    /// Remembers how a command ended, and reports it.
    private func end(_ outcome: CommandOutcome) async throws(CancellationError) {
        let message = UplinkMessage(
            Envelope(
                id: outcome.messageID, serial: settings.serial.text,
                time: Timestamp(seconds: now().microseconds / 1_000_000), kind: CommandOutcome.kind, body: outcome.body),
            as: settings.form
        ).record
        try await remember(.ended(outcome.command, message: message))
        observe(.ended(outcome))
        try await report(outcome.command, message)
    }

    private func report(_ id: String, _ record: [UInt8]) async throws(CancellationError) {
        if let message = UplinkMessage(record: record) {
            try await stubbornly { () throws(SpoolError) in try await self.send(message) }
        }
        try await remember(.reported(id))
    }

    @discardableResult
    private func remember(_ entry: CommandLedger.Entry) async throws(CancellationError) -> Bool {
        try await stubbornly { () throws(SpoolError) in try await self.spool.enter(entry) }
    }

    /// Does something until the disk does not refuse it; a receiver that can't remember must not go on.
    ///
    /// What can never be done is told, and passed over: else one command would stand in the way of all others for ever.
    ///
    /// - Returns: Whether it was done.
    @discardableResult
    private func stubbornly(_ body: () async throws(SpoolError) -> Void) async throws(CancellationError) -> Bool {
        while let error = await refusal(of: body) {
            observe(.stuck(error))
            if error.disposition == .invalid { return false }
            guard await rest(settings.retryDelay.upperBound) else { throw CancellationError() }
        }
        return true
    }

    /// Why something was not done; nothing where it was.
    private func refusal(of body: () async throws(SpoolError) -> Void) async -> SpoolError? {
        do throws(SpoolError) {
            try await body()
            return nil
        } catch { return error }
    }
}

extension CommandDelivery {
    /// The id of the command in it; nothing where it is none.
    fileprivate var command: String? { (try? Command(bytes: body))?.id }
}

extension String {
    /// The text, or as much of its beginning as fits, with the word that it was cut.
    fileprivate func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let note = "… (cut)"
        var end = utf8.index(startIndex, offsetBy: limit - note.utf8.count)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end]) + note
    }
}
