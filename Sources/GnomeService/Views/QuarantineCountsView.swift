// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// How much waits in quarantine, how much may, and what was dropped, as the API shows it.
public struct QuarantineCountsView: Sendable, Hashable, Codable {
    /// How much waits, by reason.
    public var waiting: [String: QuarantineVolume]
    /// How much waits in all.
    public var total: QuarantineVolume
    /// The most that may wait in all.
    public var limit: QuarantineVolume
    /// The most that may wait of one receiver in the register.
    public var receiverLimit: QuarantineVolume
    /// The most that may wait of one source, of all that names no receiver in the register.
    public var sourceLimit: QuarantineVolume
    /// How long an entry may wait, in seconds.
    public var ageSeconds: Double
    /// How many receivers are pending.
    public var pendingReceivers: Int
    /// How many receivers may be pending.
    public var pendingLimit: Int
    /// What was ever dropped or refused, the latest first.
    public var drops: [QuarantineDropView]

    /// A view of these parts.
    public init(
        waiting: [QuarantineReason: QuarantineVolume], pending: Int, policy: QuarantinePolicy, drops: [QuarantineDrop]
    ) {
        self.waiting = waiting.filter { $0.value.entries > 0 }.byName
        total = waiting.values.reduce(QuarantineVolume(), +)
        limit = policy.total
        receiverLimit = policy.receiver
        sourceLimit = policy.source
        ageSeconds = policy.age.seconds
        pendingReceivers = pending
        pendingLimit = policy.pendingReceivers
        self.drops = drops.map(QuarantineDropView.init)
    }
}

/// A count of what was dropped, as the API shows it.
public struct QuarantineDropView: Sendable, Hashable, Codable {
    /// What made it go.
    public var cause: QuarantineDrop.Cause
    /// Why it waited, or would have.
    public var reason: QuarantineReason
    /// Who dropped it; nothing where no person did.
    public var actor: String?
    /// Why it was dropped.
    public var because: String
    /// How much it was.
    public var volume: QuarantineVolume
    /// When the first of it was dropped.
    public var firstAt: Timestamp
    /// When the last of it was dropped.
    public var lastAt: Timestamp

    /// The view of a count.
    public init(_ drop: QuarantineDrop) {
        cause = drop.cause
        reason = drop.reason
        actor = drop.actor.isEmpty ? nil : drop.actor
        because = drop.sentence
        volume = drop.volume
        firstAt = drop.firstAt
        lastAt = drop.lastAt
    }
}

extension [QuarantineReason: QuarantineVolume] {
    /// The same by the names of the reasons, as JSON has them.
    var byName: [String: QuarantineVolume] {
        Dictionary<String, QuarantineVolume>(uniqueKeysWithValues: map { ($0.key.rawValue, $0.value) })
    }
}
