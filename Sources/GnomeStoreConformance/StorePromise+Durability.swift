// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What a durable `Store` promises when it is closed and opened again.
    public static let durability: [StorePromise] = [
        StorePromise(whenReopened: "all that was written is there when the store is opened again, and nothing else") {
            place in
            let before = try await place.open { store in
                let receivers = try await store.register(1, 2)
                try await store.write { (store) throws(StoreError) in try fill(store, receivers) }
                await #expect(throws: StoreError.self) {
                    try await store.write { (store) throws(StoreError) in
                        try fill(store, receivers.reversed())
                        throw StoreError(.conflict, "Enough.")
                    }
                }
                return try await store.contents()
            }
            let after = try await place.open { store in try await store.contents() }
            #expect(after == before)
            #expect(after.frames.count == 2 && after.quarantine.count == 1 && after.jobs.count == 2)
            #expect(after.overviews.count == 2 && after.observations.count == 1 && after.summaries.count == 1)
        },
        StorePromise(whenReopened: "what is stored already is known as such when the store is opened again") { place in
            let receiver = try await place.open { store in
                let receiver = try await store.registerOne()
                try await store.write { (store) throws(StoreError) in try fill(store, [receiver]) }
                return receiver
            }
            try await place.open { store in
                let error = await #expect(throws: StoreError.self) { try await store.registerOne() }
                #expect(error?.code == .conflict)
                let news = try await store.write { (store) throws(StoreError) in
                    (
                        frames: try store.insert([draft(receiver.id, "0"), draft(receiver.id, "new")]),
                        jobs: try store.enqueue([jobDraft("0", key: "0"), jobDraft("new", key: "new")])
                    )
                }
                #expect(news.frames.map { $0 == nil } == [true, false])
                #expect(news.jobs.map { $0 == nil } == [true, false])
            }
        },
        StorePromise(whenReopened: "a number is never given twice, not even that of the last row, taken out before") {
            place in
            let gone = try await place.open { store in
                try await store.write { (store) throws(StoreError) in
                    let ids = try store.quarantine([quarantineDraft(nil, "a")]).compactMap(\.self)
                    try store.releaseFromQuarantine(ids)
                    _ = try store.enqueue([jobDraft("a")])
                    let jobs = try store.claimJobs(of: [mail], at: moment(0), until: moment(9), by: "w", limit: 9)
                    for job in jobs { try store.complete(job.lease) }
                    return (quarantine: ids, jobs: jobs.map(\.job.id))
                }
            }
            let next = try await place.open { store in
                try await store.write { (store) throws(StoreError) in
                    (
                        quarantine: try store.quarantine([quarantineDraft(nil, "a")]).compactMap(\.self),
                        jobs: try store.enqueue([jobDraft("a")]).compactMap(\.self)
                    )
                }
            }
            #expect(try #require(next.quarantine.first) > (try #require(gone.quarantine.first)))
            #expect(try #require(next.jobs.first) > (try #require(gone.jobs.first)))
        },
        StorePromise(whenReopened: "a lease counts until another takes the job, also in a store that is opened again") {
            place in
            let leases = try await place.open { store in
                try await store.write { (store) throws(StoreError) in
                    _ = try store.enqueue([jobDraft("a"), jobDraft("b")])
                    return try store.claimJobs(of: [mail], at: moment(0), until: moment(9), by: "w", limit: 9)
                        .map(\.lease)
                }
            }
            try await place.open { store in
                try await store.write { (store) throws(StoreError) in try store.complete(leases[0]) }
                let taken = try await store.write { (store) throws(StoreError) in
                    try store.claimJobs(of: [mail], at: moment(9), until: moment(19), by: "v", limit: 9)
                }
                #expect(taken.map(\.job.id) == [leases[1].job])
                let error = await #expect(throws: StoreError.self) {
                    try await store.write { (store) throws(StoreError) in try store.complete(leases[1]) }
                }
                #expect(error?.code == .conflict)
            }
        },
    ]
}

/// Writes something through each protocol, for each of these receivers.
private func fill(_ store: any StoreWriter, _ receivers: [Receiver]) throws(StoreError) {
    for (index, receiver) in receivers.enumerated() {
        let ids = try store.insert([draft(receiver.id, "\(index)")])
        var status = try store.statuses([receiver.id])[receiver.id] ?? ReceiverStatus()
        status.frames += 1
        status.lastReport = ids.first ?? nil
        try store.setStatuses([receiver.id: status])
        _ = try store.enqueue([jobDraft("\(index)", key: "\(index)")])
    }
    _ = try store.quarantine([quarantineDraft(nil, "\(receivers.count)")])
    if let receiver = receivers.first, let id = try store.frames(of: receiver.id, before: nil, limit: 1).first?.id,
        let observation = Observation(restarts, 3, receivedAt: moment(0))
    {
        _ = try store.add([ObservationDraft(receiver: receiver.id, frame: id, observation: observation)])
    }
    _ = try store.claimJobs(of: [mail], at: moment(0), until: moment(9), by: "w", limit: 1)
}

private let restarts = Series(.metric, "restarts")

/// What is read through each protocol.
private struct Contents: Equatable, Sendable {
    var overviews: [ReceiverOverview] = []
    var frames: [StoredFrame] = []
    var quarantine: [QuarantineEntry] = []
    var jobs: [Job] = []
    var observations: [StoredObservation] = []
    var summaries: [SeriesSummary] = []
}

extension Store {
    fileprivate func contents() async throws(StoreError) -> Contents {
        try await read { (store) throws(StoreError) in
            var contents = Contents()
            contents.overviews = try store.overviews(after: nil, limit: 99)
            contents.frames = try store.frames(after: nil, limit: 99)
            contents.quarantine = try store.newestQuarantined(99)
            for state in JobState.allCases { contents.jobs += try store.jobs(state, before: nil, limit: 99) }
            for receiver in contents.overviews.map(\.receiver.id) {
                contents.observations += try store.observations(
                    of: restarts, at: receiver, from: moment(-99), to: moment(99), limit: 99)
                contents.summaries += try store.summaries(
                    of: restarts, at: receiver, per: .day, from: moment(-99), to: moment(99), limit: 99)
            }
            return contents
        }
    }
}
