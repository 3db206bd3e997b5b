// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `QuarantineReading` and `QuarantineWriting` promise.
    public static let quarantine: [StorePromise] = [
        StorePromise("an entry of the quarantine is read back as it was put there") { store in
            for (index, frame) in try oddFrames().enumerated() {
                for reason in QuarantineReason.allCases {
                    for claimed in [nil, try serial(1)] {
                        let draft = QuarantineDraft(
                            reason: reason, detail: oddText, claimedSerial: claimed,
                            key: .message(id: "\(index)\(reason)"), frame: frame)
                        let ids = try await store.write { (store) throws(StoreError) in
                            try store.quarantine([draft])
                        }
                        let id = try #require(ids.first ?? nil)
                        let expected = QuarantineEntry(
                            id: id, reason: reason, detail: oddText, claimedSerial: claimed, frame: frame)
                        let read = try await store.read { (store) throws(StoreError) in
                            try store.quarantineEntry(id)
                        }
                        #expect(read == expected)
                    }
                }
            }
        },
        StorePromise("a frame is quarantined once for each claimed serial and reason, and once without a serial") {
            store in
            let (one, two) = (try serial(1), try serial(2))
            let first = try await store.write { (store) throws(StoreError) in
                try store.quarantine([
                    quarantineDraft(one, "a"), quarantineDraft(one, "a", .noSerial), quarantineDraft(one, "a"),
                    quarantineDraft(two, "a"),
                    quarantineDraft(nil, "a"), quarantineDraft(nil, "a"), quarantineDraft(one, "b"),
                ])
            }
            #expect(first.map { $0 == nil } == [false, false, true, false, false, true, false])
            let known = try await store.read { (store) throws(StoreError) in
                try store.quarantined([
                    quarantineDraft(two, "b"), quarantineDraft(nil, "a"), quarantineDraft(one, "a", .noSerial),
                ])
            }
            #expect(known == [nil, first[4], first[1]])
            let second = try await store.write { (store) throws(StoreError) in
                try store.quarantine([quarantineDraft(nil, "a"), quarantineDraft(two, "b")])
            }
            #expect(second.map { $0 == nil } == [true, false])
        },
        StorePromise("the quarantine is paged from the newest back, in the order of arrival") { store in
            let one = try serial(1)
            let ids = try await store.write { (store) throws(StoreError) in
                try store.quarantine((0..<7).map { quarantineDraft($0 % 2 == 0 ? one : nil, "\($0)") })
            }.compactMap(\.self)
            try await store.read { (store) throws(StoreError) in
                var paged: [QuarantineID] = []
                while true {
                    let page = try store.quarantine(matching: .all, before: paged.last, limit: 3)
                    #expect(page.count <= 3)
                    paged += page.map(\.id)
                    if page.isEmpty { break }
                }
                #expect(paged == ids.reversed())
                #expect(try store.quarantine(matching: .all, before: nil, limit: -1).isEmpty)
                #expect(try store.quarantineEntry(QuarantineID(rawValue: .max)) == nil)
            }
        },
        StorePromise("a summary tells of an entry what a list shows, with the size of its body") { store in
            let drafts = try oddFrames().enumerated().map { index, frame in
                QuarantineDraft(
                    reason: .noSerial, detail: oddText, claimedSerial: index % 2 == 0 ? try serial(1) : nil,
                    key: .message(id: "\(index)"), frame: frame)
            }
            let ids = try await store.write { (store) throws(StoreError) in try store.quarantine(drafts) }
                .compactMap(\.self)
            try await store.read { (store) throws(StoreError) in
                let entries = try store.quarantineEntries(ids)
                #expect(entries.map(\.id) == ids)
                #expect(
                    try store.quarantine(matching: .all, after: nil, limit: 9) == entries.map(QuarantineSummary.init))
            }
        },
        StorePromise("a filter lets through what fits all its parts, from either end, page by page") { store in
            let (one, two) = (try serial(1), try serial(2))
            let ids = try await store.write { (store) throws(StoreError) in
                try store.quarantine(
                    (0..<12).map {
                        quarantineDraft(
                            [one, two, nil][$0 % 3], "\($0)", $0 % 2 == 0 ? .receiverPending : .keyChanged,
                            at: moment(Int64(-$0)))
                    })
            }.compactMap(\.self)
            let table: [(QuarantineFilter, [Int])] = [
                (.all, Array(0..<12)),
                (QuarantineFilter(reason: .keyChanged), [1, 3, 5, 7, 9, 11]),
                (QuarantineFilter(serial: one), [0, 3, 6, 9]),
                (QuarantineFilter(reason: .receiverPending, serial: one), [0, 6]),
                (QuarantineFilter(reason: .oversize, serial: one), []),
                (QuarantineFilter(since: moment(-3)), [0, 1, 2, 3]),
                (QuarantineFilter(since: moment(-9), until: moment(-6)), [7, 8, 9]),
                (QuarantineFilter(reason: .keyChanged, serial: two, since: moment(-7), until: moment(-1)), [7]),
            ]
            try await store.read { (store) throws(StoreError) in
                for (filter, expected) in table {
                    let wanted = expected.map { ids[$0] }
                    let first = try store.quarantine(matching: filter, after: nil, limit: 2)
                    let rest = try store.quarantine(matching: filter, after: first.last?.id, limit: 99)
                    #expect((first + (first.isEmpty ? [] : rest)).map(\.id) == wanted, "\(filter)")
                    let newest = try store.quarantine(matching: filter, before: nil, limit: 2)
                    let older = try store.quarantine(matching: filter, before: newest.last?.id, limit: 99)
                    #expect((newest + (newest.isEmpty ? [] : older)).map(\.id) == wanted.reversed(), "\(filter)")
                }
                #expect(try store.quarantine(matching: .all, after: nil, limit: -1).isEmpty)
            }
        },
        StorePromise("what waits is summed up by reason and by account, whatever comes, repeats and goes") { store in
            let one = QuarantineAccount.receiver(try serial(1))
            let source = QuarantineAccount(rawValue: "source:\(oddText)")
            let other = QuarantineAccount.receiver(try serial(2))
            @Sendable func draft(
                _ account: QuarantineAccount, _ key: String, _ reason: QuarantineReason, _ body: String
            )
                -> QuarantineDraft
            {
                QuarantineDraft(
                    reason: reason, detail: "", claimedSerial: nil, account: account, key: .message(id: key),
                    frame: frame(body))
            }
            let ids = try await store.write { (store) throws(StoreError) in
                try store.quarantine([
                    draft(one, "a", .receiverPending, "12345"), draft(one, "b", .undecodable, "1"),
                    draft(one, "b", .undecodable, "1"), draft(source, "c", .undecodable, "é"),
                    draft(source, "d", .undecodable, ""),
                ])
            }.compactMap(\.self)
            #expect(ids.count == 4)
            try await store.read { (store) throws(StoreError) in
                #expect(
                    try store.quarantineVolumes().filter { $0.value.entries > 0 } == [
                        .receiverPending: QuarantineVolume(entries: 1, bytes: 5),
                        .undecodable: QuarantineVolume(entries: 3, bytes: 3),
                    ])
                #expect(
                    try store.quarantineVolumes(of: [one, source, other]) == [
                        one: QuarantineVolume(entries: 2, bytes: 6), source: QuarantineVolume(entries: 2, bytes: 2),
                    ])
            }
            let released = try await store.write { (store) throws(StoreError) in
                try store.releaseFromQuarantine(Array(ids.prefix(3)) + [ids[0], QuarantineID(rawValue: .max)])
            }
            #expect(
                released.filter { $0.value.entries > 0 } == [
                    .receiverPending: QuarantineVolume(entries: 1, bytes: 5),
                    .undecodable: QuarantineVolume(entries: 2, bytes: 3),
                ])
            try await store.read { (store) throws(StoreError) in
                #expect(
                    try store.quarantineVolumes().filter { $0.value.entries > 0 }
                        == [.undecodable: QuarantineVolume(entries: 1)])
                #expect(
                    try store.quarantineVolumes(of: [one, source]) == [source: QuarantineVolume(entries: 1)])
            }
        },
        StorePromise("what goes back to the quarantine keeps its number, and stands aside for a twin") { store in
            let one = try serial(1)
            let ids = try await store.write { (store) throws(StoreError) in
                try store.quarantine(["a", "b", "c"].map { quarantineDraft(one, $0, .undecodable) })
            }.compactMap(\.self)
            let back = try await store.write { (store) throws(StoreError) in
                try store.releaseFromQuarantine(ids)
                var drafts = zip(["a", "b", "b"], ids).map { key, id in
                    var draft = quarantineDraft(one, key, .noSerial)
                    draft.id = id
                    return draft
                }
                drafts.insert(quarantineDraft(one, "new", .noSerial), at: 1)
                return try store.quarantine(drafts)
            }
            #expect(back[0] == ids[0] && back[2] == ids[1] && back[3] == nil)
            let new = try #require(back[1])
            #expect(new > ids[2])
            try await store.read { (store) throws(StoreError) in
                let waiting = try store.quarantine(matching: .all, after: nil, limit: 9)
                #expect(waiting.map(\.id) == [ids[0], ids[1], new])
                #expect(waiting.allSatisfy { $0.reason == .noSerial })
                #expect(try store.quarantineVolumes()[.noSerial]?.entries == 3)
            }
        },
        StorePromise("drops of one cause, reason, person and sentence are one count, from the first to the last") {
            store in
            @Sendable func drop(
                _ actor: String, _ entries: Int, at time: Int64, _ cause: QuarantineDrop.Cause = .person
            )
                -> QuarantineDrop
            {
                QuarantineDrop(
                    cause, .undecodable, actor: actor, sentence: oddText,
                    volume: QuarantineVolume(entries: entries, bytes: 10 * entries), at: moment(time))
            }
            try await store.write { (store) throws(StoreError) in try store.count([drop("a", 1, at: 5)]) }
            try await store.write { (store) throws(StoreError) in
                try store.count([
                    drop("a", 2, at: 9), drop("b", 4, at: 20), drop("a", 8, at: 7), drop("a", 16, at: 1, .age),
                ])
                try store.count([])
            }
            let drops = try await store.read { (store) throws(StoreError) in try store.quarantineDrops() }
            var first = drop("a", 11, at: 5)
            first.lastAt = moment(9)
            #expect(drops == [drop("b", 4, at: 20), first, drop("a", 16, at: 1, .age)])
        },
        StorePromise("an id of the quarantine is never given to another entry") { store in
            let one = try serial(1)
            let first = try await store.write { (store) throws(StoreError) in
                try store.quarantine([quarantineDraft(one, "a")])
            }
            let firstID = try #require(first.first ?? nil)
            _ = try await store.write { (store) throws(StoreError) in
                try store.releaseFromQuarantine([firstID, QuarantineID(rawValue: .max)])
            }
            let second = try await store.write { (store) throws(StoreError) in
                try store.quarantine([quarantineDraft(one, "a")])
            }
            let secondID = try #require(second.first ?? nil)
            #expect(secondID > firstID)
            let read = try await store.read { (store) throws(StoreError) in try store.quarantineEntry(firstID) }
            #expect(read == nil)
        },
        StorePromise("equal content in quarantine is found by claimed serial, content and the moment it was received") {
            store in
            let (one, two) = (try serial(1), try serial(2))
            let content = [UInt8](repeating: 7, count: 32)
            try await store.write { (store) throws(StoreError) in
                for (claimed, key, time) in [
                    (one, FrameKey.content(content), moment(100)),
                    (one, .content(content, at: moment(900)), moment(200)),
                    (nil, .content(content, at: moment(0)), moment(300)),
                ] {
                    _ = try store.quarantine([
                        QuarantineDraft(
                            reason: .unproven, detail: "", claimedSerial: claimed, key: key, frame: frame(at: time))
                    ])
                }
            }
            try await store.read { (store) throws(StoreError) in
                for (serial, newest, count) in [(one, 3, 2), (one, 2, 1), (nil, 1, 1), (two, 3, 0)] {
                    let found = try store.quarantine(withContent: .content(content), of: serial, amongNewest: newest)
                    #expect(found.count == count)
                }
                let unknown = FrameKey.content([UInt8](repeating: 8, count: 32))
                #expect(try store.quarantine(withContent: unknown, of: one, amongNewest: 3).isEmpty)
            }
        },
    ]
}
