// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `SeriesReading` and `SeriesWriting` promise, of receivers that are registered.
    public static let series: [StorePromise] = [
        StorePromise("an observation is read back to the last bit, with both its times") { store in
            let receiver = try await store.registerOne()
            let values = [
                0, 1, -1, 0.1, 1 / 3, Double.pi, -1e-300, .leastNonzeroMagnitude, .leastNormalMagnitude, 1e290, -1e290,
                9_007_199_254_740_991, 1e15 + 0.3,
            ]
            let drafts = try values.enumerated().map { index, value in
                try observation(
                    receiver.id, Int64(index), value, at: moment(Int64(index)),
                    deviceTime: index % 2 == 0 ? moment(Int64(index) - 1_000_000_000_000_000) : nil)
            }
            #expect(try await store.add(drafts) == values.count)
            try await store.read { (store) throws(StoreError) in
                let read = try store.observations(of: volts, at: receiver.id, from: .min, to: .max, limit: 100)
                #expect(read.map(\.value.bitPattern) == values.map(\.bitPattern))
                #expect(read.map(\.moment) == values.indices.map { moment(Int64($0)) })
                #expect(read.map(\.deviceTime) == drafts.map(\.observation.deviceTime))
                #expect(read.map(\.frame) == drafts.map(\.frame))
            }
        },
        StorePromise("a series keeps its name and class, and a receiver's series come with their latest value") {
            store in
            let receivers = try await store.register(1, 2)
            let (one, two) = (receivers[0].id, receivers[1].id)
            let odd = Series(SeriesClass(rawValue: oddText), oddText)
            _ = try await store.add([
                try observation(one, 1, 5, at: moment(9)), try observation(one, 2, 6, at: moment(3)),
                try observation(one, 3, 7, odd), try observation(two, 4, 8),
            ])
            _ = try await store.add([try observation(one, 5, 9, at: moment(8)), try observation(two, 6, 1)])
            try await store.read { (store) throws(StoreError) in
                let series = try store.series(of: one)
                #expect(Set(series.map(\.series)) == [odd, volts])
                #expect(series.contains { $0.series.name.utf8.elementsEqual(oddText.utf8) && $0.latest == 7 })
                #expect(series.contains(SeriesOverview(series: volts, latestAt: moment(9), latest: 5)))
                #expect(
                    try store.series(of: two) == [SeriesOverview(series: volts, latestAt: moment(0), latest: 1)])
                #expect(Set(try store.seriesClasses()) == [.metric, SeriesClass(rawValue: oddText)])
                let none = Series(.port, volts.name)
                #expect(try store.observations(of: none, at: one, from: .min, to: .max, limit: 9).isEmpty)
                #expect(try store.summaries(of: none, at: one, per: .hour, from: .min, to: .max, limit: 9).isEmpty)
                #expect(try store.summaries(of: volts, at: one, per: .raw, from: .min, to: .max, limit: 9).isEmpty)
            }
        },
        StorePromise("the series of a receiver are read page by page, by their bytes, and found by their name") {
            store in
            let receivers = try await store.register(1, 2)
            let names = ["a", "Z", "é", "z{a=1}", "f", "\u{FFFD}", "🐦"]
            let series = names.map { Series(.metric, $0) } + [Series(.port, "a"), Series(.port, "b")]
            _ = try await store.add(try series.map { try observation(receivers[0].id, 1, 1, $0) })
            _ = try await store.add([try observation(receivers[1].id, 2, 2, Series(.contact, "a"))])
            try await store.read { (store) throws(StoreError) in
                func page(after last: Series?, _ limit: Int) throws(StoreError) -> [Series] {
                    try store.series(of: receivers[0].id, after: last, limit: limit).map(\.series)
                }
                let all = try page(after: nil, 99)
                #expect(all == series.sorted())
                #expect(try page(after: nil, 4) == Array(all[..<4]))
                #expect(try page(after: all[3], 4) == Array(all[4..<8]))
                #expect(try page(after: all[7], 4) == Array(all[8...]))
                #expect(try page(after: Series(.metric, "aa"), 1) == [Series(.metric, "f")])
                #expect(try page(after: all[8], 4).isEmpty)
                #expect(try page(after: nil, -1).isEmpty)
                let found = try store.series(named: "a", of: receivers[0].id).map(\.series)
                #expect(found == [Series(.metric, "a"), Series(.port, "a")])
                #expect(try store.series(named: "b", of: receivers[1].id).isEmpty)
            }
        },
        StorePromise("a receiver has so many series and no more; each frame tells how many of its numbers that cost") {
            store in
            let receivers = try await store.register(1, 2)
            let (one, two) = (receivers[0].id, receivers[1].id)
            func named(_ numbers: Range<Int>, of receiver: ReceiverID, _ frame: Int64) throws -> [ObservationDraft] {
                try numbers.map { try observation(receiver, frame, 1, Series(.metric, "n\($0)"), at: moment(frame)) }
            }
            let limit = SeriesAllowance.limit
            let first = try named(0..<limit - 2, of: one, 1)
            #expect(try await store.add(first) == limit - 2)
            // Two more have room, three have not; contacts have it always.
            let second =
                try named(limit - 3..<limit + 3, of: one, 2)
                + [
                    observation(one, 2, 4, Observations.dropped, at: moment(2)),
                    observation(one, 2, 1, Series(.contact, "http"), at: moment(2)),
                ]
            #expect(try await store.add(second) == 1 + 2 + 2)
            let third = try named(limit + 9..<limit + 11, of: one, 3) + named(limit + 9..<limit + 11, of: two, 3)
            #expect(try await store.add(third) == 1 + 2)
            // None of it is new when it comes again.
            #expect(try await store.add(first + second + third) == 0)
            try await store.read { (store) throws(StoreError) in
                let dropped = try store.observations(
                    of: Observations.dropped, at: one, from: .min, to: .max, limit: 9)
                #expect(dropped.map(\.value) == [4 + 3, 2])
                #expect(try store.series(of: one).count == limit + 2)
                #expect(try store.series(named: "n\(limit)", of: one).isEmpty)
                #expect(try store.series(of: two).count == 2)
            }
            // What is taken away makes room.
            try await store.write { (store) throws(StoreError) in try store.removeSeries(of: one) }
            #expect(try await store.add(try named(limit + 9..<limit + 11, of: one, 3)) == 2)
        },
        StorePromise("what comes again, alone or among others, changes no observation and no summary") { store in
            let receiver = try await store.registerOne()
            let drafts = try (0..<20).map { try observation(receiver.id, $0, Double($0), at: moment($0 * 900_000_000)) }
            #expect(try await store.add(drafts + drafts.prefix(3)) == 20)
            let before = try await store.allSummaries(of: receiver.id)
            let other = try observation(receiver.id, 3, 1e9, at: moment(3 * 900_000_000))
            #expect(try await store.add(drafts) == 0)
            #expect(try await store.add([other]) == 0)
            #expect(try await store.add([]) == 0)
            #expect(try await store.allSummaries(of: receiver.id) == before)
            #expect(try await store.add(drafts + [observation(receiver.id, 99, 5)]) == 1)
            #expect(try await store.allSummaries(of: receiver.id) != before)
        },
        StorePromise("what a frame tells is kept once, also in the transaction that inserts the frame") { store in
            let receiver = try await store.registerOne()
            let first = try observation(receiver.id, 0, 1)
            let (before, within, after) = try await store.write { (store) throws(StoreError) in
                let ids = try store.insert([draft(receiver.id, "a"), draft(receiver.id, "b")]).compactMap(\.self)
                var told = [first, first, first]
                (told[0].frame, told[1].frame, told[2].frame) = (ids[0], ids[1], ids[1])
                let before = try store.add([told[0]])
                return (before, try store.add(told), try store.add(told))
            }
            #expect((before, within, after) == (1, 1, 0))
            #expect(try await store.allSummaries(of: receiver.id).joined().map(\.count) == [2, 2])
        },
        StorePromise("summaries are what the observations come to, however they are mixed and batched") { store in
            let receivers = try await store.register(1, 2)
            // Whole numbers, whose sum is the same in every order; times from before 1970 on, often equal.
            var state: UInt64 = 7
            func random(_ bound: Int64) -> Int64 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int64(state >> 33) % bound
            }
            let drafts = try (0..<600).map { index in
                try observation(
                    receivers[Int(random(2))].id, Int64(index), Double(random(2001) - 1000),
                    at: Timestamp(microseconds: (random(400) - 200) * 1_200_000_000))
            }
            var rest = drafts[...]
            while !rest.isEmpty {
                let batch = rest.prefix(Int(random(50)) + 1)
                rest = rest.dropFirst(batch.count)
                #expect(try await store.add(batch.reversed()) == batch.count)
            }
            for receiver in receivers {
                let raw = try await store.read { (store) throws(StoreError) in
                    try store.observations(of: volts, at: receiver.id, from: .min, to: .max, limit: 1000)
                }
                #expect(raw.map(\.moment) == raw.map(\.moment).sorted())
                let expected = [SeriesDetail.hour, .day].map { detail in summaries(of: raw, per: detail) }
                #expect(try await store.allSummaries(of: receiver.id) == expected)
            }
        },
        StorePromise("sums are the same to the last bit, whatever was taken in together") { store in
            let receivers = try await store.register(1, 2, 3)
            // Their sum depends on the order, and their moments go forth and back.
            let values: [Double] = [0.1, 1e17, 1 / 3, -1e17, 7, 0.7, -3e9 / 7]
            let drafts = try receivers.map { receiver in
                try (0..<200).map { (index: Int64) throws -> ObservationDraft in
                    let time = moment(index * 37 % 100 * 30_000_000)
                    return try observation(receiver.id, index, values[Int(index * 3 % 7)], at: time)
                }
            }
            _ = try await store.add(drafts[0])
            for draft in drafts[1] { _ = try await store.add([draft]) }
            for begin in stride(from: 0, to: 200, by: 17) {
                _ = try await store.add(drafts[2][begin..<min(200, begin + 17)].reversed())
            }
            let together = try await store.allSummaries(of: receivers[0].id)
            #expect(together[1].map(\.count).reduce(0, +) == 200)
            #expect(try await store.allSummaries(of: receivers[1].id) == together)
            #expect(try await store.allSummaries(of: receivers[2].id) == together)
        },
        StorePromise("an observation is kept in the details that are asked for, and is the latest in any") { store in
            let receiver = try await store.registerOne()
            let drafts = try SeriesDetail.allCases.enumerated().map { index, detail in
                var draft = try observation(receiver.id, Int64(index), Double(index), at: moment(Int64(index)))
                draft.details = SeriesDetails(detail)
                return draft
            }
            #expect(try await store.add(drafts) == 3)
            #expect(try await store.add(drafts) == 2)
            let summaries = try await store.allSummaries(of: receiver.id)
            #expect(summaries.map { $0.map(\.sum) } == [[2], [4]])
            try await store.read { (store) throws(StoreError) in
                let single = try store.observations(of: volts, at: receiver.id, from: .min, to: .max, limit: 9)
                #expect(single.map(\.value) == [0])
                #expect(try store.series(of: receiver.id).map(\.latest) == [2])
            }
        },
        StorePromise("what was observed at one receiver can be taken away, and be added again") { store in
            let receivers = try await store.register(1, 2)
            let drafts = try receivers.flatMap { receiver in
                try (0..<5).map { try observation(receiver.id, $0, Double($0), at: moment($0 * 86_400_000_000)) }
            }
            _ = try await store.add(drafts)
            let before = try await store.allSummaries(of: receivers[0].id)
            try await store.write { (store) throws(StoreError) in try store.removeSeries(of: receivers[0].id) }
            #expect(try await store.allSummaries(of: receivers[0].id) == [[], []])
            #expect(try await store.allSummaries(of: receivers[1].id) == before)
            let left = try await store.read { (store) throws(StoreError) in
                try receivers.map { (receiver) throws(StoreError) in try store.series(of: receiver.id).count }
            }
            #expect(left == [0, 1])
            #expect(try await store.add(drafts) == 5)
            #expect(try await store.allSummaries(of: receivers[0].id) == before)
        },
        StorePromise("times before 1970 and at the ends of time have their place") { store in
            let receiver = try await store.registerOne()
            let times: [Int64] = [
                .min, .min + 1, -62_135_596_800_000_000, -1, 0, 253_402_300_800_000_000, .max - 86_400_000_000,
                .max - 1,
            ]
            let drafts = try times.enumerated().map { index, time in
                try observation(receiver.id, Int64(index), Double(index), at: Timestamp(microseconds: time))
            }
            #expect(try await store.add(drafts.shuffled()) == times.count)
            try await store.read { (store) throws(StoreError) in
                let raw = try store.observations(of: volts, at: receiver.id, from: .min, to: .max, limit: 100)
                #expect(raw.map(\.moment.microseconds) == times)
                for detail in [SeriesDetail.hour, .day] {
                    let read = try store.summaries(
                        of: volts, at: receiver.id, per: detail, from: .min, to: .max, limit: 100)
                    #expect(read == summaries(of: raw, per: detail))
                    #expect(read.allSatisfy { detail.start(of: $0.start) == $0.start || $0.start == .min })
                }
            }
        },
        StorePromise("a range takes its first moment in and its last out, and a limit keeps the end that is asked for")
        { store in
            let receiver = try await store.registerOne()
            let day = Timestamp(seconds: 1_777_766_400)
            let drafts = try (0..<48).map {
                try observation(receiver.id, $0, Double($0), at: day.advanced(by: .seconds($0 * 3600)))
            }
            _ = try await store.add(drafts)
            try await store.read { (store) throws(StoreError) in
                func hour(_ number: Int64) -> Timestamp { day.advanced(by: .seconds(number * 3600)) }
                func raw(_ from: Timestamp, _ to: Timestamp, _ limit: Int) throws(StoreError) -> [Double] {
                    try store.observations(of: volts, at: receiver.id, from: from, to: to, limit: limit).map(\.value)
                }
                func summed(
                    _ detail: SeriesDetail, _ from: Timestamp, _ to: Timestamp, _ limit: Int
                ) throws(StoreError) -> [Double] {
                    try store.summaries(of: volts, at: receiver.id, per: detail, from: from, to: to, limit: limit)
                        .map(\.first)
                }
                #expect(try raw(hour(3), hour(6), 9) == [3, 4, 5])
                #expect(try raw(hour(3), hour(6), 2) == [3, 4])
                #expect(try raw(hour(3), hour(6), -1).isEmpty)
                #expect(try raw(hour(6), hour(3), 9).isEmpty)
                #expect(try summed(.hour, hour(3).advanced(by: .seconds(1800)), hour(6), 9) == [3, 4, 5])
                #expect(try summed(.day, hour(30), hour(99), 9) == [24])
                #expect(try summed(.day, .min, .max, 1) == [0])
                #expect(try summed(.day, .min, .max, 0).isEmpty)
                let last = try store.observations(
                    of: volts, at: receiver.id, from: hour(3), to: hour(6), keeping: .latest, limit: 2)
                #expect(last.map(\.value) == [4, 5])
                let lastHours = try store.summaries(
                    of: volts, at: receiver.id, per: .hour, from: hour(3), to: hour(6), keeping: .latest, limit: 2)
                #expect(lastHours.map(\.first) == [4, 5])
                #expect(
                    try store.observations(
                        of: volts, at: receiver.id, from: .min, to: .max, keeping: .latest, limit: -1
                    ).isEmpty)
            }
        },
        StorePromise("what a cut takes away is what its preview counted, bite by bite, and summaries outlive the rest")
        {
            store in
            let receivers = try await store.register(1, 2)
            let hour = Int64(3_600_000_000)
            var drafts: [ObservationDraft] = []
            for index in Int64(0)..<60 {
                let time = Timestamp(microseconds: 1_777_766_400_000_000 + index * hour + 1)
                let receiver = receivers[Int(index) % 2].id
                drafts.append(try observation(receiver, index, Double(index), at: time))
                drafts.append(try observation(receiver, index, 1, Series(.contact, "http"), at: time))
            }
            _ = try await store.add(drafts)
            let before = try await store.allSummaries(of: receivers[0].id)
            // In an hour whose summary stays, at the very moment of an observation that stays too.
            let middle = Timestamp(microseconds: 1_777_766_400_000_000 + 30 * hour + 1)
            let cuts = [
                (RetentionCut(kind: .metric, detail: .raw, before: middle), 30),
                (RetentionCut(kind: .metric, detail: .hour, before: middle), 30),
                (RetentionCut(kind: .metric, detail: .day, before: middle), 2),
                (RetentionCut(kind: .port, detail: .raw, before: .max), 0),
            ]
            for (cut, expected) in cuts {
                let counted = try await store.read { (store) throws(StoreError) in
                    try store.countObservations(cut, limit: 100)
                }
                #expect(counted == expected)
                let few = try await store.read { (store) throws(StoreError) in
                    [try store.countObservations(cut, limit: 5), try store.countObservations(cut, limit: -1)]
                }
                #expect(few == [min(5, expected), 0])
                var bites: [Int] = []
                repeat {
                    bites.append(
                        try await store.write { (store) throws(StoreError) in
                            try store.removeObservations(cut, limit: 7)
                        })
                } while bites.last == 7
                #expect(bites.allSatisfy { $0 <= 7 })
                #expect(bites.reduce(0, +) == counted)
                let left = try await store.read { (store) throws(StoreError) in
                    try store.countObservations(cut, limit: 100)
                }
                #expect(left == 0)
                if cut == cuts[0].0 { #expect(try await store.allSummaries(of: receivers[0].id) == before) }
            }
            try await store.read { (store) throws(StoreError) in
                for receiver in receivers {
                    let raw = try store.observations(of: volts, at: receiver.id, from: .min, to: .max, limit: 99)
                    #expect(raw.allSatisfy { $0.moment >= middle })
                    let contacts = Series(.contact, "http")
                    #expect(
                        try store.observations(of: contacts, at: receiver.id, from: .min, to: .max, limit: 99).count
                            == 30)
                }
            }
        },
        StorePromise("months are removed as a whole or not at all, and what comes late has its place again") { store in
            let receiver = try await store.registerOne()
            try await store.addMonthly(5, of: receiver.id)
            let before = try await store.allSummaries(of: receiver.id)
            let removed = try await store.write { (store) throws(StoreError) in
                try store.removeMonths(before: march2026)
            }
            let left = try await store.allValues(of: receiver.id)
            #expect(removed == 0 ? left == [0, 1, 2, 3, 4] : removed == 2 && left == [2, 3, 4])
            #expect(try await store.allSummaries(of: receiver.id) == before)
            #expect(try await store.add([observation(receiver.id, 77, 5, at: Timestamp(seconds: 1_767_225_601))]) == 1)
        },
        StorePromise("a cut leaves a mark with the last frame it can have met, until another took the same") { store in
            let receiver = try await store.registerOne()
            #expect(try await store.marks() == [])
            func cut(_ kind: SeriesClass, _ detail: SeriesDetail, before time: Timestamp) async throws {
                try await store.write { (store) throws(StoreError) in
                    _ = try store.removeObservations(
                        RetentionCut(kind: kind, detail: detail, before: time), limit: 1)
                }
            }
            func mark(_ kind: SeriesClass, _ detail: SeriesDetail, _ time: Timestamp, _ frame: Int64) -> RetentionMark {
                RetentionMark(
                    cut: RetentionCut(kind: kind, detail: detail, before: time), lastFrame: FrameID(rawValue: frame))
            }
            // Nothing went, since nothing was there, and that too is to be known.
            try await cut(.metric, .raw, before: moment(5))
            #expect(try await store.marks() == [mark(.metric, .raw, moment(5), 0)])
            let ids = try await store.write { (store) throws(StoreError) in
                try store.insert([draft(receiver.id, "a"), draft(receiver.id, "b")])
            }
            let last = try #require(ids.last ?? nil).rawValue
            try await cut(.metric, .day, before: moment(4))
            try await cut(.contact, .hour, before: moment(3))
            try await cut(.metric, .raw, before: moment(4))
            #expect(
                try await store.marks() == [
                    mark(.contact, .hour, moment(3), last), mark(.metric, .raw, moment(5), 0),
                    mark(.metric, .raw, moment(4), last), mark(.metric, .day, moment(4), last),
                ])
            try await cut(.metric, .raw, before: moment(5))
            try await cut(.metric, .raw, before: moment(2))
            try await cut(.metric, .day, before: moment(6))
            #expect(
                try await store.marks() == [
                    mark(.contact, .hour, moment(3), last), mark(.metric, .raw, moment(5), last),
                    mark(.metric, .day, moment(6), last),
                ])
            try await store.write { (store) throws(StoreError) in try store.forgetRetentionMarks() }
            #expect(try await store.marks() == [])
        },
        StorePromise("months that lie apart go at once when they are over", for: .wholeMonths) { store in
            let receiver = try await store.registerOne()
            try await store.addMonthly(5, of: receiver.id)
            let removed = try await store.write { (store) throws(StoreError) in
                try store.removeMonths(before: march2026.advanced(by: .seconds(86_400)))
            }
            #expect(removed == 2)
            #expect(
                try await store.marks() == [
                    RetentionMark(
                        cut: RetentionCut(kind: .metric, detail: .raw, before: march2026),
                        lastFrame: FrameID(rawValue: 0))
                ])
            #expect(try await store.allValues(of: receiver.id) == [2, 3, 4])
        },
        StorePromise("places made ahead, once and again, change nothing that is kept") { store in
            let receiver = try await store.registerOne()
            for _ in 0..<2 {
                try await store.write { (store) throws(StoreError) in try store.makeMonths(after: march2026) }
            }
            try await store.addMonthly(5, of: receiver.id)
            try await store.write { (store) throws(StoreError) in try store.makeMonths(after: march2026) }
            #expect(try await store.allValues(of: receiver.id) == [0, 1, 2, 3, 4])
        },
        StorePromise("an observation is kept with its cause or not at all") { store in
            let receiver = try await store.registerOne()
            let draft = try observation(receiver.id, 1, 1)
            await #expect(throws: StoreError.self) {
                try await store.write { (store) throws(StoreError) in
                    try store.add([draft])
                    throw StoreError(.conflict, "Enough.")
                }
            }
            let series = try await store.read { (store) throws(StoreError) in try store.series(of: receiver.id) }
            #expect(series.isEmpty)
            #expect(try await store.add([draft]) == 1)
        },
    ]
}

