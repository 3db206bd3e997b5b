// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import GnomeTransport
import Testing

@testable import GnomeService

@Suite("What people do is in the audit", .timeLimit(.minutes(5)))
struct AuditedActsTests {
    private static let author = Author(name: "ann", source: "192.0.2.1")
    private static let serial = Serial(sensorgnome: "F28CRPI33503")

    @Test("credentials for the broker that are issued, rotated and revoked leave one entry each, without a secret")
    func credentials() async throws {
        try await AccessBench.lend { bench in
            let now = bench.now
            _ = try await RegistrationService(store: bench.store).add(Self.serial, name: nil, at: now)
            let accounts = BrokerAccounts(store: bench.store, topology: .server, virtualHost: "/")
            let issued = try await bench.leaves("receiver.issue-credentials", by: "ann", on: "receiver \(Self.serial)")
            {
                try await accounts.issue(Self.serial, by: Self.author, at: now)
            }
            _ = try await bench.leaves("receiver.rotate-credentials", by: "ann", on: "receiver \(Self.serial)") {
                try await accounts.rotate(Self.serial, by: Self.author, at: now)
            }
            _ = try await bench.leaves("receiver.revoke-credentials", by: "ann", on: "receiver \(Self.serial)") {
                try await accounts.revoke(Self.serial, by: Self.author, at: now)
            }
            #expect(try await bench.audit().allSatisfy { !String(reflecting: $0).contains(issued.password) })
        }
    }

    @Test("what is sent in again from quarantine or dropped leaves one entry an act, with how many and why")
    func quarantine() async throws {
        try await AccessBench.lend { bench in
            let now = bench.now
            let frames = (0..<120).map { QuarantineBench.note("\($0)") }
            _ = try await IngestService(store: bench.store).ingest(frames.map { Intake($0) })
            let quarantine = QuarantineService(store: bench.store)
            // More than go in one transaction.
            let all = QuarantineService.Selection.matching(.all, after: nil, limit: 1000)
            _ = try await bench.leaves("quarantine.replay", by: "ann", on: "quarantine") {
                try await quarantine.replay(all, by: Self.author, at: now)
            }
            let dropped = try await bench.leaves("quarantine.drop", by: "ann", on: "quarantine") {
                try await quarantine.drop(all, by: Self.author, because: "a “test”", at: now)
            }
            #expect(dropped.total.entries == 120)
            let after = JSONValue(bytes: Array((try await bench.audit().last?.after ?? "").utf8))
            #expect(after?["entries"] == .integer(120) && after?["because"] == .string("a “test”"))
            // Where nothing is done, nothing is told.
            let before = try await bench.audit().count
            _ = try await quarantine.drop(all, by: Self.author, because: "x", at: now)
            _ = try await quarantine.replay(all, by: Self.author, at: now)
            #expect(try await bench.audit().count == before)
        }
    }

