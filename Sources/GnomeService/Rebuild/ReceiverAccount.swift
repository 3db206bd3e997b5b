// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// What a store keeps of one receiver that follows from its frames.
struct ReceiverAccount {
    let status: ReceiverStatus
    let series: [Series: SeriesAccount]

    /// Reads what is kept.
    init(of receiver: ReceiverID, in store: any StoreReader) throws(StoreError) {
        status = try store.statuses([receiver])[receiver] ?? ReceiverStatus()
        var series: [Series: SeriesAccount] = [:]
        for overview in try store.series(of: receiver) {
            series[overview.series] = try SeriesAccount(overview, of: receiver, in: store)
        }
        self.series = series
    }

    /// How many contacts are told by the observations or summaries that are kept: as many as there were frames, or fewer
    /// where the old ones were taken away.
    var contacts: Int {
        SeriesDetail.allCases.map { detail in
            series.filter { $0.key.kind == .contact }
                .reduce(0) { $0 + ($1.value.parts[detail]?.observations ?? 0) }
        }
        .max() ?? 0
    }

    /// From when on each detail of a class is kept; nothing where all of it was taken away.
    ///
    /// What is older than the oldest that is there was taken away, because old observations may go, and stays away.
    func start(of kind: SeriesClass, _ detail: SeriesDetail) -> Timestamp? {
        series.filter { $0.key.kind == kind }.compactMap { $0.value.parts[detail]?.start }.min()
    }
}
