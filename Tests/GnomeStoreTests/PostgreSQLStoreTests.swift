// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import GnomeStore

@Suite(
    "A store in PostgreSQL", .enabled(if: TestDatabase.isThere, TestDatabase.skipped), .timeLimit(.minutes(5)))
struct PostgreSQLStoreTests {
    @Test("several servers share it: what each writes is there once, and rows are numbered as they become visible")
    func servers() async throws {
        try await TestDatabase.withSchema { settings, _ in
            let stores = try await [SQLStore.postgreSQL(settings), SQLStore.postgreSQL(settings)]
            let receiver = try await stores[0].register(1)
            let seen = try await withThrowingTaskGroup(of: [FrameID].self) { group in
                for task in 0..<8 {
                    group.addTask { try await Self.add(40, of: "\(task)", to: stores[task % 2], receiver.id) }
                }
                // One who follows the frames misses none, however the servers' writes overlap.
                group.addTask {
                    var seen: [FrameID] = [FrameID(rawValue: 0)]
                    while seen.count <= 320 {
                        let last = seen.last
                        seen += try await stores[1].read { (store) throws(StoreError) in
                            try store.frames(after: last, limit: 1000).map(\.id)
                        }
                    }
                    return Array(seen.dropFirst())
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(Set(seen).count == 320)
            #expect(try await stores[0].frameCount() == 320)
            let status = try await stores[1].read { (store) throws(StoreError) in try store.statuses([receiver.id]) }
            #expect(status[receiver.id]?.frames == 320)
            for store in stores { await store.close() }
        }
    }

    @Test("rows that are copied come back as they went in, and one that can't be kept undoes all and spoils nothing")
    func copies() async throws {
        try await TestDatabase.withSchema { settings, _ in
            let store = try await SQLStore.postgreSQL(settings)
            let rows: [[SQLValue]] = (0..<40_000).map { number in
                let isSparse = number % 3 == 0
                return [
                    Int64(number).sql, isSparse ? .null : (Double(number) / 7).sql, "é\u{0} \(number)".sql,
                    isSparse ? .null : .bytes([0, 0xFF, UInt8(number % 256)]),
                ]
            }
            try await store.driver.write { (connection) throws(StoreError) in
                try connection.execute(
                    "CREATE TABLE copied (a BIGINT PRIMARY KEY, b DOUBLE PRECISION, c TEXT NOT NULL, d BYTEA)")
            }
            @Sendable func insert(_ rows: [[SQLValue]]) async throws(StoreError) {
                try await store.driver.write { (connection) throws(StoreError) in
                    try connection.execute("INSERT INTO copied (a, b, c, d) VALUES ($1, $2, $3, $4)", rows: rows)
                }
            }
            func all() async throws(StoreError) -> [[SQLValue]] {
                try await store.driver.read { (connection) throws(StoreError) in
                    var found: [[SQLValue]] = []
                    try connection.run("SELECT a, b, c, d FROM copied ORDER BY a", rows: [[]]) {
                        (_, row) throws(StoreError) in
                        found.append([
                            try row.next(Int64.self).sql, try row.next(Double?.self).sql, try row.next(String.self).sql,
                            try row.next([UInt8]?.self).sql,
                        ])
                    }
                    return found
                }
            }
            try await insert(rows)
            #expect(try await all() == rows)
            // The last is there already; one has no text.
            let more = (0..<100).map { [Int64(50_000 + $0).sql, .null, "x".sql, .null] as [SQLValue] }
            let twice = await #expect(throws: StoreError.self) { try await insert(more + [rows[7]]) }
            #expect(twice?.code == .conflict)
            let textless = await #expect(throws: StoreError.self) {
                try await insert(more + [[Int64(90_000).sql, .null, .null, .null]])
            }
            #expect(textless?.detail?.contains("23502") == true)
            #expect(try await all() == rows)
            try await insert(more)
            #expect(try await all().count == rows.count + more.count)
            await store.close()
        }
    }

    @Test("of many servers that deploy one receiver at the same time at different stations, one does")
    func twoPlaces() async throws {
        try await TestDatabase.withSchema { settings, _ in
            var stores: [SQLStore] = []
            for _ in 0..<3 { stores.append(try await SQLStore.postgreSQL(settings)) }
            let receiver = try await stores[0].register(1)
            let kept = try await withThrowingTaskGroup(of: Bool.self) { group in
                for (number, store) in (stores + stores + stores + stores).enumerated() {
                    group.addTask {
                        do throws(StoreError) {
                            return try await store.write { (store) throws(StoreError) in
                                let station = try store.add(
                                    StationDraft(
                                        project: ProjectID(rawValue: 1), details: StationDetails(name: "\(number)"),
                                        createdAt: Timestamp(microseconds: 0)))
                                _ = try store.add(
                                    DeploymentDetails(
                                        receiver: receiver.id, station: station.id,
                                        interval: Interval(since: Timestamp(microseconds: 0))))
                                return true
                            }
                        } catch {
                            guard error.code == .conflict else { throw error }
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(kept == 1)
            for store in stores { await store.close() }
        }
    }

    @Test("connections that are ended under load lose nothing and double nothing")
    func terminated() async throws {
        try await TestDatabase.withStore { store, name in
            let receiver = try await store.register(1)
            let ender = try await PostgreSQLDriver.open(
                PostgreSQLSettings(url: try #require(TestDatabase.url)), for: .readWrite)
            var ended = 0
            try await withThrowingTaskGroup(of: [FrameID].self) { group in
                for task in 0..<16 {
                    group.addTask { try await Self.add(50, of: "\(task)", to: store, receiver.id) }
                }
                for _ in 0..<40 {
                    ended += try await ender.read { (connection) throws(StoreError) in
                        try connection.first(
                            """
                            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = $1
                            """,
                            name.sql) ?? 0
                    }
                }
                try await group.waitForAll()
            }
            await ender.close()
            #expect(ended > 0)
            #expect(try await store.frameCount() == 800)
            let status = try await store.read { (store) throws(StoreError) in try store.statuses([receiver.id]) }
            #expect(status[receiver.id]?.frames == 800)
        }
    }

    @Test("each month of observations is a partition made ahead, which goes as a whole; clocks far off share one")
    func partitions() async throws {
        try await TestDatabase.withStore { store, name in
            let receiver = try await store.register(1)
            let january = Timestamp(seconds: 1_767_225_600)
            let times = [january, Timestamp(seconds: 1_772_323_199), Timestamp(microseconds: .min), .init(seconds: 0)]
            let drafts = try times.enumerated().map { index, time in
                ObservationDraft(
                    receiver: receiver.id, frame: FrameID(rawValue: Int64(index)),
                    observation: try #require(Observation(Series(.metric, "a"), 1, receivedAt: time)))
            }
            _ = try await store.write { (store) throws(StoreError) in try store.add(drafts) }
            func partitions() async throws -> [String] {
                try await store.driver.read { (connection) throws(StoreError) in
                    try connection.all(
                        """
                        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname LIKE 'observations%' ORDER BY c.relname
                        """,
                        name.sql)
                }
            }
            let made = ["observations_2026_01", "observations_2026_02", "observations_2026_03"]
            #expect(try await partitions() == made + ["observations_elsewhere"])
            let removed = try await store.write { (store) throws(StoreError) in
                try store.removeMonths(before: Timestamp(seconds: 1_769_904_000))
            }
            #expect(removed == 1)
            #expect(try await partitions() == made.dropFirst() + ["observations_elsewhere"])
        }
    }

    /// The partition in which each single observation lies.
    private static func places(_ store: SQLStore) async throws -> [String] {
        try await store.driver.read { (connection) throws(StoreError) in
            try connection.all("SELECT CAST(tableoid::regclass AS TEXT) FROM observations ORDER BY moment")
        }
    }

    /// Adds an observation, in a frame and at a moment of its own.
    private static func observe(at seconds: Int64, _ receiver: ReceiverID, in store: SQLStore) async throws {
        let draft = ObservationDraft(
            receiver: receiver, frame: FrameID(rawValue: seconds),
            observation: try #require(
                Observation(Series(.metric, "a"), 1, receivedAt: Timestamp(seconds: seconds))))
        #expect(try await store.write { (store) throws(StoreError) in try store.add([draft]) } == 1)
    }

    @Test("while a dump reads every table, nothing that is taken in waits for it, and no month is dropped")
    func dump() async throws {
        try await TestDatabase.withSchema { settings, _ in
            let store = try await SQLStore.postgreSQL(settings)
            let receiver = try await store.register(1)
            // In January of 2026; the place of February is made ahead.
            try await Self.observe(at: 1_767_225_600, receiver.id, in: store)
            let dump = try PostgreSQLSession(settings)
            try dump.begin(writing: false)
            let locked: Int? = try dump.first("SELECT count(*) FROM observations")
            #expect(locked == 1)
            // In May, of which nobody knew.
            try await Self.observe(at: 1_777_777_777, receiver.id, in: store)
            #expect(try await Self.places(store) == ["observations_2026_01", "observations_elsewhere"])
            func removeJanuary() async throws -> Int {
                try await store.write { (store) throws(StoreError) in
                    try store.removeMonths(before: Timestamp(seconds: 1_769_904_000))
                }
            }
            #expect(try await removeJanuary() == 0)
            let cut = RetentionCut(kind: .metric, detail: .raw, before: Timestamp(seconds: 1_769_904_000))
            #expect(
                try await store.write { (store) throws(StoreError) in try store.removeObservations(cut, limit: 9) } == 1
            )
            try dump.commit()
            #expect(try await removeJanuary() == 1)
            // June had no place either, and gets one as long as it has not begun.
            try await store.write { (store) throws(StoreError) in
                try store.makeMonths(after: Timestamp(seconds: 1_777_777_777))
            }
            for seconds in [1_777_777_778, 1_780_272_000, 1_782_864_000] as [Int64] {
                try await Self.observe(at: seconds, receiver.id, in: store)
            }
            #expect(
                try await Self.places(store) == [
                    "observations_elsewhere", "observations_elsewhere", "observations_2026_06", "observations_2026_07",
                ])
            let health = try await settings.check(limits: .init(connections: 0, standbyLagBytes: .max))
            #expect(health.findings == [])
            await store.close()
        }
    }

    @Test("a month that another server dropped has its place again, with what came meanwhile")
    func dropped() async throws {
        try await TestDatabase.withStore { store, _ in
            let receiver = try await store.register(1)
            try await Self.observe(at: 1_767_225_600, receiver.id, in: store)
            // As it was where a server remembered a month that was gone.
            try await store.driver.write { (connection) throws(StoreError) in
                try connection.execute("DELETE FROM observation_months WHERE begins_at = 1767225600000000")
                try connection.execute(
                    """
                    INSERT INTO observations (receiver_id, series_id, moment, frame_id, value)
                    SELECT receiver_id, series_id, 1767225600000000, 7, 2 FROM receiver_series
                    """)
            }
            #expect(try await Self.places(store) == ["observations_elsewhere"])
            try await Self.observe(at: 1_777_777_777, receiver.id, in: store)
            try await Self.observe(at: 1_767_225_601, receiver.id, in: store)
            #expect(
                try await Self.places(store) == [
                    "observations_2026_01", "observations_2026_01", "observations_2026_05",
                ])
        }
    }

    @Test("a database that can't be reached is unavailable, and its password is in no word of the error")
    func unreachable() async throws {
        let error = await #expect(throws: StoreError.self) {
            _ = try await SQLStore.postgreSQL(PostgreSQLSettings(url: "postgres://gnome:hush@127.0.0.1:1/gnome"))
        }
        #expect(error?.code == .unavailable)
        #expect(error?.debugDescription.contains("hush") == false)
    }

    @Test(
        "a URL whose password was not encoded is told so, and no part of it is in the error",
        arguments: ["hush@hush", "hush/hush", "hush%hush", "[hush"])
    func unencoded(_ password: String) async throws {
        let error = await #expect(throws: StoreError.self) {
            _ = try await SQLStore.postgreSQL(
                PostgreSQLSettings(url: "postgres://gnome:\(password)@127.0.0.1:1/gnome"))
        }
        #expect(error?.code == .unavailable)
        #expect(error?.debugDescription.contains("hush") == false)
    }

    @Test("a batch of many megabytes is kept whole")
    func large() async throws {
        try await TestDatabase.withStore { store, _ in
            let receiver = try await store.register(1)
            let drafts = (0..<40).map { frameDraft(receiver.id, "\($0)", bytes: 500_000) }
            let ids = try await store.write { (store) throws(StoreError) in try store.insert(drafts) }
            #expect(!ids.contains(nil))
            #expect(try await store.frameCount() == 40)
        }
    }

    @Test("what became of a transaction is known: kept, undone, or unknown to another server's timeline")
    func outcomes() async throws {
        try await TestDatabase.withSchema { settings, _ in
            let session = try PostgreSQLSession(settings)
            func number() throws -> String {
                try #require(
                    try session.first(
                        "SELECT CAST(pg_current_xact_id() AS TEXT) || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8)"
                    ))
            }
            try session.begin(writing: true)
            let kept = try number()
            try session.commit()
            try session.begin(writing: true)
            let undone = try number()
            session.undo()
            #expect(try session.wasKept(kept) == true)
            #expect(try session.wasKept(undone) == false)
            #expect(try session.wasKept("\(kept.split(separator: " ")[0]) FFFFFFFF") == nil)
        }
    }

    @Test("a user with a wrong password is told so, and the password is in no word of the error")
    func wrongPassword() async throws {
        let url = try #require(TestDatabase.url)
        let address = try #require(url.split(separator: "@").last)
        let error = await #expect(throws: StoreError.self) {
            _ = try await SQLStore.postgreSQL(PostgreSQLSettings(url: "postgres://postgres:hush@\(address)"))
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("log-in") == true)
        #expect(error?.debugDescription.contains("hush") == false)
    }

