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
}
