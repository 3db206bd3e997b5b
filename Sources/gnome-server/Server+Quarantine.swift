// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

extension Server {
    /// Drops now and then what has waited too long in quarantine.
    func quarantineAge(_ context: ServerContext) -> LifecycleService {
        let age = context.quarantinePolicy.age
        return upkeep(
            "quarantine age", every: min(age, .seconds(3600)), context,
            complaint: "what has waited too long in quarantine can't be dropped now"
        ) { now in
            context.observe(
                try await context.quarantine.dropExpired(after: age, at: now), by: "age",
                because: "longer than \(age.humanText)")
        }
    }
}

extension ServerContext {
    /// Logs what was dropped from the quarantine, and by whom.
    func observe(_ dropped: QuarantineService.Dropped, by actor: String, because sentence: String) {
        let total = dropped.total
        guard total.entries > 0 else { return }
        log(
            .info, "frames were dropped from the quarantine, and are counted",
            [
                "frames": .integer(Int64(total.entries)), "bytes": .integer(Int64(total.bytes)),
                "by": .string(actor), "because": .string(sentence),
            ])
    }
}

extension Metrics {
    /// Sets what tells of the quarantine: what waits, and what was ever dropped.
    func set(_ waiting: [QuarantineReason: QuarantineVolume], _ drops: [QuarantineDrop]) {
        for reason in QuarantineReason.allCases {
            let volume = waiting[reason] ?? QuarantineVolume()
            set(.quarantineEntries, ("reason", reason.rawValue), to: Double(volume.entries))
            set(.quarantineBytes, ("reason", reason.rawValue), to: Double(volume.bytes))
        }
        for (cause, drops) in Dictionary(grouping: drops, by: \.cause) {
            for (reason, drops) in Dictionary(grouping: drops, by: \.reason) {
                let volume = drops.map(\.volume).reduce(QuarantineVolume(), +)
                let labels = (("cause", cause.rawValue), ("reason", reason.rawValue))
                set(.quarantineDropped, labels.0, labels.1, to: Double(volume.entries))
                set(.quarantineDroppedBytes, labels.0, labels.1, to: Double(volume.bytes))
            }
        }
    }
}
