// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeStore
import TestSupport
import Testing

@Suite("Crash points", .timeLimit(.minutes(10)))
struct CrashPointTests {
    /// Each runs so many rounds on a store of its own: 112 in all for either database.
    private static let rounds = 28

    @Test(
        "a process that writes to a file is killed at every point of the way of a write and at random moments: nothing acknowledged is missing, nothing is doubled",
        arguments: [1, 2, 3, 4] as [UInt64])
    func sqlite(seed: UInt64) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/gnome.db"
            try await kill(at: FailPoint.allCases, seed: seed, writingTo: path) { try await SQLStore.sqlite(at: path) }
        }
    }

    @Test(
        "a process that writes to PostgreSQL is killed at every point of the way of a write and at random moments: nothing acknowledged is missing, nothing is doubled",
        .enabled(if: TestDatabase.isThere, TestDatabase.skipped), arguments: [5, 6, 7, 8] as [UInt64])
    func postgreSQL(seed: UInt64) async throws {
        try await TestDatabase.withSchema { url in
            let points = FailPoint.allCases.filter { $0 != .beforeCheckpoint && $0 != .afterCheckpoint }
            try await kill(at: points, seed: seed, writingTo: url) {
                try await SQLStore.postgreSQL(PostgreSQLSettings(url: url))
            }
        }
    }

    /// Lets a process write and ends it, round after round on the same store, and looks at the store after each.
    private func kill(
        at points: [FailPoint], seed: UInt64, writingTo place: String, opening: () async throws -> SQLStore
    ) async throws {
        var random = SplitMix(seed: seed)
        var ledger = CrashLedger()
        for round in 0..<Self.rounds {
            let turn = round % (points.count + 1)
            let point = turn < points.count ? points[turn] : nil
            let moment = Int.random(in: 1...12, using: &random)
            let trial: Comment = "seed \(seed), round \(round), \(point?.rawValue ?? "random moment") \(moment)"
            // A number that is never reached leaves the end to the signal, and checkpoints as frequent.
            let crasher = try RunningProgram(
                "gnome-crasher", [place, "8", "400"],
                environment: ["GNOME_FAIL_POINT": point.map { "\($0.rawValue):\(moment)" } ?? "afterTold:1000000"])
            if point == nil {
                for _ in 0..<moment * 10 { ledger.read(await crasher.line(with: "kept") ?? "") }
                crasher.signal(9)
            }
            for line in await crasher.output().split(separator: "\n") { ledger.read(String(line)) }
            #expect(await crasher.end() == -9, trial)

            let store = try await opening()
            try await ledger.compare(with: store, trial)
            await store.close()
            if !PostgreSQLSettings.isURL(place) {
                let health = try await SQLiteStoreFile(place).verify()
                #expect(health.findings.isEmpty, trial)
            }
        }
        #expect(!ledger.acknowledged.isEmpty)
        let store = try await opening()
        var all = CrashLedger()
        all.acknowledged = ledger.acknowledged
        try await all.compare(with: store, "seed \(seed), all rounds together")
        await store.close()
    }
}