    @Test("dead jobs that are begun anew or dropped leave one entry each, and those that are none leave none")
    func jobs() async throws {
        try await AccessBench.lend { bench in
            let now = bench.now
            let kind = JobKind(rawValue: "post")
            let jobs = DeadJobs(store: bench.store)
            func bury() async throws -> JobID {
                try await bench.store.write { (store) throws(StoreError) in
                    _ = try store.enqueue([JobDraft(kind: kind, payload: [7], createdAt: now)])
                    let claimed = try store.claimJobs(
                        of: [kind], at: now, until: now.advanced(by: .seconds(9)), by: "w", limit: 1)
                    for job in claimed { try store.bury(job.lease, error: "no way") }
                    return claimed.first?.job.id ?? JobID(rawValue: 0)
                }
            }
            let first = try await bury()
            let subject = "job \(first.rawValue) post"
            let job = try await bench.leaves("job.replay", by: "ann", on: subject) {
                try await jobs.replay(first, by: Self.author, at: now)
            }
            #expect(job.state == .waiting)
            let count = try await bench.audit().count
            await #expect(throws: StoreError.self) { _ = try await jobs.replay(first, by: Self.author, at: now) }
            await #expect(throws: StoreError.self) {
                _ = try await jobs.drop(first, because: "x", by: Self.author, at: now)
            }
            #expect(try await bench.audit().count == count)
            let second = try await bury()
            _ = try await bench.leaves("job.drop", by: "ann") {
                try await jobs.drop(second, because: "nobody reads it", by: Self.author, at: now)
            }
            let entry = try await bench.audit().last
            #expect(entry?.before?.contains("no way") == true && entry?.after == #"{"because":"nobody reads it"}"#)
        }
    }

    @Test("a forward leaves one entry for each change, with where it leads and nothing more of its address")
    func forwards() async throws {
        try await AccessBench.lend { bench in
            let now = bench.now
            let service = ForwardService(store: bench.store)
            let name = try #require(ForwardName(rawValue: "hook"))
            let target = ForwardTarget(
                .webhook(url: "https://example.org/hook/canary?key=canary"),
                filter: ForwardFilter(serials: [Self.serial]))
            _ = try await bench.leaves("forward.add", by: "ann", on: "forward hook") {
                try await service.add(name, to: target, by: Self.author, at: now)
            }
            #expect(try await bench.audit().last?.after?.contains(#""host":"example.org""#) == true)
            _ = try await bench.leaves("forward.pause", by: "ann", on: "forward hook") {
                try await service.pause(name, by: Self.author, at: now)
            }
            _ = try await bench.leaves("forward.resume", by: "ann", on: "forward hook") {
                try await service.resume(name, by: Self.author, at: now)
            }
            _ = try await bench.leaves("forward.replay", by: "ann", on: "forward hook") {
                try await service.replay(name, from: now, by: Self.author, at: now)
            }
            _ = try await bench.leaves("forward.remove", by: "ann", on: "forward hook") {
                try await service.remove(name, by: Self.author, at: now)
            }
            // What the configuration wants is the server's doing, once.
            _ = try await bench.leaves("forward.add", by: "server", on: "forward events") {
                try await service.keep(.events, to: ForwardTarget(.events), at: now)
                try await service.keep(.events, to: ForwardTarget(.events), at: now)
            }
            #expect(try await bench.audit().allSatisfy { !String(reflecting: $0).contains("canary") })
        }
    }

    @Test(
        "a loop of denials leaves one record when it begins and one an hour with their number, whoever else is denied what"
    )
    func denials() async throws {
        try await AccessBench.lend { bench in
            let audit = DenialAudit(store: bench.store)
            let eve = Author(name: "eve", source: "192.0.2.66")
            func deny(_ author: Author, _ operation: String, times: Int = 1) async throws {
                for _ in 0..<times { try await audit.deny(author, operation, at: bench.now) }
            }
            try await deny(eve, "audit", times: 500)
            try await deny(eve, "people", times: 2)
            try await deny(Self.author, "audit")
            func told(after number: Int64 = 0) async throws -> [String] {
                try await bench.audit(after: number).map { "\($0.actor) \($0.action) \($0.subject) \($0.after ?? "")" }
            }
            #expect(
                try await told() == [
                    #"eve access.deny operation audit {"count":1}"#, #"eve access.deny operation people {"count":1}"#,
                    #"ann access.deny operation audit {"count":1}"#,
                ])
            bench.advance(by: DenialAudit.window)
            try await audit.settle(at: bench.now)
            #expect(
                Set(try await told(after: 3)) == [
                    #"eve access.deny operation audit {"count":499}"#, #"eve access.deny operation people {"count":1}"#,
                ])
            // It goes on, and ends: each hour is told once, by whoever is denied next.
            try await deny(eve, "audit", times: 7)
            #expect(try await bench.audit().count == 5)
            bench.advance(by: DenialAudit.window)
            try await deny(Self.author, "people")
            #expect(
                try await told(after: 5) == [
                    #"eve access.deny operation audit {"count":7}"#, #"ann access.deny operation people {"count":1}"#,
                ])
            bench.advance(by: DenialAudit.window)
            try await audit.settle(at: bench.now)
            #expect(try await bench.audit().count == 7)
        }
    }

    @Test("however many are denied what in an hour, the records are bounded, and none is left uncounted")
    func manyDenials() async throws {
        let store = MemoryStore()
        let audit = DenialAudit(store: store)
        let now = AccessBench.noon
        let denials = DenialAudit.mostSubjects + 500
        for number in 0..<denials {
            try await audit.deny(Author(name: "a\(number)", source: "x"), "people", at: now)
        }
        try await audit.settle(at: now.advanced(by: DenialAudit.window))
        let counts = try await store.read { (store) throws(StoreError) in try store.audit(after: 0, limit: 9999) }
            .compactMap { JSONValue(bytes: Array(($0.entry.after ?? "").utf8))?["count"] }
        #expect(counts.count == DenialAudit.mostSubjects + 2)
        let total = counts.reduce(Int64(0)) { sum, count in
            if case .integer(let number) = count { sum + number } else { sum }
        }
        #expect(total == Int64(denials))
    }
}