private let volts = Series(.metric, "battery_volts")

/// When January and February of 2026 are over.
private let march2026 = Timestamp(seconds: 1_772_323_200)

extension Timestamp {
    fileprivate static let min = Timestamp(microseconds: .min)
    fileprivate static let max = Timestamp(microseconds: .max)
}

/// A draft whose moment is when it was received, unless the device's time is believable.
private func observation(
    _ receiver: ReceiverID, _ frame: Int64, _ value: Double, _ series: Series = volts, at time: Timestamp = moment(0),
    deviceTime: Timestamp? = nil
) throws -> ObservationDraft {
    ObservationDraft(
        receiver: receiver, frame: FrameID(rawValue: frame),
        observation: try #require(Observation(series, value, deviceTime: deviceTime, receivedAt: time)))
}

/// What observations come to, computed the plain way.
private func summaries(of observations: [StoredObservation], per detail: SeriesDetail) -> [SeriesSummary] {
    Dictionary(grouping: observations) { detail.start(of: $0.moment) }.sorted { $0.key < $1.key }
        .compactMap { start, members in
            guard let first = members.first, let last = members.last else { return nil }
            let values = members.map(\.value)
            return SeriesSummary(
                start: start, count: members.count, minimum: values.min() ?? 0, maximum: values.max() ?? 0,
                sum: values.reduce(0, +), firstAt: first.moment, first: first.value, lastAt: last.moment,
                last: last.value)
        }
}

extension Store {
    /// Adds observations.
    fileprivate func add(_ drafts: [ObservationDraft]) async throws(StoreError) -> Int {
        try await write { (store) throws(StoreError) in try store.add(drafts) }
    }

    /// Adds observations of the values 0, 1, 2…, one in each month from January 2026 on.
    fileprivate func addMonthly(_ count: Int64, of receiver: ReceiverID) async throws {
        let month = Int64(31 * 86400)
        _ = try await add(
            try (0..<count).map {
                try observation(receiver, $0, Double($0), at: Timestamp(seconds: 1_767_225_600 + $0 * month))
            })
    }

    /// How far observations went because they were old.
    fileprivate func marks() async throws(StoreError) -> [RetentionMark] {
        try await read { (store) throws(StoreError) in try store.retentionMarks() }
    }

    /// All values of the volts of a receiver.
    fileprivate func allValues(of receiver: ReceiverID) async throws(StoreError) -> [Double] {
        try await read { (store) throws(StoreError) in
            try store.observations(of: volts, at: receiver, from: .min, to: .max, limit: 99).map(\.value)
        }
    }

    /// All summaries of the volts of a receiver: those of hours, then those of days.
    fileprivate func allSummaries(of receiver: ReceiverID) async throws(StoreError) -> [[SeriesSummary]] {
        try await read { (store) throws(StoreError) in
            [
                try store.summaries(of: volts, at: receiver, per: .hour, from: .min, to: .max, limit: 10_000),
                try store.summaries(of: volts, at: receiver, per: .day, from: .min, to: .max, limit: 10_000),
            ]
        }
    }
}
