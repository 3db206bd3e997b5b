// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import Testing

@Suite("The bounds of the quarantine", .timeLimit(.minutes(10)))
struct QuarantineQuotaTests {
    private typealias Bench = QuarantineBench

    private static func serial(_ number: Int) -> String {
        "SG-\(String(10_000 + number % 10_000).suffix(4))RPI3\(String(20_000 + number / 10).suffix(4))"
    }

    @Test("beyond its share the newest frames of a receiver are refused and counted, and those that wait stay")
    func receiverShare() async throws {
        let room = QuarantinePolicy(receiver: QuarantineVolume(entries: 3, bytes: 10_000))
        try await Bench.with(room: room) { bench in
            let first = try await bench.ingest.ingest((0..<5).map { Intake(Bench.note("\($0)", second: $0)) })
            #expect(first.outcomes.suffix(2) == [.refused(.receiverFull), .refused(.receiverFull)])
            #expect(try await bench.take(Bench.note("9", second: 9)) == [.refused(.receiverFull)])
            #expect(try await bench.waiting.map(\.receivedAt) == (0..<3).map { Bench.noon.advanced(by: .seconds($0)) })
            let size = Bench.note("0").body.count
            #expect(
                try await bench.drops == [
                    QuarantineDrop(
                        cause: .quota, reason: .receiverPending, sentence: QuarantineRefusal.receiverFull.explanation,
                        volume: QuarantineVolume(entries: 3, bytes: 3 * size),
                        firstAt: Bench.noon.advanced(by: .seconds(3)), lastAt: Bench.noon.advanced(by: .seconds(9)))
                ])
            // Accepted, it needs no room there.
            let added = try await bench.registration.add(Bench.serial, name: nil, at: Bench.noon)
            #expect(added.released == 3)
            #expect(try await bench.take(Bench.note("9", second: 9)).map(\.isStored) == [true])
        }
    }

    @Test("all that names no receiver of the register shares one room, and takes none of a receiver's")
    func sourceShare() async throws {
        let room = QuarantinePolicy(
            source: QuarantineVolume(entries: 4, bytes: 10_000), total: QuarantineVolume(entries: 5, bytes: 100_000))
        try await Bench.with(room: room) { bench in
            func junk(_ number: Int) throws -> Frame {
                var frame = try Bench.report(Self.serial(number), key: "k")
                frame.route = "/agent/telegraf"
                frame.body = Array("{ \(number)".utf8)
                return frame
            }
            let outcomes = try await bench.ingest.ingest((0..<6).map { Intake(try junk($0)) }).outcomes
            #expect(
                outcomes == Array(repeating: .quarantined(.undecodable), count: 4) + [
                    .refused(.sourceFull), .refused(.sourceFull),
                ])
            #expect(try await bench.take(Bench.frame([0xFF])) == [.quarantined(.undecodable)])
            #expect(try await bench.take(Bench.frame([0xFE])) == [.refused(.full)])
            // The register still takes in who is new, and keeps its first frames beyond the total.
            #expect(try await bench.take(Bench.note("hello")) == [.quarantined(.receiverPending)])
        }
    }

    @Test("what nobody proved takes no room of the receiver that it names, whatever it names")
    func namedByOthers() async throws {
        try await Bench.with { bench in
            func junk(key: String) throws -> Frame {
                var frame = try Bench.report(Bench.serial.text, key: key)
                frame.route = "/agent/telegraf"
                frame.body = Array("{ \(key)".utf8)
                return frame
            }
            var unproven = Bench.note("unproven")
            unproven.route = "\(Frame.uplinkExchange)/\(Bench.serial.text).note"
            let outcomes = try await bench.take(
                Bench.report(Bench.serial.text, key: "right"), junk(key: "right"), junk(key: "wrong"),
                Bench.report(Bench.serial.text, key: "wrong", second: 1), unproven)
            #expect(
                outcomes
                    == [.receiverPending, .undecodable, .undecodable, .keyChanged, .unproven].map { .quarantined($0) })
            let own = QuarantineAccount.receiver(Bench.serial)
            let (broker, web) = (QuarantineAccount.source(of: unproven), QuarantineAccount(rawValue: "source:http"))
            let volumes = try await bench.store.read { (store) throws(StoreError) in
                try store.quarantineVolumes(of: [own, broker, web])
            }
            #expect(volumes.mapValues(\.entries) == [own: 2, broker: 1, web: 2])
        }
    }

    @Test("a repetition of what waits there is told as one, however full it is")
    func repeatedWhereFull() async throws {
        let room = QuarantinePolicy(receiver: QuarantineVolume(entries: 1, bytes: 10_000))
        try await Bench.with(room: room) { bench in
            let report = try Bench.report(Bench.serial.text, key: "k")
            #expect(try await bench.take(report) == [.quarantined(.receiverPending)])
            #expect(try await bench.take(report) == [.repeated])
            #expect(try await bench.drops.isEmpty)
        }
    }

    @Test("ten thousand invented serials push nobody out, and hold up nobody who belongs here")
    func flood() async throws {
        let room = QuarantinePolicy(
            receiver: QuarantineVolume(entries: 200, bytes: 100_000),
            total: QuarantineVolume(entries: 300, bytes: 1 << 20),
            pendingReceivers: 100)
        try await Bench.with(room: room) { bench in
            let honest = try #require(Serial(Self.serial(0)))
            _ = try await bench.registration.add(honest, name: nil, at: Bench.noon)
            #expect(try await bench.take(Bench.note("waits from before")) == [.quarantined(.receiverPending)])
            let before = try await bench.waiting
            var counts: [IngestOutcome: Int] = [:]
            for start in stride(from: 1, through: 10_000, by: 500) {
                var batch = (start..<start + 500).map { Intake(Bench.note("flood", from: Self.serial($0))) }
                batch.insert(Intake(Bench.note("counts \(start)", from: honest.text)), at: 250)
                let outcomes = try await bench.ingest.ingest(batch).outcomes
                #expect(outcomes[250].isStored)
                for outcome in outcomes where !outcome.isStored { counts[outcome, default: 0] += 1 }
            }
            #expect(counts[.quarantined(.receiverPending)] == 99)
            #expect(counts[.refused(.tooManyPending)] == 10_000 - 99)
            #expect(try await bench.waiting.first == before.first)
            #expect(try await bench.drops.map(\.volume.entries) == [10_000 - 99])
            // Who waited before still finds room, far beyond what the flood left.
            let more = try await bench.ingest.ingest((0..<150).map { Intake(Bench.note("more \($0)")) }).outcomes
            #expect(more.allSatisfy { $0 == .quarantined(.receiverPending) })
            // What was invented is dropped in one go, and its receivers with it: there is room for others again.
            let invented = QuarantineFilter(since: Bench.noon)
            _ = try await bench.quarantine.drop(
                .matching(invented, after: before.first?.id, limit: 99), by: Author(name: "warden", source: "x"),
                because: "invented",
                at: Bench.noon)
            #expect(try await bench.take(Bench.note("x", from: "SG-0000BBBK0000")) == [.quarantined(.receiverPending)])
        }
    }

    @Test("what a person sends in again is never refused for want of room")
    func replaysBeyondBounds() async throws {
        let room = QuarantinePolicy(
            receiver: QuarantineVolume(entries: 1, bytes: 10), source: QuarantineVolume(entries: 1, bytes: 10),
            total: QuarantineVolume(entries: 1, bytes: 10), pendingReceivers: 0)
        try await Bench.with(room: room) { bench in
            let ids = try await bench.hold((0..<4).map { Bench.note("\($0)", from: Self.serial($0)) })
            let replayed = try await bench.quarantine.replay(.entries(ids), at: Bench.noon)
            #expect(replayed.report.outcomes == Array(repeating: .quarantined(.receiverPending), count: 4))
            #expect(try await bench.waiting.map(\.id) == ids)
        }
    }
}
