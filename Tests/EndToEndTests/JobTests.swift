// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import TestSupport
import Testing

@Suite("Jobs of the built server", .timeLimit(.minutes(5)))
struct JobTests {
    private static let volts = Series(.metric, "volts")
    private static let day = Duration.seconds(86_400)

    /// Fills a store with observations of 400 days, one a day, and with jobs.
    private static func fill(_ store: SQLStore, jobs: [JobDraft], dead: Bool = false) async throws -> ReceiverID {
        let now = SystemTime.now()
        let serial = try #require(Serial("SG-F28CRPI33503"))
        let observations = try (0..<400).map { index in
            try #require(Observation(volts, Double(index), receivedAt: now.advanced(by: day * -index)))
        }
        return try await store.write { (store) throws(StoreError) in
            let receiver = try store.register(ReceiverDraft(serial: serial, registration: .accepted, registeredAt: now))
            try store.add(
                observations.enumerated().map { index, observation in
                    ObservationDraft(
                        receiver: receiver.id, frame: FrameID(rawValue: Int64(index)), observation: observation)
                })
            _ = try store.enqueue(jobs)
            if dead {
                for job in try store.claimJobs(of: Set(jobs.map(\.kind)), at: now, until: now, by: "gone", limit: 99) {
                    try store.bury(job.lease, error: "the disk is full")
                }
            }
            return receiver.id
        }
    }

    private static func draft(_ kind: JobKind = RetentionService.kind, _ key: String? = nil) -> JobDraft {
        JobDraft(kind: kind, payload: Array("x".utf8), uniqueKey: key, createdAt: SystemTime.now())
    }

