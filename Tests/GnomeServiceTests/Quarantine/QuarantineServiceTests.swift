// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import Testing

@Suite("What people do with the quarantine", .timeLimit(.minutes(10)))
struct QuarantineServiceTests {
    private typealias Bench = QuarantineBench

    @Test("what can be read now is taken in, in the order of arrival, and the rest keeps its place and gets its reason")
    func replays() async throws {
        try await Bench.with { bench in
            _ = try await bench.registration.add(Bench.serial, name: nil, at: Bench.noon)
            let ids = try await bench.hold([
                Bench.note("first"), Bench.frame(Array("{".utf8)), Bench.note("second", second: 1),
                Bench.note("of whom?", from: ""), Bench.note("unknown", from: "SG-0000BBBK0000"),
            ])
            let replayed = try await bench.quarantine.replay(
                .matching(.all, after: nil, limit: 100), at: Bench.noon)
            #expect(replayed.next == nil && replayed.missing == 0)
            #expect(replayed.report.outcomes.map(\.isStored) == [true, false, true, false, false])
            #expect(
                replayed.report.outcomes.filter { !$0.isStored } == [
                    .quarantined(.undecodable), .quarantined(.noSerial), .quarantined(.receiverPending),
                ])
            #expect(replayed.report.effects.contains(.registeredPending(try #require(Serial("SG-0000BBBK0000")))))
            #expect(try await bench.summaries == ["first", "second"])
            let waiting = try await bench.waiting
            #expect(waiting.map(\.id) == [ids[1], ids[3], ids[4]])
            #expect(waiting.map(\.reason) == [.undecodable, .noSerial, .receiverPending])
            #expect(waiting[0].detail != "not understood")
            // Again, it changes nothing; and acceptance finds what was put under its serial.
            let again = try await bench.quarantine.replay(.entries(ids), at: Bench.noon)
            #expect(again.missing == 2)
            #expect(try await bench.waiting.map(\.id) == [ids[1], ids[3], ids[4]])
            let added = try await bench.registration.add(
                try #require(Serial("SG-0000BBBK0000")), name: nil, at: Bench.noon)
            #expect(added.released == 1)
        }
    }

    @Test("a filter with a bound is gone through in steps, each going on where the one before ended")
    func steps() async throws {
        try await Bench.with { bench in
            _ = try await bench.registration.add(Bench.serial, name: nil, at: Bench.noon)
            let ids = try await bench.hold((0..<7).map { Bench.note("\($0)", second: $0) })
            _ = try await bench.hold([Bench.note("another reason")], .unproven)
            var next: QuarantineID?
            var sizes: [Int] = []
            repeat {
                let step = try await bench.quarantine.replay(
                    .matching(QuarantineFilter(reason: .undecodable), after: next, limit: 3), at: Bench.noon)
                sizes.append(step.report.outcomes.count)
                next = step.next
            } while next != nil
            #expect(sizes == [3, 3, 1])
            #expect(try await bench.summaries == (0..<7).map(String.init))
            #expect(try await bench.waiting.map(\.reason) == [.unproven])
            #expect(try await bench.quarantine.replay(.entries(ids), at: Bench.noon).missing == 7)
        }
    }

    @Test("a frame that was stored meanwhile is recognised, and leaves the quarantine")
    func repeats() async throws {
        try await Bench.with { bench in
            _ = try await bench.registration.add(Bench.serial, name: nil, at: Bench.noon)
            _ = try await bench.hold([Bench.note("same")])
            #expect(try await bench.take(Bench.note("same")).map(\.isStored) == [true])
            let replayed = try await bench.quarantine.replay(
                .matching(.all, after: nil, limit: 9), at: Bench.noon)
            #expect(replayed.report.outcomes == [.repeated])
            #expect(try await bench.waiting.isEmpty)
            #expect(try await bench.summaries == ["same"])
        }
    }

