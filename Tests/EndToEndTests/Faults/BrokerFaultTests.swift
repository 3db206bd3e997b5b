// SPDX-License-Identifier: Apache-2.0

import GnomeService
import GnomeStore
import GnomeTransport
import TestSupport
import Testing

// One after the other, as brokers that start at once are slow.
@Suite(
    "Messages on their way from a broker into a store when things go wrong: every confirmed one is stored exactly once",
    .serialized, .enabled(if: BrokerProcess.canStart, "rabbitmq-server is not installed"), .timeLimit(.minutes(10)))
struct BrokerFaultTests {
    @Test("the broker restarts and crashes amid messages", arguments: Backend.available)
    func restart(_ backend: Backend) async throws {
        try await trial(on: backend) { trial, broker in
            try await trial.load.run {
                await trial.load.progress(300)
                try await broker.restart()
                await trial.load.progress(300)
                try await broker.crash()
                await trial.load.progress(300)
            }
        }
    }

    @Test(
        "connections that go dark are given up for their missing heartbeats before any other time is up, and made anew",
        arguments: Backend.available)
    func dark(_ backend: Backend) async throws {
        try await backend.withPlace { place in
            try await BrokerProcess.with { broker in
                try await TCPRelay.with(to: broker.port) { relay in
                    let load = SendingLoad(on: broker)
                    try await FaultTrial.run(load, from: broker, port: relay.port, into: place) { trial in
                        try await load.run(port: relay.port) {
                            for _ in 0..<3 {
                                await load.progress(200)
                                relay.goDark()
                                let loss = await trial.nextLoss(.consuming)
                                #expect(loss?.code == .timeout)
                                #expect(loss?.detail?.lowercased().contains("heartbeat") == true)
                                // One of the receivers, as what the others went through comes in between.
                                let sender = await load.events.next { serial, event in
                                    guard serial == SendingLoad.serials[0],
                                        case .lost(.publishing, let error, retryAfter: _) = event
                                    else { return nil as TransportError? }
                                    return error
                                }
                                #expect(sender?.code == .timeout)
                                #expect(sender?.detail?.lowercased().contains("heartbeat") == true)
                                relay.goLight()
                                await trial.nextSubscription()
                                await load.events.next { serial, event in
                                    if serial == SendingLoad.serials[0], case .connected = event { () } else { nil }
                                }
                            }
                            await load.progress(200)
                        }
                        // Had a message waited for its confirm until its own time was up, this would say so.
                        #expect(load.refusals[.timeout] == nil)
                    }
                }
            }
        }
    }

    @Test(
        "the broker is short of memory: senders wait, what it has goes on into the store, and all flows again afterwards",
        arguments: Backend.available)
    func shortage(_ backend: Backend) async throws {
        try await trial(on: backend) { trial, broker in
            let load = trial.load
            try await load.run {
                await load.progress(200)
                try await broker.control("set_vm_memory_high_watermark", "0.00001")
                _ = await load.events.next { if case .blocked = $0.event { () } else { nil } }
                await trial.settle()
                let confirmed = load.confirmed.count
                await load.until { (load.refusals[.timeout] ?? 0) >= 4 }
                #expect(load.confirmed.count < confirmed + 200)
                try await broker.control("set_vm_memory_high_watermark", "0.4")
                _ = await load.events.next { if case .unblocked = $0.event { () } else { nil } }
                await load.progress(200)
            }
        }
    }

    @Test(
        "the queue is deleted under its consumer: it says so, declares it again, and goes on consuming",
        arguments: Backend.available)
    func deletedQueue(_ backend: Backend) async throws {
        try await trial(on: backend) { trial, broker in
            for _ in 0..<3 {
                try await trial.load.run { await trial.load.progress(100) }
                // A queue takes with it what is in it, so it is empty.
                await trial.settle()
                try await broker.control("delete_queue", "gnome.ingest")
                #expect(await trial.nextInterruption()?.code == .notFound)
                await trial.nextSubscription()
            }
            try await trial.load.run { await trial.load.progress(100) }
        }
    }

