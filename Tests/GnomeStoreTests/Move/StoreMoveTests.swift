// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import Synchronization
import TestSupport
import Testing

@testable import GnomeStore

@Suite("Moving a store", .timeLimit(.minutes(10)))
struct StoreMoveTests {
    /// The error of a test that ends a move as a kill would.
    private static let ended = StoreError(.unavailable, "Ended by the test.")

    @Test("from one file into another all is the same, and the source is as it was")
    func fileToFile() async throws {
        try await withPopulated(large: 4) { path, folder in
            let (source, target) = (StoreAddress(path), StoreAddress(folder + "/target.db"))
            let before = try await source.digest()
            let told = Mutex<StoreMoveProgress?>(nil)
            let outcome = try await StoreMove(from: source, to: target).run { step in told.withLock { $0 = step } }
            #expect(outcome.unequal == [])
            #expect(outcome.moved == before.tables.map(\.rows).reduce(0, +))
            #expect(outcome.source == before)
            #expect(try await target.digest() == before)
            #expect(told.withLock { $0?.rows == $0?.total })
            let (here, there) = try await (
                opened(source) { try await $0.account() }, opened(target) { try await $0.account() }
            )
            #expect(here == there)
            let faults = try await opened(target) { try await $0.faults() }
            #expect(faults == [])
        }
    }

    @Test(
        "to PostgreSQL and back ends with equal digests, and the three stores answer equally",
        .enabled(if: TestDatabase.isThere, TestDatabase.skipped))
    func thereAndBack() async throws {
        try await TestDatabase.withSchema { settings, _ in
            try await withPopulated(large: 4) { path, folder in
                let addresses = [StoreAddress(path), .postgreSQL(settings), StoreAddress(folder + "/back.db")]
                for (from, to) in zip(addresses, addresses.dropFirst()) {
                    let outcome = try await StoreMove(from: from, to: to).run()
                    #expect(outcome.unequal == [])
                    #expect(outcome.moved > 10)
                }
                let digest = try await addresses[0].digest()
                let account = try await opened(addresses[0]) { try await $0.account() }
                var numbers: [[Int64?]] = []
                for address in addresses {
                    #expect(try await address.digest() == digest)
                    let found = try await opened(address) { try await $0.account() }
                    #expect(found == account)
                    numbers.append(try await opened(address) { try await $0.nextNumbers() })
                }
                // Each behind that of a row that was deleted before the move.
                #expect(numbers == [[5, 8, 3, 5], [5, 8, 3, 5], [5, 8, 3, 5]])
            }
        }
    }

