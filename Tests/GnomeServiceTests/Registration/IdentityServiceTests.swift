// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import Testing

@Suite("Who is who, and who decides it", .timeLimit(.minutes(10)))
struct IdentityServiceTests {
    typealias Bench = RegisterBench

    /// Lends a bench with two accepted receivers, the first heard with key `k` and the second with key `o`.
    private static func with(_ database: Bench.Database, _ body: (Bench) async throws -> Void) async throws {
        try await Bench.with(database) { bench in
            for (serial, key) in [(Bench.serial, "k"), (Bench.other, "o")] {
                _ = try await bench.registration.add(serial, name: nil, by: Bench.author, at: Bench.at(0))
                #expect(try await bench.take(serial, key: key, second: 0).isKept)
            }
            try await body(bench)
        }
    }

    private static func settle(
        _ act: ConflictSettlement.Act, _ bench: Bench, second: Int64 = 90
    ) async throws -> IdentityService.Settled {
        let open = try #require(try await bench.conflicts(isOpen: true).first)
        let before = try await bench.audit().count
        let settled = try await bench.identities.settle(
            open.conflict.id, by: act, claim: .server, author: Bench.author, at: Bench.at(second))
        #expect(try await bench.audit().count == before + 1)
        return settled
    }

    private static func digest(_ key: String) throws -> KeyDigest { try #require(Secrets.digest(ofKey: key)) }

    @Test(
        "a new key is held until it is accepted; then what waited is taken in in order, and the old key ends",
        arguments: Bench.Database.there)
    func accept(database: Bench.Database) async throws {
        try await Self.with(database) { bench in
            for second in Int64(1)...3 {
                #expect(try await bench.take(key: "new", second: second) == .quarantined(.keyChanged))
            }
            #expect(try await bench.take(key: "k", second: 4).isKept)
            let open = try #require(try await bench.conflicts(isOpen: true).first)
            #expect(open.conflict.kind == .newKey && open.conflict.frames == 3)
            #expect(open.explanation.cause == .cardReflashed)
            #expect(try await bench.receiver().heldKey?.frames == 3)
            let settled = try await Self.settle(.accept, bench)
            #expect(settled.released == 3)
            #expect(try await bench.stored() == [0, 4, 1, 2, 3])
            #expect(try await bench.receiver().heldKey == nil)
            #expect(try await bench.keys().map(\.ending) == [.replaced, nil])
            #expect(try await bench.take(key: "new", second: 91).isKept)
            #expect(try await bench.take(key: "k", second: 92) == .quarantined(.keyChanged))
            try await bench.refuses(.conflict) {
                try await bench.identities.settle(
                    open.conflict.id, by: .accept, claim: .server, author: Bench.author, at: Bench.at(93))
            }
            let undone = try await bench.identities.undo(
                open.conflict.id, claim: .server, author: Bench.author, at: Bench.at(94))
            #expect(undone.settlement == nil)
            #expect(try await bench.keys().map(\.ending) == [.replaced, .undone, nil])
            #expect(try await bench.take(key: "k", second: 95).isKept)
            #expect(try await bench.take(key: "new", second: 96) == .quarantined(.keyChanged))
            try await bench.refuses(.conflict) {
                try await bench.identities.undo(
                    open.conflict.id, claim: .server, author: Bench.author, at: Bench.at(97))
            }
        }
    }

    @Test(
        "a card in a new board is swapped: the key goes along, and comes back when that is undone",
        arguments: Bench.Database.there)
    func swap(database: Bench.Database) async throws {
        try await Self.with(database) { bench in
            let board = Serial(sensorgnome: "1234RPI40001")
            #expect(try await bench.take(board, key: "k", second: 1) == .quarantined(.receiverPending))
            #expect(try await bench.take(board, key: "k", second: 2) == .quarantined(.receiverPending))
            let open = try #require(try await bench.conflicts(isOpen: true).first)
            #expect(open.conflict.kind == .knownKey && open.conflict.facts.holder == Bench.serial)
            #expect(open.explanation.cause == .boardSwapped && open.receiver.serial == board)
            #expect(try await bench.keys(board).isEmpty)
            try await bench.refuses(.conflict) {
                try await bench.identities.settle(
                    open.conflict.id, by: .accept, claim: .server, author: Bench.author, at: Bench.at(3))
            }
            #expect(try await Self.settle(.swap, bench).released == 2)
            #expect(try await bench.stored(board) == [1, 2])
            #expect(try await bench.receiver(board).registration == .accepted)
            #expect(try await bench.keys().map(\.ending) == [.moved])
            #expect(try await bench.keys(board).map(\.digest) == [Self.digest("k")])
            _ = try await bench.identities.undo(
                open.conflict.id, claim: .server, author: Bench.author, at: Bench.at(91))
            #expect(try await bench.receiver().key == Self.digest("k"))
            #expect(try await bench.receiver(board).key == nil)
            #expect(try await bench.receiver(board).registration == .pending)
            #expect(try await bench.take(key: "k", second: 92).isKept)
            // Both are heard with it now: the card was copied.
            #expect(try await bench.conflicts(isOpen: true).map(\.explanation.cause) == [.clonedCard])
        }
    }

    @Test(
        "a key is swapped, and swapped back, by nobody but who manages both receivers", arguments: Bench.Database.there)
    func swapOfOthers(database: Bench.Database) async throws {
        try await Self.with(database) { bench in
            let board = Serial(sensorgnome: "1234RPI40001")
            try await bench.take(board, key: "k", second: 1)
            let open = try #require(try await bench.conflicts(isOpen: true).first)
            // The board was given to the project; whose card it is belongs to nobody yet.
            let manager = ReceiverClaim.person(Principal(.member([bench.project: .manager])))
            func give(_ serial: Serial) async throws {
                let revision = try await bench.receiver(serial).revision
                _ = try await bench.registration.change(
                    serial, name: nil, project: bench.project, seenAs: revision, by: Bench.author, at: Bench.at(2))
            }
            func settle(_ claim: ReceiverClaim) async throws -> IdentityService.Settled {
                try await bench.identities.settle(
                    open.conflict.id, by: .swap, claim: claim, author: Bench.author, at: Bench.at(3))
            }
            try await give(board)
            try await bench.refuses(.conflict) { try await settle(manager) }
            #expect(try await bench.receiver().key == Self.digest("k"))
            _ = try await settle(.person(Principal(.administrator)))
            try await bench.refuses(.conflict) {
                try await bench.identities.undo(
                    open.conflict.id, claim: manager, author: Bench.author, at: Bench.at(4))
            }
            #expect(try await bench.receiver(board).key == Self.digest("k"))
            try await give(Bench.serial)
            _ = try await bench.identities.undo(
                open.conflict.id, claim: manager, author: Bench.author, at: Bench.at(5))
            #expect(try await bench.receiver().key == Self.digest("k"))
        }
    }

    @Test(
        "a card in another known board is told from a new one, and no key is trusted that another has",
        arguments: Bench.Database.there)
    func moved(database: Bench.Database) async throws {
        try await Self.with(database) { bench in
            #expect(try await bench.take(Bench.other, key: "k", second: 1) == .quarantined(.keyChanged))
            #expect(try await bench.conflicts().map(\.explanation.cause) == [.cardMoved])
            let bare = Serial(sensorgnome: "1234RPI40001")
            _ = try await bench.registration.add(bare, name: nil, by: Bench.author, at: Bench.at(1))
            #expect(try await bench.take(bare, key: "k", second: 2) == .quarantined(.keyChanged))
            #expect(try await bench.receiver(bare).key == nil)
            #expect(try await bench.conflicts(isOpen: true).count == 2)
        }
    }

    @Test(
        "two boards with one serial take turns, and are split: each has its own history from then on",
        arguments: Bench.Database.there)
    func split(database: Bench.Database) async throws {
        try await Self.with(database) { bench in
            var turns: [IdentityConflict.Kind] = []
            for second in Int64(1)...3 {
                try await bench.take(key: "twin", second: second * 10)
                #expect(try await bench.take(key: "k", second: second * 10 + 1).isKept)
                turns += try await bench.conflicts().map(\.conflict.kind)
            }
            #expect(turns == [.newKey, .newKey, .twoPlaces])
            #expect(try await bench.conflicts().map(\.explanation.cause) == [.twoReceivers])
            let settled = try await Self.settle(.split, bench)
            let twin = try #require(settled.split)
            #expect(twin.text == Bench.serial.text + "_1" && settled.released == 3)
            #expect(try await bench.stored(twin) == [10, 20, 30])
            #expect(try await bench.take(key: "twin", second: 91).isKept)
            #expect(try await bench.take(key: "k", second: 92).isKept)
            #expect(try await bench.stored(twin) == [10, 20, 30, 91])
            #expect(try await bench.stored() == [0, 11, 21, 31, 92])
            #expect(try await bench.receiver().heldKey == nil)
            // A stranger is a newcomer still, and the one serves on where the other has served.
            #expect(try await bench.take(key: "third", second: 93) == .quarantined(.keyChanged))
            for act in [ReceiverLife.Act.decommission, .restore] {
                _ = try await bench.registration.fulfil(
                    ReceiverWish(act, Bench.serial), claim: .server, by: Bench.author, at: Bench.at(93))
                #expect(try await bench.take(key: "twin", second: act == .restore ? 931 : 930).isKept)
            }
            _ = try await bench.identities.undo(
                settled.conflict.id, claim: .server, author: Bench.author, at: Bench.at(94))
            #expect(try await bench.take(key: "twin", second: 95) == .quarantined(.keyChanged))
            #expect(try await bench.receiver(twin).registration == .decommissioned)
        }
    }

    @Test(
        "a newcomer that is rejected is dropped with its count, waits from then on, and bothers nobody again",
        arguments: Bench.Database.there)
    func reject(database: Bench.Database) async throws {
        try await Self.with(database) { bench in
            for second in Int64(1)...3 { try await bench.take(key: "bad", second: second) }
            try await bench.take(key: "good", second: 4)
            let bad = try #require(try await bench.conflicts(isOpen: true).last)
            let settled = try await bench.identities.settle(
                bad.conflict.id, by: .reject, claim: .server, author: Bench.author, at: Bench.at(5))
            #expect(settled.dropped == 3)
            #expect(try await bench.dropped() == 3)
            #expect(try await bench.waiting() == [.keyChanged])
            #expect(try await bench.receiver().heldKey?.frames == 1)
            #expect(try await bench.take(key: "bad", second: 6) == .quarantined(.keyChanged))
            #expect(try await bench.conflicts(isOpen: true).map(\.conflict.facts.shownKey) == [Self.digest("good")])
            #expect(try await bench.receiver().heldKey?.key == Self.digest("good"))
            #expect(try await bench.identities.conflict(bad.conflict.id).conflict.frames == 4)
            #expect(try await bench.receiver().key == Self.digest("k"))
            _ = try await bench.identities.undo(bad.conflict.id, claim: .server, author: Bench.author, at: Bench.at(7))
            #expect(try await bench.conflicts(isOpen: true).count == 2)
        }
    }

    @Test("who shows a key under names that nobody has accepted keeps it from nobody", arguments: Bench.Database.there)
    func invented(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            for number in 1...3 {
                try await bench.take(Serial(sensorgnome: "000\(number)RPI30001"), key: "k", second: 1)
            }
            _ = try await bench.registration.add(Bench.serial, name: nil, by: Bench.author, at: Bench.at(2))
            #expect(try await bench.take(key: "k", second: 3).isKept)
            #expect(try await bench.conflicts().isEmpty)
        }
    }

