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
        let left: RebuiltReceiver.Obstacle?
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
                left: receiver.obstacle,
                differences: receiver.differences.map {
                    Difference(subject: $0.subject, stored: $0.stored, told: $0.told)
                })
        }
    }

    private func serials(leftBecause obstacle: RebuiltReceiver.Obstacle) -> String? {
        let left = differing.filter { $0.left == obstacle }.map(\.serial)
        return left.isEmpty ? nil : left.joined(separator: ", ")
    }

    /// What people see.
    var view: [Block] {
        var sentences = "\(frames) frames of \(receivers) receivers were folded again. "
        if differing.isEmpty {
            sentences += "What is stored is what they tell."
        } else if dryRun {
            sentences += "Nothing was changed; this is what would be."
        } else {
            sentences += "This was changed, but for receivers that were left as they are."
        }
        if unreadable > 0 {
            sentences += "\n\(unreadable) frames can't be read by this version."
        }
        let rows = differing.flatMap { receiver in
            receiver.differences.map { difference -> [Table.Cell] in
                [
                    Table.Cell(receiver.serial), receiver.left == nil ? "differs" : Table.Cell("left", tone: .bad),
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
        let gone = serials(leftBecause: .framesGone).map {
            (
                "Fewer frames are stored than the status tells of: \($0).",
                "Restore a backup that has them; or, if it is the status that is wrong, add --fewer-frames."
            )
        }
        let unreadable = serials(leftBecause: .framesUnreadable).map {
            (
                "This version can't read all frames, and what they told would be lost: \($0).",
                "Use the version that stored them; or, if only their contacts are to stay, add --unreadable-frames."
            )
        }
        let left = [gone, unreadable].compactMap(\.self)
        guard left.isEmpty else {
            throw CommandError(
                .failure, left.map(\.0).joined(separator: " "), hint: left.map(\.1).joined(separator: " "))
        }
        guard !dryRun || differing.isEmpty else {
            throw CommandError(
                .failure, "\(differing.count) of \(receivers) receivers differ from what their frames tell.",
                hint: "Make a backup, and do it again without --dry-run.")
        }
    }
}
