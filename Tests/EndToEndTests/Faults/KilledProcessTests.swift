// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeService
import GnomeStore
import TestSupport
import Testing

@Suite(
    "The built server and a broker of its own, either of them killed: every confirmed message is stored exactly once",
    .serialized, .enabled(if: BrokerProcess.canStart, "rabbitmq-server is not installed"), .timeLimit(.minutes(30)))
struct KilledProcessTests {
    /// How often a broker is killed in all: `GNOME_TEST_FAULT_ROUNDS`.
    private static let rounds =
        ProcessInfo.processInfo.environment["GNOME_TEST_FAULT_ROUNDS"].flatMap { Int($0) } ?? 6

    @Test(
        "the broker, by kill -9 at random moments, again and again",
        arguments: zip(Backend.available, [1, 2] as [UInt64]))
    func broker(_ backend: Backend, seed: UInt64) async throws {
        try await trial(on: backend) { trial in
            var random = SplitMix(seed: seed)
            let server = try await trial.start()
            try await trial.load.run {
                for _ in 0..<max(1, Self.rounds / Backend.available.count) {
                    await trial.load.progress(Int.random(in: 1...400, using: &random))
                    try await trial.broker.crash()
                }
                await trial.load.progress(100)
            }
            #expect(try await server.eventually { try await server.frameCount >= trial.load.confirmed.count })
            await server.stop()
        }
    }

    @Test(
        "the server, before the commit, and between the commit and the acknowledgement",
        arguments: zip(Backend.available, [3, 4] as [UInt64]))
    func server(_ backend: Backend, seed: UInt64) async throws {
        try await trial(on: backend) { trial in
            var random = SplitMix(seed: seed)
            try await trial.load.run {
                let points = [FailPoint.beforeCommit, .afterCommit, .afterTold]
                for life in 0..<9 {
                    let point = points[life % points.count]
                    let server = try RunningProgram(
                        "gnome-server", ["--data-folder", trial.folder + "/data", "--http-port", "0"],
                        environment: trial.environment.merging(
                            ["GNOME_FAIL_POINT": "\(point.rawValue):\(Int.random(in: 2...20, using: &random))"]
                        ) { $1 })
                    #expect(await server.end() == -9)
                }
            }
            let server = try await trial.start()
            #expect(try await server.eventually { try await server.frameCount >= trial.load.confirmed.count })
            await server.stop()
        }
    }

    /// What a trial works with.
    private struct Trial {
        let broker: BrokerProcess
        let load: SendingLoad
        let folder: String
        let environment: [String: String]

        func start() async throws -> TestServer { try await TestServer.start(in: folder, environment: environment) }
    }

    /// Lends a broker with a load, and a server that was started once to take its receivers up; compares afterwards.
    private func trial(on backend: Backend, _ body: (Trial) async throws -> Void) async throws {
        try await backend.withPlace { place in
            try await withTemporaryFolder { folder in
                try await BrokerProcess.with { broker in
                    let load = SendingLoad(on: broker)
                    try await load.register()
                    let isFile = !PostgreSQLSettings.isURL(place)
                    let environment = ["GNOME_AMQP_URL": broker.url, "GNOME_AMQP_LONGEST_WAIT": "1s"]
                        .merging(isFile ? [:] : ["GNOME_STORE_URL": place]) { $1 }
                    let trial = Trial(broker: broker, load: load, folder: folder, environment: environment)
                    let server = try await trial.start()
                    try await load.register(with: server)
                    await server.stop()
                    // A broker that is killed seconds after a quorum queue was made finds an empty log for it (3.10.8):
                    // which log is whose is on disk once it was stopped.
                    try await broker.restart()
                    try await body(trial)
                    try await expectAll(of: load, in: isFile ? folder + "/data/gnome.db" : place)
                }
            }
        }
    }
}
