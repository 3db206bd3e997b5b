// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Room in quarantine")
struct QuarantinePolicyTests {
    private static let policy = QuarantinePolicy(
        receiver: QuarantineVolume(entries: 500, bytes: 50_000), source: QuarantineVolume(entries: 50, bytes: 5000),
        total: QuarantineVolume(entries: 1000, bytes: 100_000))
    private static let receiver = QuarantineAccount.receiver(Serial(sensorgnome: "F28CRPI33503"))
    private static let source = QuarantineAccount(rawValue: "source:http")

    private static func volume(_ entries: Int, _ bytes: Int) -> QuarantineVolume {
        QuarantineVolume(entries: entries, bytes: bytes)
    }

    @Test(
        "is given up to the share of who asks and to the total, and to each receiver a little beyond the total",
        arguments: [
            // account, size, held, total, expected
            (receiver, 10, volume(0, 0), volume(0, 0), nil),
            (receiver, 10, volume(499, 0), volume(0, 0), nil),
            (receiver, 10, volume(500, 0), volume(0, 0), .receiverFull),
            (receiver, 10, volume(9, 49_990), volume(0, 0), nil),
            (receiver, 11, volume(9, 49_990), volume(0, 0), .receiverFull),
            (receiver, 10, volume(9, 9), volume(999, 0), nil),
            (receiver, 10, volume(9, 9), volume(1000, 0), .full),
            (receiver, 10, volume(9, 9), volume(9, 99_991), .full),
            // Five entries and 500 bytes are its own, a hundredth of its share.
            (receiver, 10, volume(4, 490), volume(1000, 100_000), nil),
            (receiver, 10, volume(5, 0), volume(1000, 100_000), .full),
            (receiver, 11, volume(4, 490), volume(1000, 100_000), .full),
            (source, 10, volume(49, 0), volume(0, 0), nil), (source, 10, volume(50, 0), volume(0, 0), .sourceFull),
            (source, 10, volume(0, 4991), volume(0, 0), .sourceFull),
            (source, 10, volume(0, 0), volume(1000, 0), .full),
        ] as [(QuarantineAccount, Int, QuarantineVolume, QuarantineVolume, QuarantineRefusal?)])
    func refusal(
        account: QuarantineAccount, size: Int, held: QuarantineVolume, total: QuarantineVolume,
        expected: QuarantineRefusal?
    ) {
        #expect(
            Self.policy.refusal(of: QuarantineVolume(ofBody: size), to: account, holding: held, ofTotal: total)
                == expected)
    }

    @Test("is never more than the total and the reserves, however many serials somebody invents")
    func bounded() {
        let policy = Self.policy
        let receivers = 100
        var total = QuarantineVolume()
        var held = [QuarantineVolume](repeating: QuarantineVolume(), count: receivers)
        for round in 0..<600 {
            for index in 0..<receivers {
                let entry = QuarantineVolume(ofBody: (round * 7 + index) % 150)
                guard
                    policy.refusal(of: entry, to: Self.receiver, holding: held[index], ofTotal: total) == nil
                else { continue }
                held[index] += entry
                total += entry
            }
        }
        #expect(total.entries <= policy.total.entries + receivers * policy.reserve.entries)
        #expect(total.bytes <= policy.total.bytes + receivers * policy.reserve.bytes)
        // It was filled, so the bounds were met.
        #expect(total.entries >= policy.total.entries)
    }

    @Test("is of a receiver or of a source, and no serial and no user can pass for the other")
    func accounts() throws {
        let frame = Frame(
            way: .amqp, route: "", receivedAt: Timestamp(seconds: 0), proof: .brokerUser("receiver:x"), body: [])
        let odd = try #require(Serial("source:amqp/receiver:x"))
        #expect(!QuarantineAccount.source(of: frame).isReceiver)
        #expect(QuarantineAccount.receiver(odd).isReceiver)
        #expect(QuarantineAccount.receiver(odd) != QuarantineAccount.source(of: frame))
        var keyed = frame
        keyed.way = .http
        keyed.proof = .none
        let anonymous = QuarantineAccount.source(of: keyed)
        let digest = try #require(KeyDigest(bytes: [UInt8](repeating: 1, count: 32)))
        keyed.proof = .key(user: "invented", digest: digest)
        // A log-in over HTTP costs nothing to invent.
        #expect(QuarantineAccount.source(of: keyed) == anonymous)
    }
}
