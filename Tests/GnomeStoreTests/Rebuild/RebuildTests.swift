// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import TestSupport
import Testing

@testable import GnomeStore

@Suite("Folding stored frames again", .timeLimit(.minutes(10)))
struct RebuildTests {
    /// Where a store with its months lies.
    enum Place: CaseIterable, CustomTestStringConvertible {
        case sqlite, postgreSQL
        static let there: [Place] = TestDatabase.isThere ? allCases : [.sqlite]
        var testDescription: String { self == .sqlite ? "SQLite" : "PostgreSQL" }

        /// Lends a store in which months have happened, and what it holds.
        func withMonths(
            seed: UInt64, batches: Int = 40, cuts: [[RetentionCut]] = [],
            _ body: (StoreAddress, StoreDigest) async throws -> Void
        ) async throws {
            try await lend { address in
                let tally = try await SimulatedMonths(seed: seed, batches: batches).live(in: address, cuts: cuts)
                try #require(min(tally.stored, tally.repeated, tally.quarantined, tally.released) > 0, "\(tally)")
                try #require(tally.cut > 0 || cuts.isEmpty, "\(tally)")
                try await body(address, address.digest())
            }
        }

        private func lend(_ body: (StoreAddress) async throws -> Void) async throws {
            switch self {
            case .sqlite: try await withDatabasePath { path in try await body(StoreAddress(path)) }
            case .postgreSQL:
                try await TestDatabase.withSchema { settings, _ in try await body(.postgreSQL(settings)) }
            }
        }
    }

    /// Does something with all that follows from frames: what a rebuild makes anew.
    private static func forget(in store: SQLStore) async throws {
        try await store.execute("DELETE FROM statuses")
        try await store.execute("DELETE FROM receiver_series")
        try await store.execute("DELETE FROM observations")
        try await store.execute("DELETE FROM observation_summaries")
    }

    private static func rebuild(
        _ address: StoreAddress, allowing permissions: Set<StoreRebuild.Permission> = [], isDryRun: Bool = false
    ) async throws -> StoreRebuild.Outcome {
        try await address.lend { (store) throws(StoreError) in
            try await StoreRebuild(of: store, allowing: permissions).run(isDryRun: isDryRun)
        }
    }

    @Test(
        "of months with duplicates, disorder, wrong clocks, held frames and restarts gives what was there, to the last bit",
        arguments: Place.there, [1, 2, 3] as [UInt64])
    func months(_ place: Place, seed: UInt64) async throws {
        try await place.withMonths(seed: seed, batches: 100) { address, live in
            let dryRun = try await Self.rebuild(address, isDryRun: true)
            #expect(dryRun.differing == [])
            #expect(dryRun.unreadable == 0)
            let counts = try await opened(address) { store in
                let counts: [Int] = try await store.driver.read { (connection) throws(StoreError) in
                    try connection.all("SELECT count(*) FROM frames WHERE was_held = 1")
                        + connection.all("SELECT count(*) FROM repetitions")
                        + connection.all("SELECT count(*) FROM frames")
                }
                try await Self.forget(in: store)
                return counts
            }
            #expect(counts.allSatisfy { $0 > 10 })
            #expect(try await address.digest() != live)
            let outcome = try await Self.rebuild(address)
            #expect(outcome.frames == counts[2])
            #expect(outcome.differing.count == 7)
            #expect(try await address.digest() == live)
            #expect(try await Self.rebuild(address).differing == [])
        }
    }

    @Test("finds a status that was altered, says what is wrong with it, and mends it", arguments: Place.there)
    func status(_ place: Place) async throws {
        try await place.withMonths(seed: 4) { address, live in
            let serial = try await opened(address) { store in
                try await store.execute(
                    """
                    UPDATE statuses SET frames = frames + 7, last_contact_at = 0, last_contact_way = NULL
                    WHERE receiver_id = 2
                    """)
                return try await store.read { (store) throws(StoreError) in
                    try store.overviews(after: nil, limit: 99).first { $0.receiver.id.rawValue == 2 }?.receiver.serial
                }
            }
            let altered = try await address.digest()
            let found = try await Self.rebuild(address, isDryRun: true)
            #expect(found.differing.map(\.serial) == [serial])
            let differences = try #require(found.differing.first).differences
            #expect(differences.map(\.subject) == ["frames", "last contact", "way of the last contact"])
            #expect(differences.map(\.stored).suffix(2) == ["1970-01-01T00:00:00Z", "nothing"])
            #expect(try await address.digest() == altered)
            // More frames than are stored may be gone as well.
            #expect(try await Self.rebuild(address) == found)
            #expect(found.left == found.differing)
            #expect(try await address.digest() == altered)
            let mended = try await Self.rebuild(address, allowing: [.fewerFrames])
            #expect(mended.left == [])
            #expect(mended.differing.map(\.differences) == [differences])
            #expect(try await address.digest() == live)
        }
    }

