// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

@testable import GnomeService

@Suite("Proving the audit", .timeLimit(.minutes(5)))
struct AuditServiceTests {
    private static func append(
        _ count: Int, to store: any Store, hash: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) async throws {
        try await store.write { (store) throws(StoreError) in
            for number in 0..<count {
                let entry = AuditEntry(
                    at: Timestamp(seconds: Int64(number)), actor: "a\"\n", source: "s", action: "x", subject: "y",
                    before: number == 0 ? nil : "{\"name\":\"é\"}", after: number == 1 ? "no JSON" : nil)
                try store.append(entry, hash: hash)
            }
        }
    }

    @Test(
        "a chain that is whole is sound to its last record, in stretches of any length",
        arguments: AccessBench.Place.there, [1, 2, 7, 1000])
    func sound(place: AccessBench.Place, stretch: Int) async throws {
        try await AccessBench.lend(in: place) { bench in
            let audit = AuditService(store: bench.store, stretch: stretch)
            let empty = try await audit.verify()
            #expect(empty == .init(sound: 0, broken: nil, link: String(repeating: "0", count: 64)))
            try await Self.append(7, to: bench.store, hash: Secrets.sha256)
            let whole = try await audit.verify()
            let last = try #require(try await audit.records(limit: 1).first)
            #expect(whole == .init(sound: 7, broken: nil, link: last.link.hex))
        }
    }

    @Test("the first record that was linked otherwise is named", arguments: [1, 2, 5], [1, 1000])
    func broken(number: Int, stretch: Int) async throws {
        let store = MemoryStore()
        try await Self.append(number - 1, to: store, hash: Secrets.sha256)
        try await Self.append(1, to: store) { material in Secrets.sha256(material + [0]) }
        try await Self.append(3, to: store, hash: Secrets.sha256)
        let verification = try await AuditService(store: store, stretch: stretch).verify()
        #expect(verification.broken == Int64(number) && verification.sound == Int64(number - 1))
    }

    @Test("an export is a line of JSON for each record, in their order")
    func export() async throws {
        let store = MemoryStore()
        try await Self.append(5, to: store, hash: Secrets.sha256)
        var bytes: [UInt8] = []
        try await AuditService(store: store, stretch: 2).export { bytes += $0 }
        let lines = try bytes.split(separator: UInt8(ascii: "\n")).map { try #require(JSONValue(bytes: Array($0))) }
        #expect(lines.map { $0["number"] } == (1...5).map { .integer($0) })
        #expect(lines[1]["before"]?["name"] == .string("é") && lines[1]["after"] == .string("no JSON"))
        #expect(lines[0]["before"] == .null && lines[0]["actor"] == .string("a\"\n"))
    }
}
