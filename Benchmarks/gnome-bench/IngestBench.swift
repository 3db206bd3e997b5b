// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Drains a full queue of a real broker into SQLite, the way the server does it, and counts what is there afterwards.
enum IngestBench: Subcommand {
    static let name = "ingest"
    static let summary = "messages of a queue into SQLite (--amqp-url, --folder, --messages 100000, --receivers 500)"

    static func run(_ options: Options) async throws {
        let url = try options.text("amqp-url")
        let folder = try options.text("folder")
        let count = options.count("messages", default: 100_000)
        let serials = (0..<options.count("receivers", default: 500)).map {
            SimulatedReceiver(number: $0, seed: 1).serial
        }

        let store = try await SQLStore.sqlite(at: folder + "/bench-\(UUID().uuidString).db")
        let registration = RegistrationService(store: store)
        for serial in serials { _ = try await registration.add(serial, name: nil, at: SystemTime.now()) }
        try await fill(url, serials: serials, count: count)

        let clock = ContinuousClock()
        let cpuBefore = ProcessFigures.cpuSeconds
        let start = clock.now
        try await drain(url, into: store, count: count)
        let elapsed = start.duration(to: clock.now).seconds
        let cpu = ProcessFigures.cpuSeconds - cpuBefore

        let stored = try await store.read { store throws(StoreError) in try store.frameCount() }
        await store.close()
        guard stored == count else { throw WrongResult(description: "\(stored) of \(count) messages were stored") }
        print("ingest \(Int(Double(count) / elapsed)) messages/s")
        print("ingest-cpu \(fixed(cpu / Double(count) * 1_000_000, decimals: 1)) microseconds/message")
        print("ingest-memory \(ProcessFigures.peakMegabytes) MB")
    }

    /// Publishes messages of about 150 bytes, each with an id, until the broker has confirmed all.
    private static func fill(_ url: String, serials: [Serial], count: Int) async throws {
        let transport = try RabbitMQTransport(RabbitMQConfiguration(url: url, topology: .proofOfConcept))
        let next = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            try await withThrowingTaskGroup(of: Void.self) { senders in
                for _ in 0..<200 {
                    senders.addTask {
                        while case let number = next.add(1), number < count {
                            try await transport.publish(message(number, from: serials[number % serials.count]))
                        }
                    }
                }
                try await senders.waitForAll()
            }
            transport.beginGracefulShutdown()
            try await group.waitForAll()
        }
    }

    private static func message(_ number: Int, from serial: Serial) -> OutboundMessage {
        OutboundMessage(
            exchange: "sensorgnome-exchange", routingKey: "sensorgnome-management",
            properties: MessageProperties(contentType: "application/json", messageID: UUID().uuidString),
            body: note(number, from: serial).bytes)
    }

    /// What a message says: two numbers among it, which are kept as observations with the contact itself.
    static func note(_ number: Int, from serial: Serial) -> Note {
        Note(
            id: serial.text, text: "contact \(number): all radios running, battery well, waiting for the next night",
            extras: ["battery": .number(12.6), "free": .integer(17_422)])
    }

    /// Runs an intake until everything is durable and acknowledged.
    private static func drain(_ url: String, into store: SQLStore, count: Int) async throws {
        let transport = try RabbitMQTransport(RabbitMQConfiguration(url: url, topology: .proofOfConcept))
        let done = Counter()
        let (finished, sink) = AsyncStream<Void>.makeStream()
        let intake = BrokerIntake(
            from: transport.subscribe(to: "sensorgnome-management", prefetch: 1000),
            into: IngestService(store: store), now: SystemTime.now, pause: SystemTime.pause
        ) { event in
            guard case .ingested(let report) = event else { return }
            if done.add(report.outcomes.count) + report.outcomes.count >= count { sink.finish() }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            group.addTask { await intake.run() }
            for await _ in finished {}
            intake.stop()
            transport.beginGracefulShutdown()
            try await group.waitForAll()
        }
    }
}
