// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("The life of a receiver")
struct ReceiverLifeTests {
    private static let noon = Timestamp(seconds: 1_777_636_800)
    private static let day = Duration.seconds(86_400)

    private static func receiver(
        _ registration: Receiver.Registration, purged: Bool = false
    ) -> Receiver {
        Receiver(
            id: ReceiverID(rawValue: 1), serial: Serial(sensorgnome: "F28CRPI33503"), registration: registration,
            since: noon, registeredAt: noon, purgedAt: purged ? noon : nil)
    }

    /// What an act comes to: a state and what follows, `=` for what is so already, `!` for a refusal.
    private static func text(
        _ act: ReceiverLife.Act, of receiver: Receiver?, after days: Int = 1
    ) -> String {
        do throws(ReceiverLife.Refusal) {
            let now = noon.advanced(by: day * days)
            guard let step = try ReceiverLife.step(act, of: receiver, at: now) else { return "=" }
            return ([step.registration.rawValue] + step.consequences.map(\.rawValue).sorted()).joined(separator: " ")
        } catch {
            return error.description.isEmpty ? "" : "!"
        }
    }

    @Test(
        "Each act is allowed in just these states, and this follows",
        arguments: [
            (nil, ["accepted", "preauthorised", "!", "!", "!", "!", "!", "!"]),
            (
                .pending,
                [
                    "accepted takesWaiting", "accepted takesWaiting", "accepted takesWaiting",
                    "rejected dropsWaiting revokesCredential", "!", "!", "!", "=",
                ]
            ),
            (.accepted, ["=", "=", "=", "!", "decommissioned endsDeployments revokesCredential", "!", "!", "="]),
            (
                .preauthorised,
                [
                    "accepted", "=", "accepted", "rejected dropsWaiting revokesCredential", "!", "!", "!", "accepted",
                ]
            ),
            (.rejected, ["accepted takesWaiting", "!", "accepted takesWaiting", "=", "!", "!", "!", "="]),
            (.decommissioned, ["!", "!", "!", "!", "=", "accepted takesWaiting", "!", "="]),
        ] as [(Receiver.Registration?, [String])])
    func acts(state: Receiver.Registration?, expected: [String]) {
        let receiver = state.map { Self.receiver($0) }
        #expect(ReceiverLife.Act.allCases.map { Self.text($0, of: receiver) } == expected)
    }

    @Test("A decommissioned receiver is restored within the grace time, purged after it, and begins anew after that")
    func grace() {
        let gone = Self.receiver(.decommissioned)
        #expect(Self.text(.restore, of: gone, after: 29) == "accepted takesWaiting")
        #expect(Self.text(.purge, of: gone, after: 29) == "!")
        #expect(Self.text(.restore, of: gone, after: 30) == "!")
        #expect(Self.text(.purge, of: gone, after: 30) == "decommissioned dropsWaiting forgetsKeys")
        #expect(Self.text(.add, of: gone, after: 30) == "!")
        let purged = Self.receiver(.decommissioned, purged: true)
        #expect(Self.text(.restore, of: purged, after: 1) == "!")
        #expect(Self.text(.purge, of: purged, after: 99) == "!")
        #expect(Self.text(.add, of: purged) == "accepted")
        #expect(Self.text(.preauthorise, of: purged) == "preauthorised")
    }

    @Test("Who is not in service waits, whatever it shows, and none of its keys is trusted")
    func admission() throws {
        let key = try #require(KeyDigest(bytes: [UInt8](repeating: 1, count: 32)))
        for proof in [.none, .key(user: "x", digest: key), .brokerUser("SG-F28CRPI33503")] as [IdentityProof] {
            #expect(
                Admission.decide(proof, receiver: Self.receiver(.rejected)) == .wait(.receiverRejected, trusting: nil))
            #expect(
                Admission.decide(proof, receiver: Self.receiver(.decommissioned))
                    == .wait(.receiverDecommissioned, trusting: nil))
        }
        #expect(Admission.decide(.none, receiver: Self.receiver(.preauthorised)) == .accept)
    }
}
