// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import TestSupport
import Testing

@Suite("Asking for a part of a series", .timeLimit(.minutes(10)))
struct SeriesQueryTests {
    private static let noon = Timestamp(seconds: 1_777_636_800)
    private static let volts = Series(.metric, "volts")

    /// Lends a store with observations at these minutes before noon, each of its own frame.
    private static func withStore(
        minutes: [Int64], _ body: (SQLStore, ReceiverID) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let store = try await SQLStore.sqlite(at: folder + "/gnome.db")
            let serial = try #require(Serial("SG-F28CRPI33503"))
            let observations = try minutes.map { minute in
                try #require(
                    Observation(volts, Double(minute), receivedAt: noon.advanced(by: .seconds(-60 * minute))))
            }
            let id = try await store.write { (store) throws(StoreError) in
                let receiver = try store.register(
                    ReceiverDraft(serial: serial, registration: .accepted, registeredAt: noon))
                try store.add(
                    observations.enumerated().map { index, observation in
                        ObservationDraft(
                            receiver: receiver.id, frame: FrameID(rawValue: Int64(index)), observation: observation)
                    })
                return receiver.id
            }
            try await body(store, id)
            await store.close()
        }
    }

    @Test("what is not said is the newest", arguments: zip(SeriesDetail.allCases, [1, 30, 730] as [Int64]))
    func usual(detail: SeriesDetail, days: Int64) {
        let query = SeriesQuery(detail, now: Self.noon)
        #expect(query.to == Self.noon.advanced(by: .seconds(60)))
        #expect(query.from.duration(to: query.to) == .seconds(86_400 * days))
        let earlier = SeriesQuery(detail, to: Timestamp(seconds: 1_700_000_000), now: Self.noon)
        #expect(earlier.from.duration(to: earlier.to) == .seconds(86_400 * days))
    }

    @Test("page after page leads through all, also where many lie at one moment", arguments: [1, 2, 3, 5, 7, 100])
    func pages(limit: Int) async throws {
        let minutes: [Int64] = [0, 1, 1, 1, 1, 2, 3, 3, 4, 9, 9]
        try await Self.withStore(minutes: minutes) { store, receiver in
            var seen: [Double] = []
            var from: Timestamp? = Timestamp(seconds: 0)
            repeat {
                let query = SeriesQuery(.raw, from: from, limit: limit, now: Self.noon)
                let view = try await store.read { (store) throws(StoreError) in
                    try query.view(of: Self.volts, at: receiver, in: store)
                }
                #expect(view.points.count <= limit && !view.points.isEmpty)
                seen += view.points.map(\.mean)
                from = view.next
            } while from != nil
            // At one moment there can be more than a page holds: the first of them stand for it.
            let expected = Set(minutes)
            #expect(Set(seen) == Set(expected.map { Double($0) }))
            if limit >= 4 { #expect(seen == minutes.sorted(by: >).map { Double($0) }) }
        }
    }

    @Test("without a beginning the newest come first, and page after page leads back", arguments: [1, 2, 3, 5, 7, 100])
    func backwards(limit: Int) async throws {
        let minutes: [Int64] = [0, 1, 1, 1, 1, 2, 3, 3, 4, 9, 9, 10]
        try await Self.withStore(minutes: minutes) { store, receiver in
            var pages: [[Double]] = []
            var to: Timestamp?
            repeat {
                let query = SeriesQuery(.raw, to: to, limit: limit, now: Self.noon)
                let view = try await store.read { (store) throws(StoreError) in
                    try query.view(of: Self.volts, at: receiver, in: store)
                }
                #expect(view.points.count <= limit && !view.points.isEmpty && view.next == nil)
                #expect(view.points.map(\.at) == view.points.map(\.at).sorted())
                pages.append(view.points.map(\.mean))
                to = view.earlier
            } while to != nil
            #expect(pages[0].last == 0)
            let seen = pages.reversed().flatMap(\.self)
            #expect(Set(seen) == Set(minutes.map { Double($0) }))
            if limit >= 4 { #expect(seen == minutes.sorted(by: >).map { Double($0) }) }
        }
    }

    @Test("the points of hours and days are what their observations come to")
    func summaries() async throws {
        try await Self.withStore(minutes: [1, 2, 3, 61, 1500]) { store, receiver in
            for (detail, counts, means) in [
                (SeriesDetail.hour, [1, 1, 3], [1500, 61, 2.0]), (.day, [1, 4], [1500, 16.75]),
            ] {
                let query = SeriesQuery(detail, now: Self.noon)
                let view = try await store.read { (store) throws(StoreError) in
                    try query.view(of: Self.volts, at: receiver, in: store)
                }
                #expect(view.points.map(\.count) == counts)
                #expect(view.points.map(\.mean) == means)
                #expect(view.next == nil && view.resolution == detail && view.name == "volts" && view.kind == .metric)
            }
        }
    }
}
