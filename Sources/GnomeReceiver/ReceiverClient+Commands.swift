// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension ReceiverClient {
    /// The most of what a command says that is reported, in characters.
    static let outputLimit = 10_000

    /// Does commands, one after another, until the client stops or the link ends.
    ///
    /// Each step is durable before the next: that a command is begun, before it is begun; how it ended, before that is
    /// reported. So a command that a stop interrupts is never begun again, and its outcome is one, however often it is sent.
    func doCommands() async {
        guard let handler else { return }
        let (deliveries, sink) = AsyncStream<CommandDelivery>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                guard (try? await self.settle()) != nil else { return }
                // What is not done comes again.
                for await delivery in deliveries where !self.isStopping {
                    guard (try? await self.take(delivery, handler)) != nil else { return }
                }
            }
            await fetchCommands(sink)
            sink.finish()
        }
    }

    /// Waits for commands until the client stops; a command that is being done goes on.
    private func fetchCommands(_ sink: AsyncStream<CommandDelivery>.Continuation) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while case let batch = await self.link.commands(), !batch.isEmpty {
                    for delivery in batch { sink.yield(delivery) }
                }
            }
            group.addTask { for await _ in self.stop {} }
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
                try await remember(.began(command.id))
                try await end(outcome(of: command, handler))
            }
        }
        link.acknowledge(delivery)
    }

    private func outcome(of command: Command, _ handler: CommandHandler) async -> CommandOutcome {
        do {
            var outcome = try await handler(command)
            outcome.command = command.id
            outcome.output = outcome.output.map { String($0.prefix(Self.outputLimit)) }
            return outcome
        } catch {
            return CommandOutcome(
                command: command.id, status: .failed, output: String("\(error)".prefix(Self.outputLimit)))
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

    private func remember(_ entry: CommandLedger.Entry) async throws(CancellationError) {
        try await stubbornly { () throws(SpoolError) in try await self.spool.enter(entry) }
    }

    /// Does something until the disk does not refuse it; a receiver that can't remember must not go on.
    private func stubbornly(_ body: () async throws(SpoolError) -> Void) async throws(CancellationError) {
        while true {
            do throws(SpoolError) {
                return try await body()
            } catch {
                observe(.stuck(error))
                if isStopping { throw CancellationError() }
                try await pause(settings.retryDelay.upperBound)
            }
        }
    }
}