    @Test("old observations go by the settings, the rest stays, and the next run is written down")
    func retention() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/data/gnome.db"
            let store = try await SQLStore.sqlite(at: path)
            let receiver = try await Self.fill(store, jobs: [Self.draft()])
            await store.close()
            let server = try await TestServer.start(in: folder, ["--retention-metric-raw", "90d"])
            #expect(
                try await server.eventually {
                    try await server.metric("gnome_jobs_ended_total{kind=\"retention\",outcome=\"done\"}") == 1
                })
            #expect(try await server.metric("gnome_retention_rows_total") == 310)
            // The next run, and that of what else is done once a day.
            #expect(try await server.metric("gnome_jobs{state=\"waiting\"}") == 2)
            let (status, output) = try await server.gnomectl("retention", "--format", "json")
            #expect(status == 0)
            let cuts = try JSONDecoder().decode(RetentionView.self, from: Data(output.utf8)).cuts
            let cut = try #require(cuts.first { $0.series == .metric && $0.detail == .raw })
            #expect(cut.keep == "90d" && cut.rows == 0)
            let (_, jobs) = try await server.gnomectl("jobs", "list", "--state", "waiting")
            #expect(jobs.contains("T03:00:00Z"))
            await server.stop()
            let after = try await SQLStore.sqlite(at: path)
            let values = try await after.read { (store) throws(StoreError) in
                try store.observations(
                    of: Self.volts, at: receiver, from: Timestamp(seconds: 0), to: Timestamp(microseconds: .max),
                    limit: 999
                ).map(\.value)
            }
            #expect(values == (0..<90).reversed().map { Double($0) })
            await after.close()
        }
    }

    @Test("a dead job is listed and shown, is done once it is replayed, and is gone once it is dropped")
    func deadJobs() async throws {
        try await withTemporaryFolder { folder in
            let store = try await SQLStore.sqlite(at: folder + "/data/gnome.db")
            let fax = JobKind(rawValue: "fax")
            _ = try await Self.fill(store, jobs: [Self.draft(), Self.draft(fax), Self.draft(fax)], dead: true)
            await store.close()
            let server = try await TestServer.start(in: folder)
            func run(_ words: String..., expecting expected: Int32 = 0) async throws -> String {
                let (status, output) = try await RunningProgram.run(
                    "gnomectl", ["jobs"] + words,
                    environment: ["GNOME_SERVER": server.url, "GNOME_TOKEN_FILE": folder + "/data/admin-token"])
                #expect(status == expected, "\(output)")
                return output
            }
            #expect(try await run("list", "--state", "dead", "-q") == "3\n2\n1\n")
            #expect(try await run("list", "--kind", "fax", "-q", "-n", "1") == "3\n")
            #expect(try await run("show", "2").contains("the disk is full"))
            #expect(try await server.metric("gnome_jobs{state=\"dead\"}") == 3)
            #expect(try await run("replay", "1").contains("begins anew"))
            #expect(try await server.eventually { try await server.metric("gnome_jobs{state=\"dead\"}") == 2 })
            // What is done once a day waits for its hour.
            #expect(try await server.eventually { try await server.metric("gnome_jobs{state=\"waiting\"}") == 1 })
            #expect(try await run("list", "--kind", "access-forgetting", "--state", "waiting", "-q") == "4\n")
            #expect(try await run("drop", "2", "faxes are over").contains("is gone"))
            _ = try await run("drop", "2", "faxes are over", expecting: 1)
            _ = try await run("replay", "99", expecting: 1)
            #expect(try await run("list", "--state", "dead", "-q") == "3\n")
            for (method, path, expected) in [
                ("GET", "/api/v1/jobs", 401), ("GET", "/api/v1/jobs/3", 401), ("POST", "/api/v1/jobs/3/replay", 401),
                ("DELETE", "/api/v1/jobs/3?reason=x", 401), ("GET", "/api/v1/retention", 401),
            ] {
                let body = method == "POST" ? "" : nil
                #expect(try await server.sendAsNobody(method, path, body: body).status == expected, "\(method) \(path)")
            }
            let bearer = try "Bearer " + String(server.token.prefix { !$0.isWhitespace })
            for (method, path) in [
                ("GET", "/api/v1/jobs?state=lost"), ("GET", "/api/v1/jobs/x"), ("DELETE", "/api/v1/jobs/3"),
                ("DELETE", "/api/v1/jobs/3?reason="), ("GET", "/api/v1/jobs?limit=0"),
            ] {
                let answer = try await server.send(method, path, headers: ["Authorization": bearer])
                #expect(answer.status == 400, "\(method) \(path)")
            }
            await server.stop()
        }
    }

    @Test(
        "several servers on one database share the jobs, and each job is done once",
        .enabled(if: TestDatabase.isThere, TestDatabase.skipped))
    func severalServers() async throws {
        try await TestDatabase.withSchema { url in
            let store = try await SQLStore.postgreSQL(PostgreSQLSettings(url: url))
            _ = try await Self.fill(store, jobs: (0..<60).map { _ in Self.draft() })
            await store.close()
            try await withTemporaryFolder { folder in
                func start(_ name: String) async throws -> TestServer {
                    try await TestServer.start(
                        in: "\(folder)/\(name)", ["--retention-raw", "90d"], environment: ["GNOME_STORE_URL": url])
                }
                let servers = try await [start("one"), start("two")]
                func done() async throws -> [Double] {
                    var counts: [Double] = []
                    for server in servers {
                        counts.append(
                            try await server.metric("gnome_jobs_ended_total{kind=\"retention\",outcome=\"done\"}"))
                    }
                    return counts
                }
                #expect(
                    try await servers[0].eventually {
                        // Two kinds are done once a day, and wait for their hour.
                        try await servers[1].metric("gnome_jobs{state=\"waiting\"}") == 2
                    })
                #expect(
                    try await servers[0].eventually {
                        try await servers[1].metric("gnome_jobs{state=\"running\"}") == 0
                    })
                #expect(try await servers[0].eventually { try await done().reduce(0, +) >= 60 })
                #expect(try await done().reduce(0, +) == 60)
                for server in servers { await server.stop() }
            }
        }
    }
}

extension TestServer {
    /// The value of a metric with its labels; 0 where it is not there.
    func metric(_ name: String) async throws -> Double {
        let text = String(decoding: try await send("GET", "/metrics").body, as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line.flatMap { Double($0.dropFirst(name.count + 1)) } ?? 0
    }
}
