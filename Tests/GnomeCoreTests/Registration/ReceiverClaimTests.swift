// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Who may have a receiver that is known")
struct ReceiverClaimTests {
    private static let own = ProjectID(rawValue: 1)
    private static let other = ProjectID(rawValue: 2)
    private static let key = KeyDigest(bytes: [UInt8](repeating: 7, count: 32))

    private static func receiver(
        of project: ProjectID?, _ registration: Receiver.Registration = .accepted, key: KeyDigest? = nil
    ) -> Receiver {
        var receiver = Receiver(
            id: ReceiverID(rawValue: 1), serial: Serial(sensorgnome: "F28CRPI33503"), registration: registration,
            registeredAt: Timestamp(seconds: 0))
        (receiver.project, receiver.key) = (project, key)
        return receiver
    }

    @Test("of people, who manages it where it is and where it goes; what is nobody's, only administrators")
    func people() {
        let manager = ReceiverClaim.person(Principal(.member([Self.own: .manager])))
        let both = ReceiverClaim.person(Principal(.member([Self.own: .manager, Self.other: .manager])))
        let administrator = ReceiverClaim.person(Principal(.administrator))
        let reader = ReceiverClaim.person(Principal(.administrator, scopes: [.readReceivers]))
        for (owner, goal, holders) in [
            (Self.own, nil, [manager, both]), (Self.own, Self.own, [manager, both]), (Self.own, Self.other, [both]),
            (Self.other, Self.own, [both]), (Self.other, nil, [both]), (nil, Self.own, []), (nil, nil, []),
        ] as [(ProjectID?, ProjectID?, [ReceiverClaim])] {
            let receiver = Self.receiver(of: owner)
            for claim in [manager, both, reader] {
                #expect(claim.holds(for: receiver, into: goal) == holders.contains(claim), "\(claim) \(receiver)")
            }
            #expect(administrator.holds(for: receiver, into: goal))
            #expect(ReceiverClaim.server.holds(for: receiver, into: goal))
        }
        let operates = ReceiverClaim.person(Principal(.member([Self.own: .operator])))
        #expect(!operates.holds(for: Self.receiver(of: Self.own)))
    }

    @Test("of receivers with a token, that of its project, and nobody's while it waits or where the key is its own")
    func enrolment() throws {
        let key = try #require(Self.key)
        let claim = ReceiverClaim.enrolment(Self.own, key: key)
        #expect(claim.holds(for: Self.receiver(of: Self.own)))
        #expect(!claim.holds(for: Self.receiver(of: Self.other, .pending, key: key)))
        #expect(claim.holds(for: Self.receiver(of: nil, .pending)))
        #expect(claim.holds(for: Self.receiver(of: nil, key: key)))
        #expect(!claim.holds(for: Self.receiver(of: nil)))
    }
}
