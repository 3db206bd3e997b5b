// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// A job that one of all servers of a store does once a day, and that writes down its own next run first.
struct DailyJob: Sendable {
    let kind: JobKind
    /// At which time of day, in UTC.
    let time: Duration

    /// Writes down the next run, once for all servers of a store.
    func schedule(in store: any Store, at now: Timestamp) async throws(StoreError) {
        var next = SeriesDetail.day.start(of: now).advanced(by: time)
        if next <= now { next = next.advanced(by: .seconds(86_400)) }
        let draft = JobDraft(kind: kind, payload: [], uniqueKey: "daily \(next)", createdAt: now, dueAt: next)
        _ = try await store.write { (store) throws(StoreError) in try store.enqueue([draft]) }
    }
}
