// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// The frames of one receiver that wait in quarantine because of what the register says of it.
struct WaitingFrames {
    /// Frames of a receiver that is not in service.
    static let ofLife: Set<QuarantineReason> = [.receiverPending, .receiverRejected, .receiverDecommissioned]
    /// Frames of newcomers under its serial.
    static let ofNewcomers: Set<QuarantineReason> = [.receiverPending, .keyChanged]

    let serial: Serial
    let reasons: Set<QuarantineReason>

    /// Takes them in, in the order in which they came; what still has to wait keeps its place.
    ///
    /// - Returns: How many were taken in.
    func take(into store: any StoreWriter, policy: ContactPolicy) throws(StoreError) -> Int {
        var taken = 0
        try forEachBatch(in: store) { batch throws(StoreError) in
            let report = try HeldFrames(batch, in: store).take(into: store, policy: policy)
            taken += report.outcomes.count { if case .stored = $0 { true } else { false } }
        }
        return taken
    }

    /// Drops them for good, and counts them.
    ///
    /// - Parameters:
    ///   - key: Only those that came with this key; nothing for all.
    ///   - author: Who drops them.
    ///   - sentence: Why.
    ///   - moment: When.
    /// - Returns: How many were dropped.
    func drop(
        with key: KeyDigest? = nil, in store: any StoreWriter, by author: Author, because sentence: String,
        at moment: Timestamp
    ) throws(StoreError) -> Int {
        var sums: [QuarantineReason: QuarantineVolume] = [:]
        try forEachBatch(in: store) { batch throws(StoreError) in
            var meant = batch
            if let key {
                meant = try store.quarantineEntries(batch).filter { entry in
                    if case .key(_, let shown) = entry.frame.proof { shown == key } else { false }
                }.map(\.id)
            }
            sums.merge(try store.releaseFromQuarantine(meant), uniquingKeysWith: +)
        }
        try store.count(
            sums.sorted { $0.key.rawValue < $1.key.rawValue }.map { reason, volume in
                QuarantineDrop(.person, reason, actor: author.name, sentence: sentence, volume: volume, at: moment)
            })
        return sums.values.reduce(0) { $0 + $1.entries }
    }

    private func forEachBatch(
        in store: any StoreWriter, _ body: ([QuarantineID]) throws(StoreError) -> Void
    ) throws(StoreError) {
        var last: QuarantineID?
        while true {
            // Of all reasons together, so that what came first goes first.
            let waiting = try store.quarantine(
                matching: QuarantineFilter(serial: serial), after: last, limit: 1000)
            guard let newest = waiting.last?.id else { return }
            last = newest
            for batch in HeldFrames.batches(of: waiting.filter { reasons.contains($0.reason) }) { try body(batch) }
        }
    }
}
