// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import Synchronization
import TestSupport
import Testing

@testable import GnomeReceiver

@Suite("The client of a receiver", .timeLimit(.minutes(10)))
struct ReceiverClientTests {
    private static let serial = Serial(sensorgnome: "F28CRPI33503")
    private static let noon = Timestamp(seconds: 1_777_636_800)

    /// Lets a client live in a folder while something is done with it, and shuts it down.
    private static func live(
        in folder: String, over link: ScriptedLink, form: UplinkMessage.Form = .json,
        handler: ReceiverClient.CommandHandler? = nil, _ body: (ReceiverClient) async throws -> Void
    ) async throws {
        var settings = ReceiverSettings(serial: serial, folder: folder + "/spool")
        settings.form = form
        let client = try await ReceiverClient(
            settings, over: link, now: { noon.advanced(by: .milliseconds(400)) }, pause: { _ in }, handler: handler)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            try await body(client)
            client.beginGracefulShutdown()
            try await group.waitForAll()
        }
    }

    private static func envelope(_ message: UplinkMessage) throws -> Envelope {
        let json =
            CompactForm.isNamed(by: message.contentType)
            ? try CompactForm.unpack(message.body, limit: 1 << 20) : message.body
        let frame = Frame(way: .amqp, route: "x", receivedAt: noon, body: json)
        guard case .envelope(let envelope) = try MessageDecoder.decode(frame, body: json) else {
            throw CodecError("no envelope")
        }
        return envelope
    }

    @Test(
        "a message is an envelope of the receiver, in the form that was chosen", arguments: UplinkMessage.Form.allCases)
    func sends(form: UplinkMessage.Form) async throws {
        try await withTemporaryFolder { folder in
            let link = ScriptedLink()
            try await Self.live(in: folder, over: link, form: form) { client in
                try await client.send(kind: "status", body: .object(["battery": .number(12.6)]), next: .seconds(60))
                await link.wait(sent: 1)
            }
            let message = try #require(link.sent.first)
            #expect(CompactForm.isNamed(by: message.contentType) == (form == .compact) && message.kind == "status")
            let envelope = try Self.envelope(message)
            #expect(envelope.serial == Self.serial.text && envelope.time == Self.noon && envelope.next == .seconds(60))
            #expect(envelope.body == .object(["battery": .number(12.6)]))
            #expect(message.id == "\(envelope.boot ?? "")-\(envelope.sequence ?? 0)")
        }
    }

    @Test("what fails is sent again, the same bytes under the same id, until it is confirmed")
    func resends() async throws {
        try await withTemporaryFolder { folder in
            let link = ScriptedLink(failures: 7)
            try await Self.live(in: folder, over: link) { client in
                for number in 0..<3 { try await client.send(kind: "status", body: .integer(Int64(number))) }
                await link.wait(sent: 3)
            }
            #expect(link.attempts.count == 10)
            #expect(Set(link.attempts).count == 3)
            #expect(Set(link.sent).count == 3)
        }
    }

    @Test("what was not confirmed before a stop is sent after it, unchanged")
    func survivesStops() async throws {
        try await withTemporaryFolder { folder in
            let away = ScriptedLink(failures: 1)
            try await Self.live(in: folder, over: away) { client in
                // Nothing is sent once it stops.
                client.beginGracefulShutdown()
                try await client.send(kind: "status", body: .integer(1))
                #expect(await client.backlog == 1)
            }
            let link = ScriptedLink()
            try await Self.live(in: folder, over: link) { client in
                try await client.send(kind: "status", body: .integer(2))
                await link.wait(sent: 2)
            }
            let bodies = try link.sent.map { try Self.envelope($0).body }
            #expect(Set(bodies) == [.integer(1), .integer(2)])
            #expect(Set(link.sent.map(\.id)).count == 2)
        }
    }

    @Test("a command is done once however often it comes, and its outcome is reported once")
    func doesCommandsOnce() async throws {
        try await withTemporaryFolder { folder in
            let runs = Mutex<[String]>([])
            let commands = ["a", "b", "a", "late", "a"].map {
                Command(
                    id: $0, serial: Self.serial.text, name: $0 == "b" ? "fail" : "test",
                    expires: $0 == "late" ? Self.noon : nil
                ).bytes
            }
            let link = ScriptedLink()
            let handler: ReceiverClient.CommandHandler = { command in
                runs.withLock { $0.append(command.id) }
                if command.name == "fail" { throw CodecError("it does not work") }
                return CommandOutcome(command: command.id, status: .done, output: "fine")
            }
            try await Self.live(in: folder, over: link, handler: handler) { _ in
                for (tag, command) in commands.enumerated() {
                    link.deliver(command, as: DeliveryID(epoch: 1, tag: UInt64(tag)))
                }
                link.deliver(Array("no command".utf8), Command(id: "x", serial: "SG-0000BBBK0000", name: "test").bytes)
                await link.wait(sent: 3, acknowledged: 7)
            }
            #expect(runs.withLock { $0 } == ["a", "b"])
            let outcomes = try link.sent.map { try #require(CommandOutcome(body: Self.envelope($0).body)) }
            #expect(Set(outcomes.map(\.command)) == ["a", "b", "late"] && outcomes.count == 3)
            #expect(outcomes.first { $0.command == "a" }?.status == .done)
            #expect(outcomes.first { $0.command == "b" }?.output == "it does not work")
            #expect(outcomes.first { $0.command == "late" }?.status == .expired)

            let again = ScriptedLink()
            try await Self.live(in: folder, over: again, handler: handler) { _ in
                again.deliver(commands[0], commands[1], commands[3])
                await again.wait(sent: 0, acknowledged: 3)
            }
            #expect(runs.withLock { $0 } == ["a", "b"])
            #expect(again.sent.isEmpty)
        }
    }

    @Test("a command in the middle of which a receiver stopped is reported as interrupted, once, and never begun again")
    func reportsInterruptions() async throws {
        try await withTemporaryFolder { folder in
            do {
                let spool = try await Spool.open(folder + "/spool", limit: 1 << 20)
                try await spool.enter(.began("cut"))
            }
            let handler: ReceiverClient.CommandHandler = { command in
                Issue.record("\(command.id) was begun again")
                return CommandOutcome(command: command.id, status: .done)
            }
            for life in 0..<2 {
                let link = ScriptedLink()
                try await Self.live(in: folder, over: link, handler: handler) { _ in
                    link.deliver(Command(id: "cut", serial: Self.serial.text, name: "reboot").bytes)
                    await link.wait(sent: life == 0 ? 1 : 0, acknowledged: 1)
                }
                let outcomes = try link.sent.compactMap { CommandOutcome(body: try Self.envelope($0).body) }
                #expect(outcomes.map(\.status) == (life == 0 ? [.interrupted] : []))
            }
        }
    }

    @Test("an outcome that was not yet in the spool when a receiver stopped is reported after it, as it was")
    func reportsOpenOutcomes() async throws {
        try await withTemporaryFolder { folder in
            let message = UplinkMessage(
                Envelope(id: "c/result", serial: Self.serial.text, kind: "result", body: .string("as it was")),
                as: .json)
            do {
                let spool = try await Spool.open(folder + "/spool", limit: 1 << 20)
                try await spool.enter(.began("c"))
                try await spool.enter(.ended("c", message: message.record))
            }
            let link = ScriptedLink()
            try await Self.live(in: folder, over: link, handler: { .init(command: $0.id, status: .done) }) { _ in
                await link.wait(sent: 1)
            }
            #expect(link.sent == [message])
        }
    }

    @Test("messages that a full spool pushed out are told with the next one")
    func tellsDropped() async throws {
        try await withTemporaryFolder { folder in
            var settings = ReceiverSettings(serial: Self.serial, folder: folder + "/spool")
            settings.spoolLimit = 8 << 10
            let link = ScriptedLink()
            let client = try await ReceiverClient(settings, over: link, now: { Self.noon }, pause: { _ in })
            for number in 0..<300 { try await client.send(kind: "status", body: .integer(Int64(number))) }
            let left = await client.backlog
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await client.run() }
                await link.wait(sent: left)
                client.beginGracefulShutdown()
                try await group.waitForAll()
            }
            let told = try link.sent.compactMap { try Self.envelope($0).extras["dropped"]?.lenientInteger }
            #expect(left < 300 && left > 10)
            // What the last one pushed out is told by the next one.
            #expect((300 - left - 20...300 - left).contains(told.reduce(0) { $0 + Int($1) }))
        }
    }

    @Test("what a command says is cut in bytes, at a whole character, and says that it was cut")
    func cutsOutput() async throws {
        try await withTemporaryFolder { folder in
            let link = ScriptedLink()
            let family = "👩‍👩‍👧‍👦"
            try await Self.live(
                in: folder, over: link,
                handler: { .init(command: $0.id, status: .done, output: String(repeating: family, count: 20_000)) }
            ) { _ in
                link.deliver(Command(id: "c", serial: Self.serial.text, name: "test").bytes)
                await link.wait(sent: 1, acknowledged: 1)
            }
            let outcome = try #require(CommandOutcome(body: Self.envelope(link.sent[0]).body))
            let output = try #require(outcome.output)
            #expect((9900...10_000).contains(output.utf8.count) && output.hasSuffix("… (cut)"))
            #expect(output.hasPrefix(family) && !output.contains("\u{FFFD}"))
        }
    }

    @Test("stopping does not wait out a pause, and sends nothing more", .timeLimit(.minutes(10)))
    func stopsWhileWaiting() async throws {
        try await withTemporaryFolder { folder in
            let link = ScriptedLink(failures: 1)
            let (waits, waiting) = AsyncStream<Void>.makeStream()
            let client = try await ReceiverClient(
                ReceiverSettings(serial: Self.serial, folder: folder + "/spool"), over: link, now: { Self.noon },
                pause: { _ throws(CancellationError) in
                    // As long as anybody waits.
                    do { try await Task.sleep(for: .seconds(3600)) } catch { throw CancellationError() }
                },
                observe: { if case .waiting = $0 { waiting.yield() } },
                handler: { .init(command: $0.id, status: .done) })
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await client.run() }
                try await client.send(kind: "status", body: .integer(1))
                for await _ in waits { break }
                client.beginGracefulShutdown()
                try await group.waitForAll()
            }
            #expect(link.attempts.count == 1 && link.sent.isEmpty)
            #expect(await client.backlog == 1)
        }
    }

    @Test("a command that comes with every answer waits once, and is done once")
    func queuesOnce() async throws {
        try await withTemporaryFolder { folder in
            let link = ScriptedLink()
            let (gate, opened) = AsyncStream<Never>.makeStream()
            let runs = Mutex<[String]>([])
            let commands = ["slow", "next"].map { Command(id: $0, serial: Self.serial.text, name: "test").bytes }
            try await Self.live(
                in: folder, over: link,
                handler: { command in
                    runs.withLock { $0.append(command.id) }
                    if command.id == "slow" { for await _ in gate {} }
                    return .init(command: command.id, status: .done)
                }
            ) { client in
                // While the first is being done, its repetitions do not pile up behind it: those of a broker are settled with
                // it, and those of a server, which settles nothing, are passed over.
                for _ in 0..<500 { link.deliver(commands[0], commands[1]) }
                for number in 0..<10 { link.deliver(commands[1], as: DeliveryID(epoch: 1, tag: UInt64(number))) }
                link.deliver(Command(id: "last", serial: Self.serial.text, name: "test").bytes)
                while client.queued.withLock({ $0["last"] }) == nil { try? await Task.sleep(for: .milliseconds(2)) }
                #expect(client.queued.withLock { $0.mapValues(\.count) } == ["slow": 0, "next": 10, "last": 0])
                opened.finish()
                await link.wait(sent: 3, acknowledged: 13)
            }
            #expect(runs.withLock { $0 } == ["slow", "next", "last"])
        }
    }
}
