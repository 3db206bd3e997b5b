// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import TestSupport
import Testing

@Suite("Stations, and what hangs there", .timeLimit(.minutes(10)))
struct StationServiceTests {
    typealias Bench = RegisterBench

    /// Lends a bench with two accepted receivers of the project and one station.
    private static func with(
        _ database: Bench.Database, _ body: (Bench, [ReceiverID], Station) async throws -> Void
    ) async throws {
        try await Bench.with(database) { bench in
            var receivers: [ReceiverID] = []
            for serial in [Bench.serial, Bench.other] {
                let wish = ReceiverWish(.add, serial, project: bench.project)
                receivers.append(
                    try await bench.registration.fulfil(wish, claim: .server, by: Bench.author, at: Bench.at(0))
                        .overview.receiver.id)
            }
            let station = try await bench.stations.add(
                StationDetails(name: "Cabot Head"), to: bench.project, by: Bench.author, at: Bench.at(0))
            try await body(bench, receivers, station)
        }
    }

    private static func details(
        _ receiver: ReceiverID, _ station: Station, _ start: Int64, _ end: Int64? = nil
    ) throws -> DeploymentDetails {
        DeploymentDetails(
            receiver: receiver, station: station.id,
            interval: try #require(Interval(start: Bench.at(start), end: end.map(Bench.at))),
            antennas: [Antenna(port: 1, type: "yagi-5", bearing: 90), Antenna(port: 2, type: "omni")])
    }

