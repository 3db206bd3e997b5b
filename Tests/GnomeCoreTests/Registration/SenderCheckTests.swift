// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Who sent a frame")
struct SenderCheckTests {
    private static let digest = KeyDigest(bytes: [UInt8](repeating: 7, count: 32))

    private static func frame(_ way: Way, _ route: String, _ proof: IdentityProof) -> Frame {
        Frame(way: way, route: route, receivedAt: Timestamp(seconds: 0), proof: proof, body: [])
    }

    private static func key(_ user: String) -> IdentityProof { digest.map { .key(user: user, digest: $0) } ?? .none }

    @Test(
        "a frame counts for the one receiver that log-in, address and message agree on",
        arguments: [
            (frame(.http, "/agent/next", key("SG-F28CRPI33503")), []),
            (frame(.http, "/agent/info", key("sg-f28crpi33503")), ["SG-F28CRPI33503"]),
            (frame(.amqp, "sensorgnome-exchange/", .none), ["SG-F28CRPI33503"]),
            (frame(.amqp, "sensorgnome-exchange/", .brokerUser("shared")), ["SG-F28CRPI33503"]),
            (frame(.amqp, "sensorgnome-exchange/", .brokerUser("SG-F28CRPI33503")), ["SG-F28CRPI33503_1"]),
            (frame(.amqp, "gnome.uplink/SG-F28CRPI33503.status", .brokerUser("SG-F28CRPI33503")), ["SG-F28CRPI33503"]),
        ] as [(Frame, [String])])
    func agrees(frame: Frame, claims: [String]) throws {
        #expect(try SenderCheck.sender(of: frame, claims: Set(claims)) == Serial("SG-F28CRPI33503"))
    }

    @Test(
        "a frame whose parts disagree, or that lacks its proof, is refused with the reason",
        arguments: [
            (frame(.http, "/agent/info", key("SG-F28CRPI33503")), ["SG-0000BBBK0000"], .identityMismatch),
            (
                frame(.http, "/agent/telegraf", key("SG-F28CRPI33503")), ["SG-F28CRPI33503", "SG-0000BBBK0000"],
                .identityMismatch
            ),
            (
                frame(.amqp, "sensorgnome-exchange/", .brokerUser("SG-F28CRPI33503")), ["SG-0000BBBK0000"],
                .identityMismatch
            ),
            (frame(.amqp, "sensorgnome-exchange/", .none), [], .noSerial),
            (frame(.amqp, "sensorgnome-exchange/", .none), ["null"], .noSerial),
            (frame(.amqp, "gnome.uplink/SG-F28CRPI33503.status", .none), ["SG-F28CRPI33503"], .unproven),
            (
                frame(.amqp, "gnome.uplink/SG-0000BBBK0000.status", .brokerUser("SG-F28CRPI33503")),
                ["SG-F28CRPI33503"], .identityMismatch
            ),
            (
                frame(.amqp, "gnome.uplink/SG-F28CRPI33503.status", .brokerUser("shared")), ["SG-F28CRPI33503"],
                .identityMismatch
            ),
            // To the broker these are users of their own, so what they prove is not the receiver.
            (
                frame(.amqp, "gnome.uplink/sg-f28crpi33503.status", .brokerUser("sg-f28crpi33503")),
                ["SG-F28CRPI33503"], .identityMismatch
            ),
            (
                frame(.amqp, "gnome.uplink/F28CRPI33503.status", .brokerUser("F28CRPI33503")), [], .identityMismatch
            ),
            (
                frame(.amqp, "gnome.uplink/SG-F28CRPI33503_1.status", .brokerUser("SG-F28CRPI33503_1")),
                ["SG-F28CRPI33503"], .identityMismatch
            ),
            (
                frame(.amqp, "gnome.uplink/SG-F28CRPI33503.status", .brokerUser("SG-F28CRPI33503")),
                ["SG-0000BBBK0000"], .identityMismatch
            ),
        ] as [(Frame, [String], QuarantineReason)])
    func refuses(frame: Frame, claims: [String], reason: QuarantineReason) {
        let refusal = #expect(throws: SenderCheck.Refusal.self) {
            try SenderCheck.sender(of: frame, claims: Set(claims))
        }
        #expect(refusal?.reason == reason)
        #expect(refusal?.detail.isEmpty == false)
    }
}

@Suite("What the register makes of a frame")
struct AdmissionTests {
    private static let first = KeyDigest(bytes: [UInt8](repeating: 1, count: 32))
    private static let other = KeyDigest(bytes: [UInt8](repeating: 2, count: 32))

    private static func receiver(_ registration: Receiver.Registration, key: KeyDigest?) -> Receiver {
        Receiver(
            id: ReceiverID(rawValue: 1), serial: Serial(sensorgnome: "F28CRPI33503"), registration: registration,
            key: key,
            registeredAt: Timestamp(seconds: 0))
    }

    @Test("the table of decisions: what is shown, what is known, what follows")
    func decides() throws {
        let (first, other) = (try #require(Self.first), try #require(Self.other))
        let shown = IdentityProof.key(user: "SG-F28CRPI33503", digest: first)
        let table: [(IdentityProof, Receiver?, Admission)] = [
            (.none, nil, .registerPending(nil)),
            (shown, nil, .registerPending(first)),
            (.none, Self.receiver(.pending, key: nil), .wait(.receiverPending, trusting: nil)),
            (shown, Self.receiver(.pending, key: nil), .wait(.receiverPending, trusting: first)),
            (shown, Self.receiver(.pending, key: first), .wait(.receiverPending, trusting: nil)),
            (shown, Self.receiver(.pending, key: other), .hold(first)),
            (.none, Self.receiver(.accepted, key: nil), .accept),
            (.none, Self.receiver(.accepted, key: first), .accept),
            (.brokerUser("SG-F28CRPI33503"), Self.receiver(.accepted, key: first), .accept),
            (shown, Self.receiver(.accepted, key: nil), .acceptAndTrust(first)),
            (shown, Self.receiver(.accepted, key: first), .accept),
            (shown, Self.receiver(.accepted, key: other), .hold(first)),
        ]
        for (proof, receiver, expected) in table {
            #expect(Admission.decide(proof, receiver: receiver) == expected)
        }
    }

    @Test("a held key keeps the time of the first and counts every frame")
    func holds() throws {
        let (first, other) = (try #require(Self.first), try #require(Self.other))
        let once = Self.receiver(.accepted, key: first).holding(other, at: Timestamp(seconds: 10))
        let twice = once.holding(other, at: Timestamp(seconds: 20))
        #expect(twice.heldKey == HeldKey(key: other, since: Timestamp(seconds: 10), frames: 2))
        #expect(twice.key == first)
    }
}
