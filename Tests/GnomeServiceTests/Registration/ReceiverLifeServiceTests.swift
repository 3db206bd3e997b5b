// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Testing

@Suite("What becomes of receivers, and of what they send", .timeLimit(.minutes(10)))
struct ReceiverLifeServiceTests {
    typealias Bench = RegisterBench

    private static func fulfil(
        _ act: ReceiverLife.Act, _ bench: Bench, second: Int64, key: String? = nil
    ) async throws(StoreError) -> RegistrationService.Registered {
        try await bench.registration.fulfil(
            ReceiverWish(act, Bench.serial, key: key.flatMap(Secrets.digest(ofKey:))), claim: .server,
            by: Bench.author, at: Bench.at(second))
    }

    @Test(
        "a pending receiver is rejected: what waited is dropped and counted, and what it sends then waits",
        arguments: Bench.Database.there)
    func rejection(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            for second in 0..<3 { try await bench.take(key: "k", second: Int64(second)) }
            let rejected = try await Self.fulfil(.reject, bench, second: 5)
            #expect(rejected.dropped == 3 && rejected.outcome == .changed)
            #expect(try await bench.dropped() == 3)
            #expect(try await bench.take(key: "other", second: 6) == .quarantined(.receiverRejected))
            #expect(try await bench.take(key: nil, second: 7) == .quarantined(.receiverRejected))
            // Once more changes nothing, and the other way round takes in what came since.
            #expect(try await Self.fulfil(.reject, bench, second: 8).outcome == .unchanged)
            let accepted = try await Self.fulfil(.accept, bench, second: 9)
            #expect(accepted.outcome == .accepted)
            // The one with another key than the first is a newcomer by now.
            #expect(try await bench.stored() == [7])
            #expect(try await bench.waiting() == [.keyChanged])
            #expect(try await bench.audit().map(\.action) == ["receiver.reject", "receiver.accept"])
            #expect(try await bench.receiver().since == Bench.at(9))
        }
    }

    @Test(
        "a receiver that was expected works at its first contact, and with a key only with that one",
        arguments: Bench.Database.there)
    func preauthorised(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            let expected = try await Self.fulfil(.preauthorise, bench, second: 0, key: "k")
            #expect(expected.outcome == .registered && expected.overview.receiver.registration == .preauthorised)
            #expect(try await bench.take(key: "wrong", second: 1) == .quarantined(.keyChanged))
            #expect(try await bench.receiver().registration == .preauthorised)
            #expect(try await bench.take(key: "k", second: 2).isKept)
            #expect(try await bench.receiver().registration == .accepted)
            #expect(try await bench.receiver().since == Bench.at(2))
            #expect(try await Self.fulfil(.preauthorise, bench, second: 3).outcome == .unchanged)

            // Without a key, the first that it shows is its own.
            _ = try await bench.registration.fulfil(
                ReceiverWish(.preauthorise, Bench.other), claim: .server, by: Bench.author, at: Bench.at(4))
            #expect(try await bench.take(Bench.other, key: "o", second: 5).isKept)
            #expect(try await bench.keys(Bench.other).map(\.digest) == [Secrets.digest(ofKey: "o")])
        }
    }

    @Test(
        "a decommissioned receiver is out at once, its history stays, and it comes back with all that it sent meanwhile",
        arguments: Bench.Database.there)
    func decommission(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            _ = try await Self.fulfil(.add, bench, second: 0)
            let receiver = try await bench.receiver()
            let station = try await bench.stations.add(
                StationDetails(name: "a"), to: bench.project, by: Bench.author, at: Bench.at(0))
            func details(_ start: Int64, _ end: Int64?) throws -> DeploymentDetails {
                DeploymentDetails(
                    receiver: receiver.id, station: station.id,
                    interval: try #require(Interval(start: Bench.at(start), end: end.map(Bench.at))))
            }
            for (start, end) in [(0, 5), (5, 100), (100, nil)] as [(Int64, Int64?)] {
                _ = try await bench.stations.deploy(details(start, end), by: Bench.author, at: Bench.at(0))
            }
            try await bench.store.write { (store) throws(StoreError) in
                try store.setBrokerCredential(
                    BrokerCredential(serial: Bench.serial, passwordHash: "x", changedAt: Bench.at(0)))
            }
            #expect(try await bench.take(key: "k", second: 1).isKept)
            let before = try await bench.audit().count
            #expect(try await Self.fulfil(.decommission, bench, second: 10).outcome == .changed)
            #expect(try await bench.audit().count == before + 1)
            let jobs = try await bench.store.read { (store) throws(StoreError) in
                #expect(try store.brokerCredential(of: Bench.serial) == nil)
                #expect(
                    try store.deployments(of: receiver.id).map(\.details.interval.end) == [Bench.at(5), Bench.at(10)])
                return try store.jobs(.waiting, before: nil, limit: 9)
            }
            #expect(jobs.map(\.kind) == [BrokerAccounts.removal])
            #expect(jobs.map(\.payload) == [Array(Bench.serial.text.utf8)])
            let accounts = BrokerAccounts(store: bench.store, topology: .server, virtualHost: "/")
            let refused = await #expect(throws: StoreError.self) {
                try await accounts.issue(Bench.serial, at: Bench.at(10))
            }
            #expect(refused?.code == .conflict)
            for second in Int64(11)...13 {
                #expect(try await bench.take(key: "k", second: second) == .quarantined(.receiverDecommissioned))
            }
            try await bench.refuses(.conflict) { try await Self.fulfil(.add, bench, second: 14) }
            #expect(try await bench.registration.purge(at: Bench.at(15)) == [])
            let restored = try await Self.fulfil(.restore, bench, second: 15)
            #expect(restored.released == 3)
            #expect(try await bench.stored() == [1, 11, 12, 13])
            #expect(try await bench.waiting() == [])
        }
    }

    @Test(
        "after the grace time keys and what waited go, frames and deployments stay, and the receiver can begin anew",
        arguments: Bench.Database.there)
    func purge(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            _ = try await Self.fulfil(.add, bench, second: 0)
            #expect(try await bench.take(key: "k", second: 1).isKept)
            _ = try await Self.fulfil(.decommission, bench, second: 10)
            try await bench.take(key: "k", second: 11)
            let late = Int64(30 * 86_400 + 11)
            try await bench.refuses(.conflict) { try await Self.fulfil(.restore, bench, second: late) }
            #expect(try await bench.registration.purge(at: Bench.at(late)) == [Bench.serial])
            #expect(try await bench.registration.purge(at: Bench.at(late)) == [])
            #expect(try await bench.audit().last?.actor == "server")
            #expect(try await bench.dropped() == 1)
            #expect(try await bench.stored() == [1])
            #expect(try await bench.keys().map(\.ending) == [.purged])
            #expect(try await bench.receiver().key == nil)
            #expect(try await Self.fulfil(.add, bench, second: late + 1).outcome == .changed)
            #expect(try await bench.take(key: "new", second: late + 2).isKept)
            #expect(try await bench.receiver().purgedAt == nil)
        }
    }

    @Test(
        "a key is rotated without losing history, and the old one is a newcomer's from then on",
        arguments: Bench.Database.there)
    func rotation(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            _ = try await Self.fulfil(.add, bench, second: 0)
            #expect(try await bench.take(key: "k", second: 1).isKept)
            await #expect(throws: StoreError.self) {
                _ = try await bench.registration.rotateKey(
                    of: Bench.serial, seenAs: 0, by: Bench.author, at: Bench.at(2))
            }
            #expect(try await bench.keys().count == 1)
            let key = try await bench.registration.rotateKey(of: Bench.serial, by: Bench.author, at: Bench.at(2))
            #expect(key.utf8.count == 32)
            #expect(try await bench.take(key: key, second: 3).isKept)
            #expect(try await bench.take(key: "k", second: 4) == .quarantined(.keyChanged))
            #expect(try await bench.keys().map(\.ending) == [.rotated, nil])
            #expect(try await bench.keys().first?.until == Bench.at(2))
            #expect(try await bench.conflicts().map(\.explanation.cause) == [.formerCard])
            let entries = try await bench.audit()
            #expect(entries.map(\.action) == ["receiver.add", "receiver.rotate-key"])
            #expect(!entries.contains { ($0.after ?? "").contains(key) })
        }
    }

    @Test(
        "a receiver that is known is taken into a project by nobody but who manages both",
        arguments: Bench.Database.there)
    func claims(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            let other = try await bench.store.write { (store) throws(StoreError) in
                try store.add(ProjectDraft(ProjectDetails(name: "Seas"), createdAt: Bench.noon)).id
            }
            func take(_ project: ProjectID, by principal: Principal) async throws -> RegistrationService.Registered {
                try await bench.registration.fulfil(
                    ReceiverWish(.add, Bench.serial, project: project), claim: .person(principal), by: Bench.author,
                    at: Bench.at(1))
            }
            let lakes = Principal(.member([bench.project: .manager]))
            let both = Principal(.member([bench.project: .manager, other: .manager]))
            _ = try await bench.registration.add(Bench.serial, name: nil, by: Bench.author, at: Bench.at(0))
            try await bench.refuses(.conflict) { try await take(bench.project, by: both) }
            _ = try await take(bench.project, by: Principal(.administrator))
            #expect(try await take(bench.project, by: lakes).outcome == .unchanged)
            try await bench.refuses(.conflict) { try await take(other, by: lakes) }
            #expect(try await take(other, by: both).overview.receiver.project == other)
            try await bench.refuses(.conflict) { try await take(bench.project, by: lakes) }
        }
    }

    @Test("names and owners change only for who has seen how it is", arguments: Bench.Database.there)
    func change(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            let first = try await Self.fulfil(.add, bench, second: 0).overview.receiver
            func change(_ name: String?, _ revision: Int64, _ project: ProjectID? = nil) async throws -> Receiver {
                try await bench.registration.change(
                    Bench.serial, name: name, project: project, seenAs: revision, by: Bench.author, at: Bench.at(1)
                ).receiver
            }
            let second = try await change("é <b> =1", first.revision, bench.project)
            #expect(second.name == "é <b> =1" && second.project == bench.project)
            try await bench.refuses(.stale) { try await change("x", first.revision) }
            try await bench.refuses(.invalid) { try await change("a\u{7}", second.revision) }
            try await bench.refuses(.notFound) {
                try await change("x", second.revision, ProjectID(rawValue: 99))
            }
            try await bench.refuses(.stale) {
                try await bench.registration.fulfil(
                    ReceiverWish(.decommission, Bench.serial), claim: .server, seenAs: first.revision,
                    by: Bench.author, at: Bench.at(2))
            }
            #expect(try await change("é <b> =1", second.revision, bench.project).revision == second.revision)
            #expect(try await bench.audit().map(\.action) == ["receiver.add", "receiver.change"])
        }
    }
}
