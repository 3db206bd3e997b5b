// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore

/// What a rebuild did or would do, for machines and for people.
struct StoreRebuildAnswer: Encodable {
    struct Difference: Encodable {
        let subject: String
        let stored: String
        let told: String
    }

    struct Receiver: Encodable {
        let serial: String
        let frames: Int
        let unreadable: Int
        let incomplete: Bool
        let differences: [Difference]
    }

    let store: String
    let dryRun: Bool
    let receivers: Int
    let frames: Int
    let unreadable: Int
    let differing: [Receiver]

    init(_ outcome: StoreRebuild.Outcome, of address: StoreAddress, isDryRun: Bool) {
        store = "\(address)"
        dryRun = isDryRun
        receivers = outcome.receivers
        frames = outcome.frames
        unreadable = outcome.unreadable
        differing = outcome.differing.map { receiver in
            Receiver(
                serial: receiver.serial.text, frames: receiver.frames, unreadable: receiver.unreadable,
                incomplete: receiver.isIncomplete,
                differences: receiver.differences.map {
                    Difference(subject: $0.subject, stored: $0.stored, told: $0.told)
                })
        }
    }

    private var incomplete: [Receiver] { differing.filter(\.incomplete) }

    /// What people see.
    var view: [Block] {
        var sentences = "\(frames) frames of \(receivers) receivers were folded again. "
        if differing.isEmpty {
            sentences += "What is stored is what they tell."
        } else if dryRun {
            sentences += "Nothing was changed; this is what would be."
        } else {
            sentences += "This was changed, but for receivers of which frames are gone."
        }
        if unreadable > 0 {
            sentences += "\n\(unreadable) frames can't be read by this version, and count as contacts only."
        }
        let rows = differing.flatMap { receiver in
            receiver.differences.map { difference -> [Table.Cell] in
                [
                    Table.Cell(receiver.serial), receiver.incomplete ? Table.Cell("left", tone: .bad) : "differs",
                    Table.Cell(difference.subject), Table.Cell(difference.stored), Table.Cell(difference.told),
                ]
            }
        }
        guard !rows.isEmpty else { return [.text(sentences)] }
        return [
            .text(sentences),
            .table(Table(header: ["RECEIVER", "STATE", "WHAT", "STORED", "FRAMES TELL"], rows: rows)),
        ]
    }

    /// - Throws: `CommandError` where something differs that was not mended.
    func check() throws(CommandError) {
        guard incomplete.isEmpty else {
            throw CommandError(
                .failure,
                "Frames are gone of \(incomplete.map(\.serial).joined(separator: ", ")), which tell less than is stored.",
                hint: "Restore a backup that has them. What they told is still in the summaries, which were left.")
        }
        guard !dryRun || differing.isEmpty else {
            throw CommandError(
                .failure, "\(differing.count) of \(receivers) receivers differ from what their frames tell.",
                hint: "Make a backup, and do it again without --dry-run.")
        }
    }
}
