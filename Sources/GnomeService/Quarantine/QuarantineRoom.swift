// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// The room that is left in quarantine, while one transaction fills it.
struct QuarantineRoom {
    private let policy: QuarantinePolicy
    private var held: [QuarantineAccount: QuarantineVolume]
    private var total: QuarantineVolume

    /// The room that is left for these accounts.
    init(
        _ policy: QuarantinePolicy, for accounts: [QuarantineAccount], in store: any StoreReader
    ) throws(StoreError) {
        self.policy = policy
        held = try store.quarantineVolumes(of: Array(Set(accounts)))
        total = try store.quarantineVolumes().values.reduce(QuarantineVolume(), +)
    }

    /// Takes the room for an entry, or says why there is none.
    mutating func take(_ draft: QuarantineDraft) -> QuarantineRefusal? {
        let before = held[draft.account] ?? QuarantineVolume()
        if let refusal = policy.refusal(of: draft.volume, to: draft.account, holding: before, ofTotal: total) {
            return refusal
        }
        held[draft.account] = before + draft.volume
        total += draft.volume
        return nil
    }
}

/// Frames that found no room, summed up as they are counted.
struct RefusedFrames {
    private struct Key: Hashable {
        var reason: QuarantineReason
        var refusal: QuarantineRefusal
    }

    private var sums: [Key: QuarantineDrop] = [:]

    /// The counts.
    var drops: [QuarantineDrop] {
        sums.sorted {
            ($0.key.reason.rawValue, $0.key.refusal.rawValue) < ($1.key.reason.rawValue, $1.key.refusal.rawValue)
        }
        .map(\.value)
    }

    /// Counts a frame that would have waited for a reason.
    mutating func add(_ frame: Frame, _ reason: QuarantineReason, _ refusal: QuarantineRefusal) {
        let new = QuarantineDrop(
            .quota, reason, sentence: refusal.explanation, volume: QuarantineVolume(ofBody: frame.body.count),
            at: frame.receivedAt)
        guard var sum = sums[Key(reason: reason, refusal: refusal)] else {
            sums[Key(reason: reason, refusal: refusal)] = new
            return
        }
        sum.volume += new.volume
        sum.firstAt = min(sum.firstAt, new.firstAt)
        sum.lastAt = max(sum.lastAt, new.lastAt)
        sums[Key(reason: reason, refusal: refusal)] = sum
    }
}