    /// What happens to what follows from frames, and what is found to differ then.
    private static let alterations: [(sql: StaticString, subject: String)] = [
        ("DELETE FROM observations WHERE frame_id % 7 = 3", "observations of"),
        ("UPDATE observations SET value = value + 1 WHERE frame_id % 7 = 3", "observations of"),
        ("UPDATE observation_summaries SET total = total + 1 WHERE width = 3600000000", "hours of"),
        ("UPDATE observation_summaries SET observations = observations + 1 WHERE width > 3600000000", "days of"),
        ("UPDATE receiver_series SET latest_value = latest_value - 1", "latest of"),
    ]

    @Test("finds observations, summaries and latest values that were altered, and mends them", arguments: Place.there)
    func series(_ place: Place) async throws {
        try await place.withMonths(seed: 5) { address, live in
            for (sql, subject) in Self.alterations {
                try await opened(address) { store in try await store.execute(sql) }
                let outcome = try await Self.rebuild(address)
                let subjects = outcome.differing.flatMap(\.differences).map(\.subject)
                #expect(!subjects.isEmpty && subjects.allSatisfy { $0.hasPrefix(subject) })
                #expect(try await address.digest() == live)
            }
        }
    }

    /// What goes behind a run: each time more of single observations than of hours, but last less than before.
    private static func cuts(behindRun run: Int) -> [RetentionCut] {
        let end = Int64(1_768_867_200 + min(run, 3) * 700_000 - max(0, run - 3) * 300_000)
        return [SeriesClass.metric, .contact].flatMap { kind in
            [
                RetentionCut(kind: kind, detail: .raw, before: Timestamp(seconds: end)),
                RetentionCut(kind: kind, detail: .hour, before: Timestamp(seconds: end - 400_000)),
            ]
        }
    }

    @Test("leaves away what went because it was old, and that alone, unless it is to come back", arguments: Place.there)
    func retention(_ place: Place) async throws {
        let cuts = (0..<9).map { Self.cuts(behindRun: $0) }
        try await place.withMonths(seed: 6) { _, live in
            try await place.withMonths(seed: 6, cuts: cuts) { address, cut in
                #expect(cut != live)
                #expect(try await Self.rebuild(address, isDryRun: true).differing == [])
                try await opened(address) { store in try await Self.forget(in: store) }
                _ = try await Self.rebuild(address)
                #expect(try await address.digest() == cut)
                _ = try await Self.rebuild(address, allowing: [.oldObservations], isDryRun: true)
                #expect(try await address.digest() == cut)
                _ = try await Self.rebuild(address, allowing: [.oldObservations])
                #expect(try await address.digest() == live)
                #expect(try await Self.rebuild(address).differing == [])
            }
        }
    }

    @Test(
        "makes what frames told that came before there were observations, and what was lost at the old end",
        arguments: Place.there)
    func beginnings(_ place: Place) async throws {
        try await place.withMonths(seed: 9) { address, live in
            try await opened(address) { store in
                try await store.execute("DELETE FROM observations WHERE frame_id < (SELECT max(id) / 2 FROM frames)")
                try await store.execute(
                    "DELETE FROM observation_summaries WHERE first_at < (SELECT min(moment) FROM observations)")
            }
            #expect(try await address.digest() != live)
            #expect(try await Self.rebuild(address).left == [])
            #expect(try await address.digest() == live)
        }
    }