    @Test("a schema with a step that this program does not know is refused, and stays as it was")
    func newer() async throws {
        try await TestDatabase.withSchema { settings, _ in
            let store = try await SQLStore.postgreSQL(settings)
            try await store.driver.write { (connection) throws(StoreError) in
                try connection.execute(
                    "INSERT INTO schema_steps SELECT max(number) + 1, 'later', 'x', 'now' FROM schema_steps")
            }
            await store.close()
            let error = await #expect(throws: StoreError.self) { _ = try await SQLStore.postgreSQL(settings) }
            #expect(error?.code == .schema)
        }
    }

    @Test("a statement that runs too long is ended, and the connection goes on")
    func timeout() async throws {
        try await TestDatabase.withSchema { settings, _ in
            var settings = settings
            settings.statementTimeout = .milliseconds(50)
            let driver = try await PostgreSQLDriver.open(settings, for: .readWrite)
            let error = await #expect(throws: StoreError.self) {
                try await driver.write { (connection) throws(StoreError) in
                    try connection.execute("SELECT pg_sleep(60)")
                }
            }
            #expect(error?.code == .busy)
            let one: Int? = try await driver.write { (connection) throws(StoreError) in
                try connection.first("SELECT CAST(1 AS BIGINT)")
            }
            #expect(one == 1)
            await driver.close()
        }
    }

    @Test(
        "text that PostgreSQL can't keep as it is comes back as it went in; # stands for U+FDD0",
        arguments: ["", "a\0b", "\0", "#", "#0", "\0#1\0", "\u{FDCF}é🐦", "ﷰ"])
    func text(_ template: String) {
        let text = Self.withMarks(template)
        var bytes: [UInt8] = []
        PostgreSQLText.append(text, to: &bytes)
        #expect(!bytes.contains(0))
        #expect(PostgreSQLText.text(bytes) == text)
    }

    @Test("kept text with a mark that nothing of ours makes is none", arguments: ["#", "#2", "a#"])
    func foreignText(_ template: String) {
        #expect(PostgreSQLText.text(Array(Self.withMarks(template).utf8)) == nil)
    }

    private static func withMarks(_ template: String) -> String {
        String(decoding: template.utf8.flatMap { $0 == UInt8(ascii: "#") ? [0xEF, 0xB7, 0x90] : [$0] }, as: UTF8.self)
    }

    /// Writes frames one by one, counted in their receiver's status, each until it is kept.
    private static func add(
        _ count: Int, of task: String, to store: SQLStore, _ receiver: ReceiverID
    ) async throws -> [FrameID] {
        for number in 0..<count {
            while true {
                do throws(StoreError) {
                    try await store.write { (store) throws(StoreError) in
                        guard try store.insert([frameDraft(receiver, "\(task)/\(number)")]) != [nil] else { return }
                        var status = try store.statuses([receiver])
                        status[receiver, default: ReceiverStatus()].frames += 1
                        try store.setStatuses(status)
                    }
                    break
                } catch {
                    guard [.unavailable, .busy].contains(error.code) else { throw error }
                    try? await Task.sleep(for: .milliseconds(2))
                }
            }
        }
        return []
    }
}
