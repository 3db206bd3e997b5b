// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// Frames that waited in quarantine, and are taken in as if they came now: by acceptance and by replay alike.
struct HeldFrames {
    /// At most so many are taken in together.
    private static let limit = (entries: 50, bytes: 8 << 20)

    private let entries: [QuarantineEntry]

    /// The frames of these entries, as far as they are still there.
    init(_ ids: [QuarantineID], in store: any StoreReader) throws(StoreError) {
        entries = try store.quarantineEntries(ids)
    }

    /// Parts of a list that are small enough to be held in memory, in its order.
    static func batches(of summaries: [QuarantineSummary]) -> [[QuarantineID]] {
        var batches: [[QuarantineID]] = []
        var bytes = 0
        for summary in summaries {
            bytes += summary.size
            if let last = batches.last, last.count < limit.entries, bytes <= limit.bytes {
                batches[batches.count - 1].append(summary.id)
            } else {
                batches.append([summary.id])
                bytes = summary.size
            }
        }
        return batches
    }

    /// Releases the frames and takes them in, in the same transaction; what still has to wait goes back to its place.
    ///
    /// - Returns: One outcome a frame, and what followed.
    func take(into store: any StoreWriter, policy: ContactPolicy) throws(StoreError) -> IngestReport {
        let whole = entries.filter { !$0.isCut }
        try store.releaseFromQuarantine(whole.map(\.id))
        var transaction = IngestTransaction(store, policy: policy, held: whole.map(\.id))
        var report = try transaction.take(whole.map { ReadFrame(Intake($0.frame)) })
        for (index, entry) in entries.enumerated() where entry.isCut {
            report.outcomes.insert(.quarantined(entry.reason), at: index)
        }
        return report
    }
}

extension QuarantineEntry {
    /// Whether only the beginning of the message was kept, which could be taken for a whole one.
    fileprivate var isCut: Bool { reason == .oversize && frame.body.count <= MessageDecoder.sizeLimit }
}