    @Test("a move that is ended after any page goes on where it was", arguments: 1...7)
    func resumed(pages: Int) async throws {
        try await withPopulated(large: 4) { path, folder in
            let move = StoreMove(from: StoreAddress(path), to: StoreAddress(folder + "/target.db"))
            let error = await #expect(throws: StoreError.self) {
                try await move.run { (page) throws(StoreError) in if page == pages { throw Self.ended } }
            }
            #expect(error?.message == Self.ended.message)
            let there = try await move.target.digest().tables.map(\.rows).reduce(0, +)
            #expect(there > 0)
            let outcome = try await move.run()
            #expect(outcome.unequal == [])
            #expect(outcome.moved == outcome.source.tables.map(\.rows).reduce(0, +) - there)
            let again = try await move.run()
            #expect(again.moved == 0)
            let numbers = try await opened(move.target) { try await $0.nextNumbers() }
            #expect(numbers == [5, 8, 3, 5])
        }
    }

    @Test(
        "a move to PostgreSQL that is ended after any page goes on where it was", arguments: [1, 4, 5, 6],
        [TestDatabase.isThere])
    func resumedInPostgreSQL(pages: Int, isThere: Bool) async throws {
        guard isThere else { return }
        try await TestDatabase.withSchema { settings, _ in
            try await withPopulated(large: 4) { path, folder in
                let move = StoreMove(from: StoreAddress(path), to: .postgreSQL(settings))
                await #expect(throws: StoreError.self) {
                    try await move.run { (page) throws(StoreError) in if page == pages { throw Self.ended } }
                }
                let outcome = try await move.run()
                #expect(outcome.unequal == [])
            }
        }
    }

    @Test("a target that holds something else is refused and left as it was")
    func foreign() async throws {
        try await withPopulated { path, folder in
            let target = StoreAddress(folder + "/target.db")
            _ = try await opened(target) { try await $0.register(1) }
            let before = try await target.digest()
            let error = await #expect(throws: StoreError.self) {
                try await StoreMove(from: StoreAddress(path), to: target).run()
            }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains("“receivers” has 1 rows") == true)
            #expect(try await target.digest() == before)
        }
    }

    @Test("a row that was changed in the target is found, and the move is refused")
    func changedTarget() async throws {
        try await withPopulated { path, folder in
            let move = StoreMove(from: StoreAddress(path), to: StoreAddress(folder + "/target.db"))
            let before = try await move.run().target
            try await opened(move.target) { try await $0.execute("UPDATE jobs SET worker = 'x' WHERE id = 1") }
            let after = try await move.target.digest()
            #expect(zip(before.tables, after.tables).filter { $0 != $1 }.map(\.0.name) == ["jobs"])
            let error = await #expect(throws: StoreError.self) { try await move.run() }
            #expect(error?.code == .conflict)
        }
    }

    @Test("a target that alters what it is given is found unequal, and the table is named")
    func altering() async throws {
        try await withPopulated { path, folder in
            let target = StoreAddress(folder + "/target.db")
            try await opened(target) {
                try await $0.execute(
                    """
                    CREATE TRIGGER altering AFTER INSERT ON quarantine
                    BEGIN UPDATE quarantine SET detail = detail || ' ' WHERE id = new.id; END
                    """)
            }
            let outcome = try await StoreMove(from: StoreAddress(path), to: target).run()
            #expect(outcome.unequal == ["quarantine"])
        }
    }

    @Test("a store that a server has open is refused, as source and as target")
    func running() async throws {
        try await withPopulated { path, folder in
            let (source, other) = (StoreAddress(path), StoreAddress(folder + "/other.db"))
            for (open, move) in [
                (source, StoreMove(from: source, to: other)), (source, StoreMove(from: other, to: source)),
            ] {
                if move.source == other { _ = try await opened(other) { try await $0.receiverCount() } }
                try await opened(open) { _ in
                    let error = await #expect(throws: StoreError.self) { try await move.run() }
                    #expect(error?.code == .locked)
                }
            }
        }
    }

    @Test("a store can't be moved to where it is, nor from where none is, and nothing is made")
    func nowhere() async throws {
        try await withTemporaryFolder { folder in
            let (none, target) = (StoreAddress(folder + "/none.db"), StoreAddress(folder + "/target.db"))
            let missing = await #expect(throws: StoreError.self) { try await StoreMove(from: none, to: target).run() }
            #expect(missing?.code == .notFound)
            let same = await #expect(throws: StoreError.self) { try await StoreMove(from: none, to: none).run() }
            #expect(same?.code == .conflict)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names == [])
        }
    }

    @Test(
        "while a PostgreSQL store is moved, no server can write it",
        .enabled(if: TestDatabase.isThere, TestDatabase.skipped))
    func held() async throws {
        try await TestDatabase.withSchema { settings, _ in
            var impatient = settings
            impatient.lockTimeout = .milliseconds(50)
            try await opened(.postgreSQL(impatient)) { store in
                let holder = try await StoreAddress.postgreSQL(settings).open(for: .readWrite)
                let error = await #expect(throws: StoreError.self) { try await store.register(1) }
                #expect(error?.code == .busy)
                await holder.close()
                _ = try await store.register(1)
            }
        }
    }
}
