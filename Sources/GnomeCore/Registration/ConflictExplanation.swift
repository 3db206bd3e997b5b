// SPDX-License-Identifier: Apache-2.0

/// What probably happened in an identity conflict, in plain words, and what can be done about it.
public struct ConflictExplanation: Sendable, Hashable {
    /// What probably happened.
    public enum Cause: String, Sendable, Hashable, Codable, CaseIterable {
        /// The card of the receiver was written anew, or exchanged for a new one.
        case cardReflashed = "card-reflashed"
        /// A card that the receiver had before is back.
        case formerCard = "former-card"
        /// A card was taken out of one receiver and put into another that is known too.
        case cardMoved = "card-moved"
        /// A receiver got a new board and kept its card.
        case boardSwapped = "board-swapped"
        /// A card was copied, and both copies are in use.
        case clonedCard = "cloned-card"
        /// Two receivers say that they are the same one.
        case twoReceivers = "two-receivers"
    }

    /// What probably happened.
    public var cause: Cause
    /// In a few sentences for people.
    public var text: String
    /// What can be done, what fits best first.
    public var acts: [ConflictSettlement.Act]

    /// Explains a conflict by what was seen.
    ///
    /// - Parameters:
    ///   - conflict: The conflict.
    ///   - receiver: The receiver whose serial the newcomer names.
    ///   - wasHeard: Whether that receiver was heard before, with its own key or without one.
    ///   - holderHeardAt: When the other receiver that has the key was last heard; nothing where there is none.
    public init(
        _ conflict: IdentityConflict, under receiver: Serial, wasHeard: Bool, holderHeardAt: Timestamp? = nil
    ) {
        let other = conflict.facts.holder.flatMap { $0 == receiver ? nil : $0 }
        let name = other?.text ?? receiver.text
        switch conflict.kind {
        case .twoPlaces:
            cause = .twoReceivers
            text =
                "Two senders take turns under the serial \(receiver), each with a key of its own. Two boards carry the same "
                + "serial, or somebody pretends to be this receiver. If both are yours, split them: the newcomer gets "
                + "a serial of its own here."
            acts = [.split, .accept, .reject]
        case .newKey where conflict.facts.holder == receiver:
            cause = .formerCard
            text =
                "\(receiver) came with a key that it had before: an older card was put back. Accept it if the card is meant "
                + "to stay."
            acts = [.accept, .split, .reject]
        case .newKey:
            cause = .cardReflashed
            text =
                "\(receiver) came with a key that nobody has. Its card was probably written anew or exchanged for a new one. "
                + "Accept the new key if somebody of yours did that; the old key ends, and all history stays."
            acts = [.accept, .split, .reject]
        case .knownKey where holderHeardAt.map { $0 > conflict.openedAt } ?? false:
            cause = .clonedCard
            text =
                "\(receiver) came with the key of \(name), which is still heard with it. The card was probably copied. "
                + "Write one of the two cards anew, so that each has a key of its own; then accept that."
            acts = [.reject, .swap]
        case .knownKey where wasHeard:
            cause = .cardMoved
            text =
                "\(receiver), which is known, came with the key of \(name), which was not heard since. The card was probably "
                + "taken out of \(name) and put into \(receiver). Swap if that is so: the key goes along."
            acts = [.swap, .reject]
        case .knownKey:
            cause = .boardSwapped
            text =
                "\(receiver), which was never heard before, came with the key of \(name), which was not heard since. "
                + "\(name) probably got a new board and kept its card. Swap if that is so: the key goes along; then swap "
                + "the hardware of the station too."
            acts = [.swap, .reject]
        }
    }
}
