// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeTransport
import Synchronization

/// What a program on a receiver talks to its server with.
///
/// ``send(kind:body:next:)`` returns once a message survives a power failure; ``run()`` sends it, again and again under the
/// same id, until the server or its broker has confirmed it. Commands are begun at most once, whatever happens; the article
/// <doc:design> tells how.
///
/// ```swift
/// let client = try await ReceiverClient(settings, over: link, now: now, pause: pause) { command in
///     .init(command: command.id, status: .done)
/// }
/// async let running: Void = client.run()
/// try await client.send(kind: "status", body: .object(["battery": .number(12.6)]), next: .seconds(3600))
/// ```
public final class ReceiverClient: Sendable {
    /// Does a command, and bounds its own time; what it throws or returns is reported.
    public typealias CommandHandler = @Sendable (_ command: Command) async throws -> CommandOutcome

    let settings: ReceiverSettings
    let link: any ReceiverLink
    let spool: Spool
    let handler: CommandHandler?
    let now: @Sendable () -> Timestamp
    let pause: @Sendable (Duration) async throws(CancellationError) -> Void
    let observe: @Sendable (ReceiverEvent) -> Void

    private let random: @Sendable () -> Double
    private let retry: RetryPolicy
    /// Names this life of the client; with a number it names a message.
    ///
    /// Random, and not the count of boots: a card that was copied or flashed anew begins the same count again.
    private let life: String
    private let sequence = Atomic<Int64>(0)
    private let rings: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    /// Opens when nothing more is to be begun.
    let stop = Latch()
    /// How many messages are being sent.
    private let busy = Mutex(0)
    /// The commands that wait or are being done, with what else brought them meanwhile.
    let queued = Mutex<[String: [CommandDelivery]]>([:])

