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
                    let page = try store.quarantine(before: paged.last, limit: 3)
                    #expect(page.count <= 3)
                    paged += page.map(\.id)
                    if page.isEmpty { break }
                }
                #expect(paged == ids.reversed())
                #expect(try store.quarantine(before: nil, limit: -1).isEmpty)
                #expect(try store.quarantineEntry(QuarantineID(rawValue: .max)) == nil)
            }
        },
        StorePromise("what waits for one reason under one serial is paged from the oldest on") { store in
            let (one, two) = (try serial(1), try serial(2))
            let ids = try await store.write { (store) throws(StoreError) in
                try store.quarantine(
                    (0..<12).map {
                        quarantineDraft(
                            [one, two, nil][$0 % 3], "\($0)", $0 % 2 == 0 ? .receiverPending : .keyChanged,
                            at: moment(Int64(-$0)))
                    })
            }
            let expected = [0, 6].compactMap { ids[$0] }
            try await store.read { (store) throws(StoreError) in
                let first = try store.quarantine(of: one, reason: .receiverPending, after: nil, limit: 1)
                #expect(first.map(\.id) == [expected[0]])
                let rest = try store.quarantine(of: one, reason: .receiverPending, after: first.last?.id, limit: 9)
                #expect(rest.map(\.id) == [expected[1]])
                #expect(try store.quarantine(of: one, reason: .oversize, after: nil, limit: 9).isEmpty)
                #expect(try store.quarantine(of: one, reason: .receiverPending, after: nil, limit: -1).isEmpty)
            }
        },
        StorePromise("what waits is counted by reason") { store in
            let one = try serial(1)
            let ids = try await store.write { (store) throws(StoreError) in
                try store.quarantine([
                    quarantineDraft(one, "a"), quarantineDraft(nil, "b", .noSerial),
                    quarantineDraft(nil, "c", .noSerial),
                ])
            }.compactMap(\.self)
            let before = try await store.read { (store) throws(StoreError) in try store.quarantineCounts() }
            #expect(before.filter { $0.value > 0 } == [.receiverPending: 1, .noSerial: 2])
            try await store.write { (store) throws(StoreError) in try store.releaseFromQuarantine(ids) }
            let after = try await store.read { (store) throws(StoreError) in try store.quarantineCounts() }
            #expect(after.allSatisfy { $0.value == 0 })
        },
        StorePromise("an id of the quarantine is never given to another entry") { store in
            let one = try serial(1)
            let first = try await store.write { (store) throws(StoreError) in
                try store.quarantine([quarantineDraft(one, "a")])
            }
            let firstID = try #require(first.first ?? nil)
            try await store.write { (store) throws(StoreError) in
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