    @Test(
        "leaves a receiver as it is whose frames are gone, since they can't tell again what they told",
        arguments: Place.there, [false, true])
    func gone(_ place: Place, isWithoutContacts: Bool) async throws {
        try await place.withMonths(seed: 7) { address, _ in
            try await opened(address) { store in
                try await store.execute("DELETE FROM frames WHERE receiver_id = 1 AND id < 30")
                // As on a store whose old contacts went, or whose first frames were stored before there were any.
                if isWithoutContacts {
                    try await store.execute("DELETE FROM observations WHERE receiver_id = 1")
                    try await store.execute("DELETE FROM observation_summaries WHERE receiver_id = 1")
                }
            }
            let before = try await address.digest()
            let outcome = try await Self.rebuild(address)
            #expect(outcome.left.map(\.obstacle) == [.framesGone])
            #expect(outcome.differing == outcome.left)
            #expect(try await address.digest() == before)
            #expect(try await Self.rebuild(address, allowing: [.fewerFrames]).left == [])
            #expect(try await Self.rebuild(address).differing == [])
        }
    }

    @Test(
        "leaves a receiver as it is whose frames this version can't read, unless what they told may go but for the contacts",
        arguments: Place.there)
    func unreadable(_ place: Place) async throws {
        try await place.withMonths(seed: 10) { address, _ in
            try await opened(address) { store in
                // One that told numbers; what is in quarantine is no message.
                try await store.execute(
                    """
                    UPDATE frames SET content_encoding = NULL,
                        body = (SELECT body FROM quarantine WHERE reason = 'undecodable' ORDER BY id LIMIT 1)
                    WHERE id = (SELECT min(id) FROM frames WHERE kind = 'metrics' AND receiver_id = 2)
                    """)
            }
            let before = try await address.digest()
            let outcome = try await Self.rebuild(address)
            #expect(outcome.unreadable == 1)
            #expect(outcome.left.map(\.obstacle) == [.framesUnreadable])
            #expect(outcome.differing == outcome.left)
            #expect(try await address.digest() == before)
            let allowed = try await Self.rebuild(address, allowing: [.unreadableFrames])
            #expect(allowed.left == [])
            let subjects = allowed.differing.flatMap(\.differences).map(\.subject)
            #expect(!subjects.isEmpty && subjects.allSatisfy { $0.contains(" of metric ") })
            #expect(try await Self.rebuild(address).differing == [])
        }
    }

    @Test(
        "keeps the last contact of a receiver that sent something again before that was written down",
        arguments: Place.there)
    func upgraded(_ place: Place) async throws {
        let step = try #require(SQLSchema.sqlite.steps.first { $0.name == "what is gone for good" }?.statements.last)
        func movedContacts(_ address: StoreAddress) async throws -> Int {
            try await Self.rebuild(address, isDryRun: true).differing.flatMap(\.differences)
                .count { $0.subject.contains("last contact") }
        }
        try await place.withMonths(seed: 11, batches: 100) { address, _ in
            try await opened(address) { store in try await store.execute("DELETE FROM repetitions") }
            #expect(try await movedContacts(address) > 0)
            try await opened(address) { store in try await store.execute(step) }
            #expect(try await movedContacts(address) == 0)
        }
    }

    @Test(
        "that ends in the midst has done some receivers and left others, and can be done again", arguments: Place.there)
    func interrupted(_ place: Place) async throws {
        try await place.withMonths(seed: 8) { address, live in
            try await opened(address) { store in try await Self.forget(in: store) }
            let error = await #expect(throws: StoreError.self) {
                try await address.lend { (store) throws(StoreError) in
                    _ = try await StoreRebuild(of: EndingStore(store, after: 3)).run(isDryRun: false)
                }
            }
            #expect(error?.code == .unavailable)
            #expect(try await Self.rebuild(address, isDryRun: true).differing.count == 4)
            #expect(try await Self.rebuild(address).differing.count == 4)
            #expect(try await address.digest() == live)
        }
    }

    @Test("is refused while a server has the store open, and of a store that is not there")
    func refused() async throws {
        try await withStore { _, path in
            let error = await #expect(throws: StoreError.self) { _ = try await Self.rebuild(StoreAddress(path)) }
            #expect(error?.code == .locked)
            let missing = await #expect(throws: StoreError.self) {
                _ = try await Self.rebuild(StoreAddress(path + ".none"))
            }
            #expect(missing?.code == .notFound)
        }
    }
}