    /// Opens the spool; nothing is sent before ``run()``.
    ///
    /// - Parameters:
    ///   - settings: Who it is, and where it keeps what it has not sent.
    ///   - link: The way to the server.
    ///   - now: The clock of the receiver.
    ///   - pause: Waits, or throws when cancelled.
    ///   - random: Random numbers from 0 to 1.
    ///   - observe: Told of every event.
    ///   - handler: Does commands; without one, none is taken.
    /// - Throws: `SpoolError` where the folder can't be used.
    public init(
        _ settings: ReceiverSettings, over link: any ReceiverLink, now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async throws(CancellationError) -> Void,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        observe: @escaping @Sendable (ReceiverEvent) -> Void = { _ in }, handler: CommandHandler? = nil
    ) async throws(SpoolError) {
        self.settings = settings
        self.link = link
        self.now = now
        self.pause = pause
        self.random = random
        self.observe = observe
        self.handler = handler
        retry = RetryPolicy(attempts: .max, bounds: settings.retryDelay)
        spool = try await Spool.open(
            settings.folder, limit: settings.spoolLimit, flushes: settings.survivesPowerFailures)
        life = (0..<8).map { _ in UInt8.random(in: 0...255) }.hex
        (rings, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How many messages wait for their confirm.
    public var backlog: Int { get async { await spool.backlog() } }

    /// Keeps a message to be sent, and returns when it survives a power failure.
    ///
    /// - Parameters:
    ///   - kind: What it is: one word of at most 64 ASCII letters, digits and dashes, such as `status`.
    ///   - body: What it says.
    ///   - next: How long until the receiver will be back, if it says so.
    /// - Throws: `full` or `unavailable` where it could not be kept, `tooLarge` where no server would take it.
    public func send(kind: String, body: JSONValue, next: Duration? = nil) async throws(SpoolError) {
        precondition(Self.isKind(kind), "A kind is a word of 1 to 64 letters, digits and dashes.")
        // Whole seconds: their order is in the numbers, and they cost three bytes less.
        let time = Timestamp(seconds: now().microseconds / 1_000_000)
        try await append { [self] _ in
            Envelope(
                serial: settings.serial.text, boot: life,
                sequence: sequence.add(1, ordering: .relaxed).newValue, time: time, kind: kind, next: next, body: body)
        }
    }

    private static func isKind(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                $0 == 0x2D || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            }
    }

    /// Keeps an envelope, which tells how many messages were dropped before it.
    func append(_ make: @escaping @Sendable (_ dropped: Int) -> Envelope) async throws(SpoolError) {
        let (form, observe) = (settings.form, observe)
        try await spool.append { dropped in
            var envelope = make(dropped)
            if dropped > 0 {
                envelope.extras["dropped"] = .integer(Int64(dropped))
                observe(.dropped(dropped))
            }
            return UplinkMessage(envelope, as: form).record
        }
        bell.yield()
    }

    /// Keeps a message of another language than ours, for a link that speaks it.
    ///
    /// It does not tell how many were dropped before it; the next envelope does.
    ///
    /// - Throws: As ``send(kind:body:next:)``.
    public func send(_ message: UplinkMessage) async throws(SpoolError) {
        try await spool.append(tellsDropped: false) { _ in message.record }
        bell.yield()
    }

    /// Sends what is kept and does commands, until it is shut down or the task is cancelled; once in the life of a client.
    ///
    /// - Throws: `TransportError` where the settings of the link can never work.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.link.run() }
            group.addTask {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await self.doCommands() }
                    await self.sendMessages()
                }
                // What was sent is confirmed or kept, and commands are settled: now the link may go.
                self.link.beginGracefulShutdown()
            }
            try await group.waitForAll()
        }
    }

    /// Begins nothing more: `run()` returns once what is being sent is confirmed or has failed, and a command that is being
    /// done has ended.
    public func beginGracefulShutdown() {
        stop.open()
        bell.finish()
    }

    var isStopping: Bool { stop.isOpen }

    /// Waits, but not beyond the moment when nothing more is to be begun.
    ///
    /// - Returns: Whether to go on.
    func rest(_ duration: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await self.pause(duration)) != nil }
            group.addTask {
                await self.stop.wait()
                return false
            }
            let isOver = await group.next() ?? false
            group.cancelAll()
            return isOver && !self.isStopping
        }
    }

    private func sendMessages() async {
        bell.yield()
        await withDiscardingTaskGroup { group in
            for await _ in rings where !isStopping { await fill(&group) }
        }
    }

    /// Begins to send as many messages as may be on their way.
    private func fill(_ group: inout DiscardingTaskGroup) async {
        let free = settings.window - busy.withLock { $0 }
        guard free > 0 else { return }
        let entries: [Spool.Entry]
        do throws(SpoolError) {
            entries = try await spool.take(upTo: free)
        } catch {
            observe(.stuck(error))
            if await rest(settings.retryDelay.upperBound) { bell.yield() }
            return
        }
        busy.withLock { $0 += entries.count }
        for entry in entries {
            group.addTask {
                await self.deliver(entry)
                self.busy.withLock { $0 -= 1 }
                self.bell.yield()
            }
        }
    }

    /// Sends a message until it is confirmed, or until the client stops; then it stays where it is.
    private func deliver(_ entry: Spool.Entry) async {
        guard let message = UplinkMessage(record: entry.bytes) else { return await spool.confirm(entry.number) }
        var failures = 0
        while !isStopping, !Task.isCancelled {
            do throws(TransportError) {
                try await link.send(message)
                await spool.confirm(entry.number)
                observe(.sent(id: message.id))
                return
            } catch {
                if isStopping || Task.isCancelled { return }
                failures += 1
                // Not sooner than the other side asks for, and not all of a fleet at that moment.
                let wait = max(error.pause ?? .zero, .zero) + retry.longestWait(afterAttempt: failures) * random()
                observe(.waiting(error, pause: wait))
                guard await rest(wait) else { return }
            }
        }
    }
}