    @Test(
        "nothing is undone where a key has gone elsewhere since, or its holder has got another",
        arguments: Bench.Database.there)
    func taken(database: Bench.Database) async throws {
        try await Self.with(database) { bench in
            let board = Serial(sensorgnome: "1234RPI40001")
            try await bench.take(board, key: "k", second: 1)
            let swap = try await Self.settle(.swap, bench).conflict.id
            #expect(try await bench.take(key: "fresh", second: 91).isKept)
            try await bench.refuses(.conflict) {
                try await bench.identities.undo(swap, claim: .server, author: Bench.author, at: Bench.at(92))
            }
            try await bench.take(Bench.other, key: "p", second: 93)
            let accept = try await Self.settle(.accept, bench, second: 94).conflict.id
            let third = Serial(sensorgnome: "1234RPI40002")
            #expect(try await bench.take(third, key: "o", second: 95) == .quarantined(.receiverPending))
            _ = try await bench.registration.add(third, name: nil, by: Bench.author, at: Bench.at(95))
            try await bench.refuses(.conflict) {
                try await bench.identities.undo(accept, claim: .server, author: Bench.author, at: Bench.at(96))
            }
            #expect(try await bench.receiver(Bench.other).key == Self.digest("p"))
        }
    }

    @Test("only the last decision on a receiver is undone", arguments: Bench.Database.there)
    func order(database: Bench.Database) async throws {
        try await Self.with(database) { bench in
            var settled: [IdentityConflictID] = []
            for (second, key) in [(1, "a"), (2, "b")] as [(Int64, String)] {
                try await bench.take(key: key, second: second)
                settled.append(try await Self.settle(.accept, bench, second: second).conflict.id)
            }
            let (first, second) = (settled[0], settled[1])
            try await bench.refuses(.conflict) {
                try await bench.identities.undo(first, claim: .server, author: Bench.author, at: Bench.at(5))
            }
            for id in [second, first] {
                _ = try await bench.identities.undo(id, claim: .server, author: Bench.author, at: Bench.at(6))
            }
            #expect(try await bench.receiver().key == Self.digest("k"))
            #expect(try await bench.keys().count { $0.until == nil } == 1)
            try await bench.refuses(.notFound) {
                try await bench.identities.undo(
                    IdentityConflictID(rawValue: 99), claim: .server, author: Bench.author, at: Bench.at(7))
            }
        }
    }
}
