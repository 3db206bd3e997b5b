// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `FrameReading` and `FrameWriting` promise, of receivers that are registered.
    public static let frames: [StorePromise] = [
        StorePromise("what was received of a receiver in a span of time is counted, from its start up to its end") {
            store in
            let receivers = try await store.register(1, 2)
            let (first, second) = (receivers[0].id, receivers[1].id)
            try await store.write { (store) throws(StoreError) in
                _ = try store.insert(
                    [30, 10, 20, 40].map { draft(first, "\($0)", at: moment($0)) } + [
                        draft(second, "x", at: moment(20))
                    ])
            }
            try await store.read { (store) throws(StoreError) in
                func counted(_ start: Int64, _ end: Int64?) throws(StoreError) -> ContactSpan? {
                    guard let span = Interval(start: moment(start), end: end.map(moment)) else { return nil }
                    return try store.contacts(of: first, during: span)
                }
                #expect(try counted(10, 30) == ContactSpan(frames: 2, first: moment(10), last: moment(20)))
                #expect(try counted(11, nil) == ContactSpan(frames: 3, first: moment(20), last: moment(40)))
                #expect(try counted(41, nil) == ContactSpan())
                #expect(try counted(0, 10) == ContactSpan())
            }
        },
        StorePromise("a frame is read back byte by byte as it was stored") { store in
            let receiver = try await store.registerOne()
            let deviceTimes = [nil, moment(0), Timestamp(microseconds: .min), Timestamp(microseconds: .max)]
            for (index, frame) in try oddFrames().enumerated() {
                for (kind, deviceTime) in zip(MessageKind.allCases, deviceTimes) {
                    let draft = FrameDraft(
                        receiver: receiver.id, key: .message(id: "\(oddText)\(index)\(kind)"), kind: kind,
                        deviceTime: deviceTime, frame: frame)
                    let ids = try await store.write { (store) throws(StoreError) in try store.insert([draft]) }
                    let id = try #require(ids.first ?? nil)
                    let read = try await store.read { (store) throws(StoreError) in try store.frame(id) }
                    let expected = StoredFrame(
                        id: id, receiver: receiver.id, serial: receiver.serial, kind: kind, deviceTime: deviceTime,
                        frame: frame)
                    #expect(read == expected)
                    // `==` takes texts for equal that are only equivalent.
                    #expect(read?.frame.route.utf8.elementsEqual(frame.route.utf8) == true)
                    let values = { (frame: Frame) -> Set<[UInt8]> in Set(frame.attributes.values.map { Array($0.utf8) })
                    }
                    #expect(read.map { values($0.frame) } == values(frame))
                }
            }
        },
        StorePromise("a frame is stored once for each receiver, however often and in whatever batch it comes") {
            store in
            let receivers = try await store.register(1, 2)
            let (one, two) = (receivers[0].id, receivers[1].id)
            let first = try await store.write { (store) throws(StoreError) in
                try store.insert([draft(one, "a"), draft(one, "a"), draft(one, "b"), draft(two, "a")])
            }
            #expect(first.map { $0 == nil } == [false, true, false, false])
            let second = try await store.write { (store) throws(StoreError) in
                try store.insert([draft(one, "b"), draft(one, "c"), draft(two, "a")])
            }
            #expect(second.map { $0 == nil } == [true, false, true])
            let ids = (first + second).compactMap(\.self)
            #expect(ids == ids.sorted())
            try await store.read { (store) throws(StoreError) in
                #expect(try store.frames(after: nil, limit: 10).map(\.id) == ids)
                #expect(try store.frameCount() == 4)
                #expect(try store.frame(ids[3])?.frame == frame("c"))
            }
        },
        StorePromise("the history of a receiver is its own frames in the order of storage, and tells which were held") {
            store in
            let receivers = try await store.register(1, 2)
            let (one, two) = (receivers[0].id, receivers[1].id)
            var drafts = (0..<7).map { draft($0 % 3 == 0 ? two : one, "\($0)", at: moment(-Int64($0))) }
            for index in [1, 5] { drafts[index].wasHeld = true }
            let stored = drafts
            _ = try await store.write { (store) throws(StoreError) in try store.insert(stored) }
            try await store.read { (store) throws(StoreError) in
                let history = try store.history(of: one, after: nil, limit: 9)
                #expect(history.map(\.wasHeld) == [true, false, false, true])
                #expect(history.map(\.repetition) == [nil, nil, nil, nil])
                #expect(history.map(\.stored) == (try store.frames(of: one, before: nil, limit: 9)).reversed())
                let id = history.first?.stored.id
                #expect(try store.history(of: one, after: id, limit: 2) == Array(history[1...2]))
                #expect(try store.history(of: two, after: nil, limit: 0).isEmpty)
            }
        },
        StorePromise("of what a receiver sent again only the last is kept between two of its frames") { store in
            let receivers = try await store.register(1, 2)
            let (one, two) = (receivers[0].id, receivers[1].id)
            let again = [Way.http, .amqp, .file].enumerated().map { index, way in
                FrameRepetition(receivedAt: moment(-Int64(index)), way: way)
            }
            func keep(_ drafts: [RepetitionDraft]) async throws {
                try await store.write { (store) throws(StoreError) in try store.keepRepetitions(drafts) }
            }
            _ = try await store.write { (store) throws(StoreError) in
                try store.insert([draft(one, "a"), draft(two, "a")])
            }
            try await keep(receivers.map { RepetitionDraft(receiver: $0.id, repetition: again[0]) })
            try await keep([RepetitionDraft(receiver: one, repetition: again[1])])
            let ids = try await store.write { (store) throws(StoreError) in try store.insert([draft(one, "b")]) }
            try await keep([
                RepetitionDraft(receiver: one, before: ids[0], repetition: again[2]),
                RepetitionDraft(receiver: one, repetition: again[0]),
            ])
            _ = try await store.write { (store) throws(StoreError) in try store.insert([draft(one, "c")]) }
            try await keep([])
            let kept = try await store.read { (store) throws(StoreError) in
                try [one, two].map { (receiver) throws(StoreError) in
                    try store.history(of: receiver, after: nil, limit: 9).map(\.repetition)
                }
            }
            #expect(kept == [[again[2], again[0], nil], [again[0]]])
        },
        StorePromise("of a large batch each new frame has its own id, whatever of it was there or stands in it twice") {
            store in
            let receivers = try await store.register(1, 2)
            func name(_ number: Int) -> String {
                // Texts that are equal for people, and are not the same bytes.
                number % 2 == 0 ? "é\(number / 2)" : "e\u{301}\(number / 2)"
            }
            let known = stride(from: 0, to: 800, by: 3).map { draft(receivers[$0 / 2 % 2].id, name($0)) }
            let before = try await store.write { (store) throws(StoreError) in try store.insert(known) }
            let numbers = (0..<800).flatMap { $0 % 7 == 0 ? [$0, $0] : [$0] }
            let drafts = numbers.map { draft(receivers[$0 / 2 % 2].id, name($0)) }
            let ids = try await store.write { (store) throws(StoreError) in try store.insert(drafts) }
            let expected = numbers.indices.map { index in
                numbers[index] % 3 != 0 && (index == 0 || numbers[index - 1] != numbers[index])
            }
            #expect(ids.map { $0 != nil } == expected)
            let new = ids.compactMap(\.self)
            #expect(new == new.sorted())
            #expect(Set(new + before.compactMap(\.self)).count == 800)
            try await store.read { (store) throws(StoreError) in
                let frames = try store.frames(after: before.last ?? nil, limit: 1000)
                let stored = zip(drafts, ids).filter { $1 != nil }
                #expect(frames.map(\.id) == new)
                #expect(frames.map(\.receiver) == stored.map(\.0.receiver))
                #expect(frames.map(\.frame.body) == stored.map(\.0.frame.body))
            }
        },
        StorePromise("keys of other kinds or of nearly the same text are other keys") { store in
            let receiver = try await store.registerOne()
            let content = [UInt8](repeating: 1, count: 32)
            let keys: [FrameKey] = [
                .message(id: "a"), .message(id: "A"), .message(id: "a "), .message(id: ""),
                .message(id: "é"), .message(id: "e\u{301}"),
                .sequence(boot: "a", number: 1),
                .sequence(boot: "a", number: 11), .content(content), .content(content, at: moment(0)),
                .content(content, at: moment(1)),
            ]
            let ids = try await store.write { (store) throws(StoreError) in
                try store.insert(
                    keys.map {
                        FrameDraft(receiver: receiver.id, key: $0, kind: .note, deviceTime: nil, frame: frame())
                    })
            }
            #expect(ids.allSatisfy { $0 != nil })
        },
        StorePromise("nothing to insert is no error") { store in
            let ids = try await store.write { (store) throws(StoreError) in try store.insert([]) }
            #expect(ids.isEmpty)
        },
        StorePromise("a frame that is not there is nothing") { store in
            let none = try await store.read { (store) throws(StoreError) in
                try store.frame(FrameID(rawValue: 1))
            }
            #expect(none == nil)
        },
        StorePromise("the frames of one receiver are paged from the newest back, in the order of storage") { store in
            let receivers = try await store.register(1, 2)
            let (one, two) = (receivers[0].id, receivers[1].id)
            // Received in the opposite order of storage, so that the order of times can't be taken for it.
            let ids = try await store.write { (store) throws(StoreError) in
                try store.insert((0..<7).flatMap { [draft(one, "\($0)", at: moment(-$0)), draft(two, "\($0)")] })
            }
            let expected = ids.enumerated().filter { $0.offset % 2 == 0 }.compactMap(\.element).reversed()
            try await store.read { (store) throws(StoreError) in
                var paged: [StoredFrame] = []
                while true {
                    let page = try store.frames(of: one, before: paged.last?.id, limit: 3)
                    #expect(page.count <= 3)
                    paged += page
                    if page.isEmpty { break }
                }
                #expect(paged.map(\.id) == Array(expected))
                #expect(paged.allSatisfy { $0.receiver == one && $0.serial == receivers[0].serial })
                #expect(try store.frames(of: one, before: nil, limit: 0).isEmpty)
                #expect(try store.frames(of: one, before: nil, limit: -1).isEmpty)
            }
        },
        StorePromise("all frames are paged in the order of storage, or the newest of them are read, oldest first") {
            store in
            let receivers = try await store.register(1, 2)
            let ids = try await store.write { (store) throws(StoreError) in
                try store.insert((0..<7).map { draft(receivers[$0 % 2].id, "\($0)", at: moment(Int64(-$0))) })
            }.compactMap(\.self)
            try await store.read { (store) throws(StoreError) in
                #expect(try store.frames(after: nil, limit: 3).map(\.id) == ids.suffix(3))
                var paged: [FrameID] = [ids[0]]
                while true {
                    let page = try store.frames(after: paged.last, limit: 4)
                    #expect(page.count <= 4)
                    paged += page.map(\.id)
                    if page.isEmpty { break }
                }
                #expect(paged == ids)
                #expect(try store.frames(after: nil, limit: -1).isEmpty)
                #expect(try store.frames(after: ids[0], limit: 0).isEmpty)
            }
        },
        StorePromise("frames of equal content are found by receiver and content, among the newest") { store in
            let receivers = try await store.register(1, 2)
            let (one, two) = (receivers[0].id, receivers[1].id)
            let plain = [UInt8](repeating: 0xAB, count: 32)
            let timed = [UInt8](repeating: 0xAB, count: 31) + [0xAC]
            let ids = try await store.write { (store) throws(StoreError) in
                try store.insert(
                    [.content(plain), .content(timed, at: moment(900)), .content(timed, at: moment(0))].map { key in
                        FrameDraft(receiver: one, key: key, kind: .info, deviceTime: nil, frame: frame(at: moment(1)))
                    })
            }.compactMap(\.self)
            try await store.read { (store) throws(StoreError) in
                func find(
                    _ content: [UInt8], of receiver: ReceiverID, among newest: Int
                ) throws(StoreError) -> [FrameID] {
                    try store.frames(withContent: .content(content), of: receiver, amongNewest: newest)
                }
                #expect(try find(plain, of: one, among: 3) == [ids[0]])
                #expect(try find(plain, of: one, among: 2).isEmpty)
                #expect(try find(timed, of: one, among: 3) == [ids[1], ids[2]])
                #expect(try find(timed, of: one, among: 1) == [ids[2]])
                #expect(try find(plain, of: two, among: 3).isEmpty)
                #expect(try find([UInt8](repeating: 0xAB, count: 31) + [0xAD], of: one, among: 3).isEmpty)
            }
        },
    ]
}
