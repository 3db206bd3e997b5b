// SPDX-License-Identifier: Apache-2.0

/// What left the quarantine for good, or never found room there: counted, so that nothing vanishes unseen.
///
/// Drops of the same cause, reason, person and sentence are one count.
public struct QuarantineDrop: Sendable, Hashable {
    /// What made it go.
    public enum Cause: String, Sendable, Hashable, Codable, CaseIterable {
        /// A person dropped it.
        case person
        /// There was no room for it.
        case quota
        /// It had waited too long.
        case age
    }

    /// What made it go.
    public var cause: Cause
    /// Why it waited, or would have.
    public var reason: QuarantineReason
    /// Who dropped it; empty where no person did.
    public var actor: String
    /// Why it was dropped, in a sentence.
    public var sentence: String
    /// How much it was.
    public var volume: QuarantineVolume
    /// When the first of it was dropped.
    public var firstAt: Timestamp
    /// When the last of it was dropped.
    public var lastAt: Timestamp

    /// A count of these parts.
    public init(
        cause: Cause, reason: QuarantineReason, actor: String = "", sentence: String, volume: QuarantineVolume,
        firstAt: Timestamp, lastAt: Timestamp
    ) {
        self.cause = cause
        self.reason = reason
        self.actor = actor
        self.sentence = sentence
        self.volume = volume
        self.firstAt = firstAt
        self.lastAt = lastAt
    }

    /// A count of what was dropped at one moment.
    public init(
        _ cause: Cause, _ reason: QuarantineReason, actor: String = "", sentence: String, volume: QuarantineVolume,
        at moment: Timestamp
    ) {
        self.init(
            cause: cause, reason: reason, actor: actor, sentence: sentence, volume: volume, firstAt: moment,
            lastAt: moment)
    }
}
