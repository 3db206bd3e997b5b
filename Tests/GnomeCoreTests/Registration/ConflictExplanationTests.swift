// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Conflicts of identity in plain words")
struct ConflictExplanationTests {
    private static let own = Serial(sensorgnome: "F28CRPI33503")
    private static let other = Serial(sensorgnome: "5016BBBK15A4")
    private static let noon = Timestamp(seconds: 1_777_636_800)

    @Test(
        "What was seen tells what probably happened, and what fits best comes first",
        arguments: [
            (.newKey, nil, true, nil, .cardReflashed, .accept),
            (.newKey, own, true, nil, .formerCard, .accept),
            (.knownKey, other, true, -1, .cardMoved, .swap),
            (.knownKey, other, true, nil, .cardMoved, .swap),
            (.knownKey, other, false, -1, .boardSwapped, .swap),
            (.knownKey, other, false, 1, .clonedCard, .reject),
            (.knownKey, other, true, 1, .clonedCard, .reject),
            (.twoPlaces, nil, true, nil, .twoReceivers, .split),
        ]
            as [(
                IdentityConflict.Kind, Serial?, Bool, Int64?, ConflictExplanation.Cause, ConflictSettlement.Act
            )])
    func explains(
        kind: IdentityConflict.Kind, holder: Serial?, wasHeard: Bool, holderHeard: Int64?,
        cause: ConflictExplanation.Cause, act: ConflictSettlement.Act
    ) throws {
        let key = try #require(KeyDigest(bytes: [UInt8](repeating: 1, count: 32)))
        let conflict = IdentityConflict(
            id: IdentityConflictID(rawValue: 1), receiver: ReceiverID(rawValue: 1), kind: kind,
            facts: .init(shownKey: key, liveKey: nil, holder: holder, lastShownAt: Self.noon), openedAt: Self.noon,
            frames: 1)
        let explanation = ConflictExplanation(
            conflict, under: Self.own, wasHeard: wasHeard,
            holderHeardAt: holderHeard.map { Self.noon.advanced(by: .seconds($0)) })
        #expect(explanation.cause == cause)
        #expect(explanation.acts.first == act)
        #expect(explanation.text.contains(Self.own.text))
        #expect(explanation.text.contains(Self.other.text) == (holder == Self.other))
    }
}