    @Test("messages are published again though they were confirmed", arguments: Backend.available)
    func copies(_ backend: Backend) async throws {
        try await trial(on: backend, copies: 1...4) { trial, _ in
            try await trial.load.run { await trial.load.progress(500) }
            await trial.settle()
            let repeated = trial.events.all.reduce(0) { sum, event in
                guard case .intake(.ingested(let report)) = event else { return sum }
                return sum + report.outcomes.count { $0 == .repeated }
            }
            #expect(repeated > 0)
        }
    }

    @Test("the broker is away for an hour, a thousand times as fast", arguments: Backend.available)
    func hour(_ backend: Backend) async throws {
        try await trial(on: backend) { trial, broker in
            try await trial.load.run {
                await trial.load.progress(200)
                try await broker.stop()
                // Waits grow to a minute and are half as long on the average, so an hour has about 120 of them.
                for _ in 0..<120 {
                    let wait = await trial.events.next {
                        if case .transport(.lost(.consuming, _, retryAfter: let wait)) = $0 { wait } else { nil }
                    }
                    #expect(wait.map { $0 <= .milliseconds(60) } == true)
                }
                try await broker.start()
                await trial.load.progress(200)
            }
        }
    }

    @Test(
        "a full disk under the store: messages stay with the broker until there is room",
        .enabled("mounting a small disk needs root", SmallDisk.isThere))
    func fullDisk() async throws {
        try await SmallDisk.with(megabytes: 96) { disk in
            try await BrokerProcess.with { broker in
                let load = SendingLoad(on: broker)
                try await FaultTrial.run(load, from: broker, into: disk + "/gnome.db") { trial in
                    try await load.run {
                        for _ in 0..<2 {
                            await load.progress(100)
                            // It ends where there is no more room.
                            let (status, output) = try await RunningProgram.run(
                                "/usr/bin/dd", ["if=/dev/zero", "of=\(disk)/filler", "bs=4k"])
                            #expect(status == 1, "\(output)")
                            await expectWaiting(trial)
                            await load.progress(100)
                            _ = try await RunningProgram.run("/usr/bin/rm", [disk + "/filler"])
                            await trial.settle()
                        }
                    }
                }
            }
        }
    }

    @Test(
        "the database is stopped while the broker is up, also for longer than the broker waits for acknowledgements",
        .enabled(if: TestDatabase.isThere, TestDatabase.skipped), arguments: [false, true])
    func databaseAway(isLong: Bool) async throws {
        try await withTemporaryFolder { folder in
            try await TestCluster.with(in: folder + "/database") { cluster in
                try await BrokerProcess.with { broker in
                    if isLong {
                        try await broker.control(
                            "eval",
                            "application:set_env(rabbit, consumer_timeout, 1500), application:set_env(rabbit, channel_tick_interval, 500)."
                        )
                    }
                    let load = SendingLoad(on: broker)
                    try await FaultTrial.run(load, from: broker, into: cluster.url) { trial in
                        try await load.run {
                            for _ in 0..<2 {
                                await load.progress(100)
                                try await cluster.control("stop")
                                await expectWaiting(trial)
                                if isLong {
                                    #expect(await trial.nextInterruption()?.detail?.contains("timeout") == true)
                                }
                                await load.progress(100)
                                try await cluster.control("start")
                                await trial.settle()
                            }
                        }
                    }
                }
            }
        }
    }

    /// Expects that the intake waits for the store, again and again, and gives nothing back.
    private func expectWaiting(_ trial: FaultTrial) async {
        for _ in 0..<5 {
            let code = await trial.events.next { event -> StoreError.Code? in
                if case .intake(.waiting(let error, pause: _)) = event { error.code } else { nil }
            }
            #expect(code == .unavailable)
        }
        let givenBack = trial.events.all.contains { if case .intake(.givenBack) = $0 { true } else { false } }
        #expect(!givenBack)
    }

    /// Lends a trial over a fresh broker and a fresh store.
    private func trial(
        on backend: Backend, copies: ClosedRange<Int> = 1...1,
        _ body: (FaultTrial, BrokerProcess) async throws -> Void
    ) async throws {
        try await backend.withPlace { place in
            try await BrokerProcess.with { broker in
                let load = SendingLoad(on: broker, copies: copies)
                try await FaultTrial.run(load, from: broker, into: place) { try await body($0, broker) }
            }
        }
    }
}
