// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import TestSupport
import Testing

/// A broker of the test's own, receivers that send to it, and an intake into a store, in the process of the test so that its
/// waits can be short and its events be waited for.
struct FaultTrial: Sendable {
    /// What the side that takes in went through.
    enum Event: Sendable {
        case transport(TransportEvent)
        case intake(BrokerIntake.Event)
    }

    let load: SendingLoad
    let events = EventDiary<Event>()
    private let store: SQLStore

    /// Lends an intake that runs, and expects afterwards that the store has what was confirmed, everything once.
    ///
    /// - Parameters:
    ///   - place: The path or URL of the store.
    ///   - port: Where the intake reaches the broker, if by a detour.
    static func run(
        _ load: SendingLoad, from broker: BrokerProcess, port: UInt16? = nil, into place: String,
        _ body: (FaultTrial) async throws -> Void
    ) async throws {
        let store = try await Backend.open(place)
        let trial = FaultTrial(load: load, store: store)
        let registration = RegistrationService(store: store)
        for serial in SendingLoad.serials { _ = try await registration.add(serial, name: nil, at: SystemTime.now()) }
        try await load.register()

        var settings = try RabbitMQConfiguration(url: broker.url(port: port), topology: .uplink).forTrials
        settings.onEvent = { [events = trial.events] in events.note(.transport($0)) }
        let transport = try RabbitMQTransport(settings)
        let intake = BrokerIntake(
            from: transport.subscribe(to: "gnome.ingest", prefetch: 200), into: IngestService(store: store),
            now: SystemTime.now,
            pause: { (pause) throws(CancellationError) in try await SystemTime.pause(pause / 20) },
            observe: { [events = trial.events] in events.note(.intake($0)) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            group.addTask { await intake.run() }
            await trial.nextSubscription()
            do {
                try await body(trial)
                await trial.settle()
            } catch {
                group.cancelAll()
                throw error
            }
            intake.stop()
            transport.beginGracefulShutdown()
            try await group.waitForAll()
        }
        await store.close()
        #expect(!load.confirmed.isEmpty)
        try await expectAll(of: load, in: place)
    }

    /// Waits until everything that was confirmed by now is stored.
    ///
    /// It asks the store: what was stored while the database stopped is told to the intake as a repetition.
    func settle() async {
        let goal = load.confirmed.count
        while !Task.isCancelled {
            let count = try? await store.read { store throws(StoreError) in try store.frameCount() }
            if let count, count >= goal { return }
            if count == nil {
                try? await Task.sleep(for: .milliseconds(2))
            } else {
                _ = await events.next { if case .intake(.ingested) = $0 { () } else { nil } }
            }
        }
    }

    /// Waits for the next loss of a connection, and gives why.
    func nextLoss(_ link: TransportEvent.Link) async -> TransportError? {
        await events.next { if case .transport(.lost(link, let error, retryAfter: _)) = $0 { error } else { nil } }
    }

    /// Waits until the queue is consumed.
    func nextSubscription() async {
        _ = await events.next { if case .transport(.subscribed) = $0 { () } else { nil } }
    }

    /// Waits until the queue is no longer consumed though the connection stands, and gives why.
    func nextInterruption() async -> TransportError? {
        await events.next {
            if case .transport(.interrupted(queue: _, let error, retryAfter: _)) = $0 { error } else { nil }
        }
    }
}

/// Expects that a store has everything that a load was confirmed, and everything once.
func expectAll(of load: SendingLoad, in place: String, _ trial: Comment = "after the faults") async throws {
    let store = try await Backend.open(place)
    var ledger = CrashLedger(batch: 1, name: SendingLoad.name)
    ledger.acknowledged = load.confirmed
    try await ledger.compare(with: store, trial)
    let held = try await store.read { store throws(StoreError) in try store.quarantineVolumes() }
    #expect(held.isEmpty, trial)
    await store.close()
    if !PostgreSQLSettings.isURL(place) { #expect(try await SQLiteStoreFile(place).verify().findings.isEmpty, trial) }
}