    @Test(
        "a swap keeps one history, which tells what each receiver sent, follows corrections, and is undone in one act",
        arguments: Bench.Database.there)
    func swap(database: Bench.Database) async throws {
        try await Self.with(database) { bench, receivers, station in
            let first = try await bench.stations.deploy(
                Self.details(receivers[0], station, 10), by: Bench.author, at: Bench.at(10))
            for second in [5, 15, 25] as [Int64] { try await bench.take(key: "k", second: second) }
            for second in [15, 35, 45] as [Int64] { try await bench.take(Bench.other, key: "o", second: second) }
            let swap = try await bench.stations.swap(
                first.id, for: receivers[1], at: Bench.at(30), seenAs: first.revision, by: Bench.author,
                at: Bench.at(31))
            func history() async throws -> [String] {
                try await bench.stations.history(of: station.id).deployments.map { served in
                    "\(served.receiver.serial) \(served.contacts.frames) \(served.contacts.last == nil ? "-" : "+")"
                }
            }
            #expect(try await history() == ["\(Bench.serial) 2 +", "\(Bench.other) 2 +"])
            #expect(swap.begun.details.antennas == first.details.antennas)
            #expect(try await bench.stations.history(of: station.id).gaps == [])

            // The crew was there earlier than it said: what each sent follows, and the hole is seen.
            var corrected = swap.ended
            corrected.details.interval = try #require(Interval(start: Bench.at(0), end: Bench.at(20)))
            corrected = try await bench.stations.change(corrected, by: Bench.author, at: Bench.at(50))
            #expect(try await history() == ["\(Bench.serial) 2 +", "\(Bench.other) 2 +"])
            #expect(
                try await bench.stations.history(of: station.id).gaps == [
                    Interval(start: Bench.at(20), end: Bench.at(30))
                ])
            try await bench.refuses(.conflict) {
                try await bench.stations.undoSwap(
                    swap.begun.id, seenAs: swap.begun.revision, by: Bench.author, at: Bench.at(51))
            }
            corrected.details.interval = try #require(Interval(start: Bench.at(10), end: Bench.at(30)))
            _ = try await bench.stations.change(corrected, by: Bench.author, at: Bench.at(52))
            let goingOn = try await bench.stations.undoSwap(
                swap.begun.id, seenAs: swap.begun.revision, by: Bench.author, at: Bench.at(53))
            #expect(goingOn.details == first.details)
            #expect(try await history() == ["\(Bench.serial) 2 +"])
            #expect(
                try await bench.audit().suffix(5).map(\.action)
                    == [
                        "deployment.add", "deployment.swap", "deployment.change", "deployment.change",
                        "deployment.undo-swap",
                    ])
        }
    }

    @Test(
        "a photo is added and taken away, each with one entry in the audit, and only by way of its own station",
        arguments: Bench.Database.there)
    func photos(database: Bench.Database) async throws {
        try await Self.with(database) { bench, _, station in
            let picture = try #require(PlainPicture(TestPicture.jpeg))
            let photo = try await bench.stations.add(
                picture, to: station.id, caption: "The mast", by: Bench.author, at: Bench.at(1))
            #expect(try await bench.stations.picture(of: photo.id, of: station.id).bytes == TestPicture.jpeg)
            try await bench.refuses(.notFound) {
                try await bench.stations.remove(
                    photo.id, of: StationID(rawValue: 99), by: Bench.author, at: Bench.at(2))
            }
            try await bench.stations.remove(photo.id, of: station.id, by: Bench.author, at: Bench.at(2))
            #expect(try await bench.audit().suffix(2).map(\.action) == ["station.add-photo", "station.remove-photo"])
        }
    }

    @Test("a photo that was kept as its camera wrote it is shown without what is beside the picture, or not at all")
    func earlierPhotos() async throws {
        try await Self.with(.sqlite) { bench, _, station in
            let canary = Array(TestPicture.canary.utf8)
            let file = TestPicture.jpeg(adding: [(0xE1, canary)], appending: canary)
            let drafts = [file, Array(TestPicture.jpeg.dropLast(2)) + canary].map { picture in
                StationPhotoDraft(
                    station: station.id, mediaType: .jpeg, caption: "", picture: picture, addedAt: Bench.at(1))
            }
            let photos = try await bench.store.write { store throws(StoreError) in
                [try store.add(drafts[0]), try store.add(drafts[1])]
            }
            #expect(try await bench.stations.picture(of: photos[0].id, of: station.id).bytes == TestPicture.jpeg)
            try await bench.refuses(.notFound) {
                try await bench.stations.picture(of: photos[1].id, of: station.id)
            }
        }
    }

    @Test("what a receiver sent at each of its stations is told apart", arguments: Bench.Database.there)
    func receiver(database: Bench.Database) async throws {
        try await Self.with(database) { bench, receivers, station in
            let second = try await bench.stations.add(
                StationDetails(name: "Other"), to: bench.project, by: Bench.author, at: Bench.at(0))
            _ = try await bench.stations.deploy(
                Self.details(receivers[0], second, 20), by: Bench.author, at: Bench.at(0))
            _ = try await bench.stations.deploy(
                Self.details(receivers[0], station, 0, 20), by: Bench.author, at: Bench.at(0))
            for moment in [5, 19, 20] as [Int64] { try await bench.take(key: "k", second: moment) }
            let served = try await bench.stations.deployments(of: receivers[0])
            #expect(served.map(\.station.details.name) == ["Cabot Head", "Other"])
            #expect(served.map(\.contacts.frames) == [2, 1])
            #expect(served.map(\.contacts.last) == [Bench.at(19), Bench.at(20)])
        }
    }

    @Test(
        "what hangs at a moment is listed by number, page after page, and of own projects alone",
        arguments: Bench.Database.there)
    func hanging(database: Bench.Database) async throws {
        try await Self.with(database) { bench, receivers, station in
            var ids: [DeploymentID] = []
            for (receiver, start, end) in [(0, 40, nil), (1, 10, 20), (1, 30, nil)] as [(Int, Int64, Int64?)] {
                let details = try Self.details(receivers[receiver], station, start, end)
                ids.append(try await bench.stations.deploy(details, by: Bench.author, at: Bench.at(50)).id)
            }
            func page(
                _ second: Int64, after: Int64 = 0, limit: Int = 10, in projects: Set<ProjectID>? = nil
            ) async throws -> [DeploymentID] {
                try await bench.stations.deployments(
                    in: projects, at: Bench.at(second), after: DeploymentID(rawValue: after), limit: limit
                ).map(\.deployment.id)
            }
            #expect(try await page(50) == [ids[0], ids[2]])
            #expect(try await page(15) == [ids[1]])
            #expect(try await page(50, limit: 1) == [ids[0]])
            #expect(try await page(50, after: ids[0].rawValue, limit: 1) == [ids[2]])
            #expect(try await page(50, after: ids[2].rawValue) == [])
            #expect(try await page(50, in: [bench.project]) == [ids[0], ids[2]])
            #expect(try await page(50, in: [ProjectID(rawValue: 99)]) == [])
        }
    }

    @Test(
        "what has ended is not ended again, and an end that lies ahead comes sooner and no later, but for a correction",
        arguments: Bench.Database.there)
    func ending(database: Bench.Database) async throws {
        try await Self.with(database) { bench, receivers, station in
            let first = try await bench.stations.deploy(
                Self.details(receivers[0], station, 10, 100), by: Bench.author, at: Bench.at(10))
            func end(_ moment: Int64, _ seen: Deployment, now: Int64) async throws -> Deployment {
                try await bench.stations.end(
                    seen.id, at: Bench.at(moment), seenAs: seen.revision, by: Bench.author, at: Bench.at(now))
            }
            try await bench.refuses(.conflict) { try await end(101, first, now: 20) }
            var ended = try await end(90, first, now: 20)
            #expect(ended.details.interval.end == Bench.at(90))
            for moment in [50, 90, 200] as [Int64] {
                try await bench.refuses(.conflict) { try await end(moment, ended, now: 90) }
            }
            ended.details.interval = try #require(Interval(start: Bench.at(10), end: Bench.at(95)))
            ended = try await bench.stations.change(ended, by: Bench.author, at: Bench.at(120))
            #expect(ended.details.interval.end == Bench.at(95))
        }
    }

    @Test(
        "who is out of service or belongs to others is not hung again by a swap undone or an interval that grows",
        arguments: Bench.Database.there)
    func hungAgain(database: Bench.Database) async throws {
        try await Self.with(database) { bench, receivers, station in
            let first = try await bench.stations.deploy(
                Self.details(receivers[0], station, 10), by: Bench.author, at: Bench.at(10))
            let swap = try await bench.stations.swap(
                first.id, for: receivers[1], at: Bench.at(30), seenAs: first.revision, by: Bench.author,
                at: Bench.at(30))
            var longer = swap.ended
            longer.details.interval = Interval(since: Bench.at(10))
            func refusesToHangIt() async throws {
                try await bench.refuses(.conflict) {
                    try await bench.stations.undoSwap(
                        swap.begun.id, seenAs: swap.begun.revision, by: Bench.author, at: Bench.at(50))
                }
                try await bench.refuses(.conflict) {
                    try await bench.stations.change(longer, by: Bench.author, at: Bench.at(50))
                }
            }
            _ = try await bench.registration.fulfil(
                ReceiverWish(.decommission, Bench.serial), claim: .server, by: Bench.author, at: Bench.at(40))
            try await refusesToHangIt()
            _ = try await bench.registration.fulfil(
                ReceiverWish(.restore, Bench.serial), claim: .server, by: Bench.author, at: Bench.at(60))
            let foreign = try await bench.store.write { (store) throws(StoreError) in
                try store.add(ProjectDraft(ProjectDetails(name: "Seas"), createdAt: Bench.noon)).id
            }
            let moved = try await bench.registration.change(
                Bench.serial, name: nil, project: foreign, seenAs: bench.receiver().revision, by: Bench.author,
                at: Bench.at(70))
            #expect(moved.receiver.project == foreign)
            try await refusesToHangIt()
            var corrected = swap.ended
            corrected.details.interval = try #require(Interval(start: Bench.at(12), end: Bench.at(30)))
            corrected.details.antennas = []
            corrected = try await bench.stations.change(corrected, by: Bench.author, at: Bench.at(80))
            #expect(corrected.details.antennas == [])
        }
    }

    @Test("what can't be is refused, and nothing of it is kept", arguments: Bench.Database.there)
    func refused(database: Bench.Database) async throws {
        try await Self.with(database) { bench, receivers, station in
            let foreign = try await bench.store.write { (store) throws(StoreError) in
                try store.add(ProjectDraft(ProjectDetails(name: "Seas"), createdAt: Bench.noon)).id
            }
            let sea = try await bench.stations.add(
                StationDetails(name: "Buoy"), to: foreign, by: Bench.author, at: Bench.at(0))
            let first = try await bench.stations.deploy(
                Self.details(receivers[0], station, 10), by: Bench.author, at: Bench.at(10))
            try await bench.refuses(.conflict) {
                try await bench.stations.deploy(
                    Self.details(receivers[0], sea, 0, 5), by: Bench.author, at: Bench.at(0))
            }
            try await bench.refuses(.conflict) {
                try await bench.stations.deploy(
                    Self.details(receivers[0], station, 50), by: Bench.author, at: Bench.at(0))
            }
            try await bench.refuses(.stale) {
                try await bench.stations.end(
                    first.id, at: Bench.at(20), seenAs: 9, by: Bench.author, at: Bench.at(20))
            }
            try await bench.refuses(.invalid) {
                try await bench.stations.end(first.id, at: Bench.at(10), seenAs: 1, by: Bench.author, at: Bench.at(20))
            }
            for (receiver, moment) in [(receivers[0], 20), (receivers[1], 5), (receivers[1], 10)]
                as [(ReceiverID, Int64)]
            {
                try await bench.refuses(.conflict) {
                    try await bench.stations.swap(
                        first.id, for: receiver, at: Bench.at(moment), seenAs: 1, by: Bench.author, at: Bench.at(20))
                }
            }
            _ = try await bench.registration.fulfil(
                ReceiverWish(.decommission, Bench.other), claim: .server, by: Bench.author, at: Bench.at(30))
            try await bench.refuses(.conflict) {
                try await bench.stations.swap(
                    first.id, for: receivers[1], at: Bench.at(40), seenAs: 1, by: Bench.author, at: Bench.at(40))
            }
            // But it may have hung there before.
            _ = try await bench.stations.deploy(
                Self.details(receivers[1], station, 1, 30), by: Bench.author, at: Bench.at(41))
            try await bench.refuses(.notFound) {
                try await bench.stations.add(
                    StationDetails(name: "x"), to: ProjectID(rawValue: 99), by: Bench.author, at: Bench.at(0))
            }
            try await bench.refuses(.conflict) {
                try await bench.stations.remove(station.id, seenAs: 1, by: Bench.author, at: Bench.at(0))
            }
            let ended = try await bench.stations.end(
                first.id, at: Bench.at(20), seenAs: 1, by: Bench.author, at: Bench.at(20))
            #expect(ended.details.interval.end == Bench.at(20))
            try await bench.stations.remove(first.id, seenAs: ended.revision, by: Bench.author, at: Bench.at(21))
            #expect(try await bench.stations.history(of: station.id).deployments.count == 1)
        }
    }
}
