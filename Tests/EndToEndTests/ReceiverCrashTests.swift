// SPDX-License-Identifier: Apache-2.0

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
    private static let serials = ["F28CRPI33501", "F28CRPI33502", "F28CRPI33503"].map(Serial.init(sensorgnome:))
    /// How often each of them is killed.
    private static let rounds = 18

    private static let topology = serials.reduce(Topology.uplink) { topology, serial in
        let queue = "gnome.downlink.\(serial.text)"
        return topology
            + Topology(
                exchanges: [.init("gnome.downlink", .direct)], queues: [.init(queue)],
                bindings: [.init(from: "gnome.downlink", to: queue, pattern: serial.text)])
    }

    @Test(
        "kill -9 at random moments, broker restarts and crashes: every promised message is stored once, no command is done twice"
    )
    func kills() async throws {
        try await BrokerProcess.with { broker in
            try await withTemporaryFolder { folder in
                let store = try await SQLStore.sqlite(at: folder + "/gnome.db")
                for serial in Self.serials {
                    _ = try await RegistrationService(store: store).add(serial, name: nil, at: SystemTime.now())
                }
                let transport = try RabbitMQTransport(RabbitMQConfiguration(url: broker.url, topology: Self.topology))
                let intake = BrokerIntake(
                    from: transport.subscribe(to: "gnome.ingest", prefetch: 500), into: IngestService(store: store),
                    now: SystemTime.now, pause: SystemTime.pause, observe: { _ in })
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await transport.run() }
                    group.addTask { await intake.run() }
                    let receivers = try await Self.live(in: folder, broker: broker, transport: transport)
                    try await Self.compare(receivers, with: store)
                    intake.stop()
                    transport.beginGracefulShutdown()
                    try await group.waitForAll()
                }
                await store.close()
            }
        }
    }

    /// Lets all of them live side by side; in rounds of the first the broker goes away.
    private static func live(
        in folder: String, broker: BrokerProcess, transport: RabbitMQTransport
    ) async throws -> [DoomedReceiver] {
        // All have their accounts before one of them lets the broker go away.
        var born: [DoomedReceiver] = []
        for serial in serials {
            born.append(try await DoomedReceiver(serial, in: folder, broker: broker, transport: transport))
        }
        return try await withThrowingTaskGroup(of: DoomedReceiver.self) { group in
            for newborn in born {
                group.addTask {
                    var receiver = newborn
                    try await receiver.live(rounds: rounds) { round in
                        guard newborn.serial == serials[0] else { return }
                        switch round {
                        case 5: try await broker.restart()
                        case 10: try await broker.crash()
                        default: break
                        }
                    }
                    return receiver
                }
            }
            var receivers: [DoomedReceiver] = []
            for try await receiver in group { receivers.append(receiver) }
            return receivers
        }
    }

    private static func compare(_ receivers: [DoomedReceiver], with store: SQLStore) async throws {
        let document = try AsyncAPIDocument()
        var last = FrameID(rawValue: 0)
        var envelopes: [Serial: [Envelope]] = [:]
        // The last outcome was confirmed, but what was confirmed is still on its way into the store.
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        repeat {
            let after = last
            let page = try await store.read { store throws(StoreError) in try store.frames(after: after, limit: 1000) }
            for stored in page {
                last = stored.id
                guard case .envelope(let envelope)? = stored.message else {
                    Issue.record("a frame that is no envelope: \(stored.frame.route)")
                    continue
                }
                envelopes[stored.serial, default: []].append(envelope)
                let json = try JSONValue(bytes: CompactForm.unpack(stored.frame.body, limit: 1 << 20)) ?? .null
                let name = stored.frame.route.hasSuffix(".result") ? "result" : "status"
                #expect(document.complaints(about: json, as: name).isEmpty)
            }
        } while !receivers.allSatisfy { $0.isWhole(in: envelopes[$0.serial] ?? []) } && .now < deadline

        let interrupted = try receivers.map { try $0.compare(with: envelopes[$0.serial] ?? []) }
        #expect(interrupted.allSatisfy { $0 >= rounds / 3 })
        let waiting = try await store.read { store throws(StoreError) in
            try store.quarantine(matching: .all, before: nil, limit: 10)
        }
        #expect(waiting.isEmpty)
    }
}
