// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import TestSupport
import Testing

@Suite(
    "A receiver that is killed", .enabled(if: BrokerProcess.canStart, "rabbitmq-server is not installed"),
    .timeLimit(.minutes(15)))
struct ReceiverCrashTests {
    private static let serial = Serial(sensorgnome: "F28CRPI33503")
    private static let queue = "gnome.downlink.\(serial.text)"
    private static let rounds = 60
    /// More than a round lives to keep.
    private static let messages = 400

    private static let topology =
        Topology.uplink
        + Topology(
            exchanges: [.init("gnome.downlink", .direct)], queues: [.init(queue)],
            bindings: [.init(from: "gnome.downlink", to: queue, pattern: serial.text)])

    /// What the receiver said in all its lives.
    private struct Promises {
        var kept: Set<Int64> = []
        var sent = 0

        mutating func read(_ line: String) {
            if let number = Int64(line.dropFirst(5)), line.hasPrefix("kept ") { kept.insert(number) }
            if line.hasPrefix("sent ") { sent += 1 }
        }
    }

    @Test(
        "kill -9 at random moments, broker restarts and crashes: every promised message is stored once, no command is done twice"
    )
    func kills() async throws {
        try await BrokerProcess.with { broker in
            try await broker.control("add_user", Self.serial.text, "key")
            try await broker.control(
                "set_permissions", Self.serial.text, "^$", "^gnome\\.uplink$",
                "^gnome\\.downlink\\.\(Self.serial.text)$")
            try await withTemporaryFolder { folder in
                let store = try await SQLStore.sqlite(at: folder + "/gnome.db")
                _ = try await RegistrationService(store: store).add(Self.serial, name: nil, at: SystemTime.now())
                let transport = try RabbitMQTransport(RabbitMQConfiguration(url: broker.url, topology: Self.topology))
                let intake = BrokerIntake(
                    from: transport.subscribe(to: "gnome.ingest", prefetch: 500), into: IngestService(store: store),
                    now: SystemTime.now, pause: SystemTime.pause, observe: { _ in })
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await transport.run() }
                    group.addTask { await intake.run() }
                    let (promises, commands) = try await Self.live(
                        in: folder + "/spool", broker: broker,
                        publishing: { try await Self.publish($0, over: transport) })
                    try await Self.compare(
                        promises, commands: commands, store: store, effects: folder + "/spool/effects")
                    intake.stop()
                    transport.beginGracefulShutdown()
                    try await group.waitForAll()
                }
                await store.close()
            }
        }
    }

    /// Lets the receiver live and ends it, round after round, and once lets it finish.
    private static func live(
        in folder: String, broker: BrokerProcess, publishing publish: (Command) async throws -> Void
    ) async throws -> (Promises, commands: Set<String>) {
        let url = broker.url(user: serial.text, password: "key")
        var random = SplitMix(seed: 17)
        var promises = Promises()
        var commands: Set<String> = []
        for round in 0..<rounds {
            for number in 0..<2 {
                let id = "c\(round)-\(number)"
                let name = number == 1 && round % 3 == 2 ? "hang" : "test"
                try await publish(Command(id: id, serial: serial.text, name: name))
                commands.insert(id)
            }
            let receiver = try RunningProgram(
                "gnome-receiver-crasher", [folder, url, serial.text, "\(round * messages)", "\(messages)"])
            // A third is killed by what it keeps, a third by what is confirmed, a third in the middle of a command.
            let word = ["kept", "sent", "ran c\(round)-1"][round % 3]
            for _ in 0..<(round % 3 == 2 ? 1 : Int.random(in: 1...40, using: &random)) {
                promises.read(await receiver.line(with: word) ?? "")
            }
            switch round {
            case 20: try await broker.restart()
            case 40: try await broker.crash()
            default: break
            }
            receiver.signal(9)
            for line in await receiver.output().split(separator: "\n") { promises.read(String(line)) }
            #expect(await receiver.end() == -9)
        }
        try await publish(Command(id: "last", serial: serial.text, name: "stop"))
        commands.insert("last")
        let (status, output) = try await RunningProgram.run(
            "gnome-receiver-crasher", [folder, url, serial.text, "\(rounds * messages)", "10"])
        #expect(status == 0)
        for line in output.split(separator: "\n") { promises.read(String(line)) }
        return (promises, commands)
    }

    private static func publish(_ command: Command, over transport: RabbitMQTransport) async throws {
        let message = OutboundMessage(exchange: "gnome.downlink", routingKey: serial.text, body: command.bytes)
        while true {
            do throws(TransportError) {
                try await transport.publish(message)
                return
            } catch {
                guard error.disposition == .unavailable, error.code != .stopped else { throw error }
            }
        }
    }

    private static func compare(
        _ promises: Promises, commands: Set<String>, store: SQLStore, effects: String
    ) async throws {
        #expect(promises.kept.count > rounds && promises.sent > rounds)
        var numbers: [Int64] = []
        var outcomes: [CommandOutcome] = []
        // The last outcome was confirmed, but what was confirmed is still on its way into the store.
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        repeat {
            let frames = try await allFrames(of: store)
            let envelopes = frames.compactMap { frame -> Envelope? in
                guard case .envelope(let envelope)? = frame.message else { return nil }
                return envelope
            }
            #expect(envelopes.count == frames.count)
            numbers = envelopes.compactMap { $0.body["number"]?.lenientInteger }
            outcomes = envelopes.compactMap { CommandOutcome(body: $0.body) }
        } while (!promises.kept.isSubset(of: numbers) || outcomes.count < commands.count) && .now < deadline

        let document = try AsyncAPIDocument()
        let oddities = try await allFrames(of: store).flatMap { frame in
            let json = try JSONValue(bytes: CompactForm.unpack(frame.frame.body, limit: 1 << 20)) ?? .null
            return document.complaints(about: json, as: frame.frame.route.hasSuffix(".result") ? "result" : "status")
        }
        #expect(oddities.isEmpty)
        #expect(promises.kept.subtracting(numbers).isEmpty)
        #expect(Set(numbers).count == numbers.count)
        #expect(Set(outcomes.map(\.command)) == commands)
        #expect(outcomes.count == commands.count)
        let done = String(decoding: try Data(contentsOf: URL(filePath: effects)), as: UTF8.self).split(separator: "\n")
        #expect(Set(done).count == done.count)
        let reported = Set(outcomes.filter { $0.status == .done }.map(\.command))
        #expect(reported.isSubset(of: done.map(String.init)))
        #expect(outcomes.allSatisfy { $0.status == .done || $0.status == .interrupted })
        #expect(outcomes.count { $0.status == .interrupted } >= rounds / 3)
        let waiting = try await store.read { store throws(StoreError) in
            try store.quarantine(matching: .all, before: nil, limit: 10)
        }
        #expect(waiting.isEmpty)
    }

    private static func allFrames(of store: SQLStore) async throws -> [StoredFrame] {
        var frames: [StoredFrame] = []
        while true {
            let after = frames.last?.id ?? FrameID(rawValue: 0)
            let page = try await store.read { store throws(StoreError) in try store.frames(after: after, limit: 1000) }
            if page.isEmpty { return frames }
            frames += page
        }
    }
}
