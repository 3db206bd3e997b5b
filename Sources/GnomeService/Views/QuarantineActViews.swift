// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// What became of entries that were sent in again, as the API shows it.
public struct QuarantineReplayView: Sendable, Hashable, Codable {
    /// Whether nothing was done, and `matched` tells what would be sent in.
    public var dryRun: Bool
    /// How many entries were meant and are there.
    public var matched: Int
    /// How many count now.
    public var stored: Int
    /// How many were stored before, or wait a second time, and are gone from the quarantine.
    public var repeated: Int
    /// How many still wait, by the reason that was found now.
    public var kept: [String: Int]
    /// How many were named that are not there.
    public var missing: Int
    /// Where to go on; nothing where no more match.
    public var next: QuarantineID?

    /// The view of what was done.
    public init(_ replayed: QuarantineService.Replayed) {
        let outcomes = replayed.report.outcomes
        dryRun = false
        matched = outcomes.count
        stored = outcomes.count { if case .stored = $0 { true } else { false } }
        repeated = outcomes.count { $0 == .repeated }
        kept = [:]
        for case .quarantined(let reason) in outcomes { kept[reason.rawValue, default: 0] += 1 }
        missing = replayed.missing
        next = replayed.next
    }

    /// The view of what would be done.
    public init(wouldReplay selected: QuarantineService.Selected) {
        dryRun = true
        matched = selected.entries.count
        stored = 0
        repeated = 0
        kept = [:]
        missing = selected.missing
        next = selected.next
    }
}

/// What was dropped, as the API shows it.
public struct QuarantineDropsView: Sendable, Hashable, Codable {
    /// Whether nothing was done, and the rest tells what would be dropped.
    public var dryRun: Bool
    /// How much in all.
    public var total: QuarantineVolume
    /// How much by the reason that it waited for.
    public var dropped: [String: QuarantineVolume]
    /// How many were named that are not there.
    public var missing: Int
    /// Where to go on; nothing where no more match.
    public var next: QuarantineID?

    /// The view of what was done.
    public init(_ dropped: QuarantineService.Dropped) {
        dryRun = false
        total = dropped.total
        self.dropped = dropped.volumes.byName
        missing = dropped.missing
        next = dropped.next
    }

    /// The view of what would be done.
    public init(wouldDrop selected: QuarantineService.Selected) {
        var volumes: [QuarantineReason: QuarantineVolume] = [:]
        for entry in selected.entries {
            volumes[entry.reason, default: QuarantineVolume()] += QuarantineVolume(ofBody: entry.size)
        }
        self.init(
            QuarantineService.Dropped(volumes: volumes, missing: selected.missing, next: selected.next))
        dryRun = true
    }
}