    @Test("sending in again what came with another key decides nothing, and counts it no second time")
    func heldKeys() async throws {
        try await Bench.with { bench in
            _ = try await bench.registration.add(Bench.serial, name: nil, at: Bench.noon)
            _ = try await bench.take(
                Bench.report(Bench.serial.text, key: "first"), Bench.report(Bench.serial.text, key: "other", second: 1))
            let before = try await bench.overview()
            let replayed = try await bench.quarantine.replay(
                .matching(.all, after: nil, limit: 9), at: Bench.noon)
            #expect(replayed.report.outcomes == [.quarantined(.keyChanged)])
            #expect(try await bench.overview() == before)
            #expect(before?.receiver.heldKey?.frames == 1)
        }
    }

    @Test("the kept beginning of a message that was too large is never taken for a message")
    func cutMessages() async throws {
        try await Bench.with { bench in
            _ = try await bench.registration.add(Bench.serial, name: nil, at: Bench.noon)
            let ids = try await bench.hold([Bench.note("begins like one")], .oversize)
            let whole = try await bench.hold([Bench.note("whole")], .noSerial)
            let replayed = try await bench.quarantine.replay(.entries(whole + ids), at: Bench.noon)
            #expect(replayed.report.outcomes.first == .quarantined(.oversize))
            #expect(try await bench.summaries == ["whole"])
            #expect(try await bench.waiting.map(\.id) == ids)
        }
    }

    @Test(
        "what is dropped is gone and counted with its reason; a receiver of which nothing waits any more is forgotten")
    func drops() async throws {
        try await Bench.with { bench in
            _ = try await bench.take(
                Bench.note("one"), Bench.note("two", second: 1), Bench.frame(Array("{".utf8)),
                Bench.note("mine", from: "SG-0000BBBK0000"))
            let bytes = try await bench.waiting.map(\.size)
            let filter = QuarantineFilter(serial: Bench.serial)
            let selected = try await bench.quarantine.select(.matching(filter, after: nil, limit: 9))
            #expect(selected.entries.count == 2)
            #expect(try await bench.waiting.count == 4)
            let dropped = try await bench.quarantine.drop(
                .matching(filter, after: nil, limit: 9), by: Author(name: "warden", source: "x"),
                because: "a test of ours", at: Bench.noon)
            let volume = QuarantineVolume(entries: 2, bytes: bytes[0] + bytes[1])
            #expect(dropped.volumes.filter { $0.value.entries > 0 } == [.receiverPending: volume])
            #expect(try await bench.waiting.count == 2)
            #expect(
                try await bench.drops == [
                    QuarantineDrop(
                        .person, .receiverPending, actor: "warden", sentence: "a test of ours", volume: volume,
                        at: Bench.noon)
                ])
            #expect(try await bench.overview() == nil)
            #expect(try await bench.overview(try #require(Serial("SG-0000BBBK0000"))) != nil)
            let gone = try await bench.quarantine.drop(
                .entries([QuarantineID(rawValue: 1)]), by: Author(name: "warden", source: "x"), because: "again",
                at: Bench.noon)
            #expect(gone.missing == 1 && gone.total.entries == 0)
            #expect(try await bench.drops.count == 1)
        }
    }

    @Test("what has waited too long is dropped and counted, and nothing else")
    func ages() async throws {
        try await Bench.with { bench in
            let frames = (0..<1200).map { Bench.note("\($0)", second: Int64($0)) }
            _ = try await bench.ingest.ingest(frames.map { Intake($0) })
            let now = Bench.noon.advanced(by: .seconds(86_400 + 1100))
            let dropped = try await bench.quarantine.dropExpired(after: .seconds(86_400), at: now)
            #expect(dropped.total.entries == 1100)
            #expect(try await bench.waiting.first?.receivedAt == Bench.noon.advanced(by: .seconds(1100)))
            let drop = try #require(try await bench.drops.first)
            #expect(drop.cause == .age && drop.volume == dropped.total && drop.sentence.contains("1d"))
            #expect(try await bench.quarantine.dropExpired(after: .seconds(86_400), at: now).total.entries == 0)
            #expect(try await bench.overview() != nil)
        }
    }
}
