// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite(
    "More than the built server can take",
    .enabled(if: BrokerProcess.canStart, "rabbitmq-server is not installed"),
    .enabled(if: TestDatabase.isThere, TestDatabase.skipped), .timeLimit(.minutes(10)))
struct OverloadTests {
    /// How many messages the queue takes, and how long each is: together far more than the server may grow by.
    private static let (limit, size) = (4000, 16_384)
    private static let growth = 32

    @Test(
        "ten times as much as the store can take: the broker keeps it, then refuses more, the server stays small, and afterwards all that was confirmed is stored once"
    )
    func tenfold() async throws {
        try await TestDatabase.withSchema { place in
            try await withTemporaryFolder { folder in
                try await BrokerProcess.with { broker in
                    let load = SendingLoad(on: broker, lanes: 64, padding: Self.size)
                    try await load.register()
                    let server = try await TestServer.start(
                        in: folder, ["--amqp-prefetch", "20"],
                        environment: ["GNOME_AMQP_URL": broker.url, "GNOME_STORE_URL": place])
                    try await load.register(with: server)
                    try await load.run { await load.progress(200) }
                    #expect(try await server.eventually { try await server.frameCount >= load.confirmed.count })

                    try await broker.control(
                        "set_policy", "tight", "^gnome\\.ingest$", #"{"max-length":\#(Self.limit)}"#, "--apply-to",
                        "queues")
                    try await Self.slowDown(place)
                    let (before, memory) = (load.confirmed.count, try #require(server.program.peakMegabytes))
                    try await load.run {
                        await load.until { (load.refusals[.rejected] ?? 0) >= Self.limit }
                        let stored = try await server.frameCount - before
                        let offered = load.confirmed.count - before + (load.refusals[.rejected] ?? 0)
                        #expect(offered >= 10 * stored, "\(offered) offered, \(stored) stored")
                        // The broker counts every few seconds.
                        let isFull = try await server.eventually {
                            let depth = try await broker.control("list_queues", "name", "messages")
                                .split(separator: "\n").first { $0.hasPrefix("gnome.ingest\t") }
                                .flatMap { Int($0.split(separator: "\t")[1]) }
                            return (depth ?? 0) >= Self.limit / 2
                        }
                        #expect(isFull)
                        #expect(try #require(server.program.peakMegabytes) - memory < Self.growth)
                        #expect(try await server.isConnected)
                        try await Self.speedUp(place)
                    }
                    #expect(try await server.eventually { try await server.frameCount >= load.confirmed.count })
                    #expect(try #require(server.program.peakMegabytes) - memory < Self.growth)
                    await server.stop()
                    try await expectAll(of: load, in: place)
                }
            }
        }
    }

    @Test("of the longest messages only some are held at once: what has no room stays with the broker until there is")
    func longest() async throws {
        let (count, size) = (300, 1_000_000)
        try await TestDatabase.withSchema { place in
            try await withTemporaryFolder { folder in
                try await BrokerProcess.with { broker in
                    let load = SendingLoad(on: broker, lanes: 8, padding: size)
                    try await load.register()
                    let server = try await TestServer.start(
                        in: folder, environment: ["GNOME_AMQP_URL": broker.url, "GNOME_STORE_URL": place])
                    try await load.register(with: server)
                    try await load.run { await load.progress(10) }
                    #expect(try await server.eventually { try await server.frameCount >= load.confirmed.count })

                    try await Self.slowDown(place, seconds: 0.02)
                    let memory = try #require(server.program.peakMegabytes)
                    try await load.run { await load.progress(count) }
                    // A debug build reads a megabyte slowly, and several times as slowly beside all other tests.
                    var isDone = false
                    for _ in 0..<6 where !isDone {
                        isDone = try await server.eventually { try await server.frameCount >= load.confirmed.count }
                    }
                    #expect(isDone)
                    // What is held, and copies of it on the way into the store; without a limit it is more than all of them.
                    #expect(try #require(server.program.peakMegabytes) - memory < 250)
                    try await Self.speedUp(place)
                    await server.stop()
                    try await expectAll(of: load, in: place)
                }
            }
        }
    }

    /// Lets each write of frames take so long.
    private static func slowDown(_ place: String, seconds: Double = 1) async throws {
        try await TestDatabase.run(
            """
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(\(seconds)); RETURN NULL; END';
            CREATE TRIGGER slow AFTER INSERT ON frames FOR EACH STATEMENT EXECUTE FUNCTION slow()
            """, on: place)
    }

    private static func speedUp(_ place: String) async throws {
        try await TestDatabase.run("DROP TRIGGER slow ON frames; DROP FUNCTION slow", on: place)
    }
}
