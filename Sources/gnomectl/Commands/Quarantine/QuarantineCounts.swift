// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `quarantine counts`.
enum QuarantineCounts {
    static let command = Command(
        "counts", abstract: "Show how much waits, how much may, and what was dropped or refused.",
        parameters: OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let counts = try await invocation.administratorClient().quarantineCounts()
        let drops = Table(
            header: ["LAST", "CAUSE", "REASON", "ENTRIES", "BYTES", "BY", "BECAUSE"],
            rows: counts.drops.map { drop in
                [
                    Table.Cell(drop.lastAt), Table.Cell(drop.cause), Table.Cell(drop.reason),
                    Table.Cell(drop.volume.entries), Table.Cell(drop.volume.bytes), Table.Cell(drop.actor),
                    Table.Cell(drop.because),
                ]
            })
        try invocation.print(
            Rendering(
                counts,
                view: [
                    .table(QuarantineVolumes.table(counts.waiting, total: counts.total)), .table(limits(of: counts)),
                    counts.drops.isEmpty ? .text("Nothing was dropped or refused so far.") : .table(drops),
                ]))
    }

    private static func limits(of counts: QuarantineCountsAnswer) -> Table {
        func row(_ name: String, _ volume: QuarantineVolume) -> [Table.Cell] {
            [Table.Cell(name), Table.Cell("\(volume.entries) entries, \(volume.bytes.byteText)")]
        }
        return Table(rows: [
            row("At most in all", counts.limit), row("At most a receiver", counts.receiverLimit),
            row("At most a source", counts.sourceLimit),
            ["At most for", Table.Cell(Duration.seconds(counts.ageSeconds).humanText)],
            ["Pending receivers", Table.Cell("\(counts.pendingReceivers) of at most \(counts.pendingLimit)")],
        ])
    }
}

/// Volumes by reason, for people.
enum QuarantineVolumes {
    static func table(_ volumes: [String: QuarantineVolume], total: QuarantineVolume) -> Table {
        Table(
            header: ["REASON", "ENTRIES", "BYTES"],
            rows: volumes.sorted { $0.key < $1.key }.map { name, volume in
                [Table.Cell(name), Table.Cell(volume.entries), Table.Cell(volume.bytes)]
            } + [["all", Table.Cell(total.entries), Table.Cell(total.bytes)]])
    }
}
