// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import Testing

@Suite("Taking a list of receivers into the register", .timeLimit(.minutes(5)))
struct ReceiverImportServiceTests {
    typealias Bench = RegisterBench

    private static func take(
        _ csv: String, _ bench: Bench, isDryRun: Bool = false, by principal: Principal? = nil,
        project: ProjectID? = nil,
        second: Int64 = 0
    ) async throws -> [RegistrationService.ImportedRow] {
        try await bench.registration.import(
            try ReceiverImport(csv: Array(csv.utf8)), into: ["Lakes": bench.project], default: project,
            claim: .person(principal ?? Principal(.member([bench.project: .manager]))), isDryRun: isDryRun,
            by: Bench.author, at: Bench.at(second))
    }

    @Test(
        "each row has its result, a dry run says the same and changes nothing, and once more changes nothing",
        arguments: Bench.Database.there)
    func rows(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            let station = try await bench.stations.add(
                StationDetails(name: "Cabot Head"), to: bench.project, by: Bench.author, at: Bench.at(0))
            try await bench.take(Bench.other, key: "k", second: 0)
            let csv = """
                serial,name,project,key,state,station
                SG-0001RPI30001,=1+1,Lakes,0123456789abcdef,preauthorised,
                SG-0001RPI30002,,Lakes,,,Cabot Head
                \(Bench.other),Known,Lakes,,accepted,
                SG-0001RPI30003,,Seas,,,
                SG-0001RPI30004,,Lakes,,,Nowhere
                SG-0001RPI30001,again,Lakes,,,
                nonsense\u{7},,,,,
                SG-0001RPI30005,,Lakes,0123456789abcdef,,
                """
            let expected: [(RegistrationService.ImportedRow.Outcome, [String])] = [
                (.registered, []), (.registered, []), (.updated, []), (.refused, ["project"]),
                (.refused, ["station"]), (.refused, ["serial"]), (.refused, ["serial"]), (.refused, ["key"]),
            ]
            let before = try await bench.audit().count
            for isDryRun in [true, false] {
                let rows = try await Self.take(csv, bench, isDryRun: isDryRun, by: Principal(.administrator), second: 1)
                #expect(rows.map(\.outcome) == expected.map(\.0))
                #expect(rows.map { $0.problems.map(\.name) } == expected.map(\.1))
                #expect(try await bench.audit().count == before + (isDryRun ? 0 : 4))
                #expect(try await bench.waiting().count == (isDryRun ? 1 : 0))
            }
            let again = try await Self.take(csv, bench, by: Principal(.administrator), second: 9)
            #expect(again.prefix(3).map(\.outcome) == [.unchanged, .unchanged, .unchanged])
            #expect(try await bench.audit().count == before + 4)
            let first = try #require(Serial("SG-0001RPI30001"))
            #expect(try await bench.receiver(first).name == "=1+1")
            #expect(try await bench.take(first, key: "0123456789abcdef", second: 10).isKept)
            let history = try await bench.stations.history(of: station.id)
            #expect(history.deployments.map(\.receiver.serial.text) == ["SG-0001RPI30002"])
        }
    }

    @Test("what is nobody's or another project's is not touched by who may not", arguments: Bench.Database.there)
    func foreign(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            let foreign = try await bench.store.write { (store) throws(StoreError) in
                try store.add(ProjectDraft(ProjectDetails(name: "Seas"), createdAt: Bench.noon)).id
            }
            _ = try await bench.registration.fulfil(
                ReceiverWish(.add, Bench.serial, project: foreign), claim: .server, by: Bench.author, at: Bench.at(0))
            try await bench.take(Bench.other, key: "k", second: 0)
            let rows = try await Self.take(
                "serial,name\n\(Bench.serial),x\n\(Bench.other),y", bench, project: bench.project)
            #expect(rows.map(\.outcome) == [.refused, .refused])
            #expect(rows.flatMap(\.problems).map(\.name) == ["serial", "serial"])
            #expect(try await bench.receiver().name == nil)
            #expect(try await bench.receiver(Bench.other).registration == .pending)
        }
    }

    @Test(
        "a receiver in a state that does not allow it is refused whole, and its row says why",
        arguments: Bench.Database.there)
    func states(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            for act in [.add, .decommission] as [ReceiverLife.Act] {
                _ = try await bench.registration.fulfil(
                    ReceiverWish(act, Bench.serial, project: bench.project), claim: .server, by: Bench.author,
                    at: Bench.at(0))
            }
            let rows = try await Self.take("serial,name\n\(Bench.serial),x\n\(Bench.other),y", bench)
            #expect(rows.map(\.outcome) == [.refused, .registered])
            #expect(rows.first?.problems.first?.reason.contains("decommissioned") == true)
            #expect(try await bench.receiver().name == nil)
        }
    }

    @Test("ten thousand rows are taken, and once more change nothing", arguments: Bench.Database.there)
    func many(database: Bench.Database) async throws {
        try await Bench.with(database) { bench in
            let lines = (10_000..<20_000).map { number in
                "SG-\(String(number).suffix(4))RPI3\(number % 9000 + 1000),Station \(number),Lakes,key of card \(number),"
                    .replacing(" of card ", with: "-of-card-") + "preauthorised"
            }
            let csv = "serial,name,project,key,state\n" + lines.joined(separator: "\n")
            for outcome in [RegistrationService.ImportedRow.Outcome.registered, .unchanged] {
                let rows = try await Self.take(csv, bench)
                #expect(rows.count { $0.outcome == outcome } == 10_000)
            }
            let count = try await bench.store.read { (store) throws(StoreError) in
                try store.receiverCount(in: [bench.project])
            }
            #expect(count == 10_000)
        }
    }
}
