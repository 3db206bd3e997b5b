// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `ForwardReading` and `ForwardWriting` promise, and what forwards read of the frames.
    public static let forwards: [StorePromise] = [
        StorePromise("a forward is read back as it was added, and forwards are listed by name") { store in
            let places: [ForwardTarget.Place] = [
                .webhook(url: oddText), .events, .broker(url: oddText, exchange: oddText, routing: .usual),
            ]
            let filter = ForwardFilter(
                kinds: [.info, .log], projects: [.min, .max], serials: [try serial(1), try serial(2)])
            for (name, place) in zip(["b", "c", "a"], places) {
                let draft = ForwardDraft(
                    name: try forwardName(name), target: ForwardTarget(place, filter: filter),
                    cursor: FrameID(rawValue: 7), createdAt: moment(1))
                let added = try await store.write { (store) throws(StoreError) in try store.add(draft) }
                let expected = Forward(
                    id: added.id, name: draft.name, target: draft.target,
                    progress: ForwardProgress(cursor: draft.cursor), lease: added.lease, leasedUntil: nil,
                    worker: nil, createdAt: moment(1))
                #expect(added == expected)
                let read = try await store.read { (store) throws(StoreError) in try store.forward(named: draft.name) }
                #expect(read == expected)
            }
            let (names, missing) = (try await store.forwards().map(\.name.rawValue), try forwardName("d"))
            #expect(names == ["a", "b", "c"])
            let none = try await store.read { (store) throws(StoreError) in try store.forward(named: missing) }
            #expect(none == nil)
        },
        StorePromise("a name is given once, and is free again when its forward is gone; its number is not") { store in
            let first = try await store.addForward("a")
            let error = await #expect(throws: StoreError.self) { try await store.addForward("a") }
            #expect(error?.code == .conflict)
            try await store.write { (store) throws(StoreError) in try store.remove(forwardNamed: first.name) }
            #expect(try await store.forwards().isEmpty)
            for verb in 0..<2 {
                let error = await #expect(throws: StoreError.self) {
                    try await store.write { (store) throws(StoreError) in
                        if verb == 0 { try store.remove(forwardNamed: first.name) }
                        try store.steer(forwardNamed: first.name, to: ForwardProgress(cursor: FrameID(rawValue: 0)))
                    }
                }
                #expect(error?.code == .notFound)
            }
            #expect(try await store.addForward("a").id > first.id)
        },
        StorePromise("a forward is lent to one worker at a time, and after its lease to another") { store in
            let added = try await store.addForward("a")
            let first = try #require(try await store.claim(added, at: 0, until: 10, by: oddText))
            #expect(first.worker?.utf8.elementsEqual(oddText.utf8) == true)
            #expect(first.leasedUntil == moment(10) && first.lease != added.lease)
            #expect(try await store.claim(added, at: 9, until: 19) == nil)
            let second = try #require(try await store.claim(added, at: 10, until: 20))
            #expect(second.lease != first.lease && second.worker == "worker")
            try await store.refuses(first.lease)
            let progress = ForwardProgress(
                cursor: FrameID(rawValue: 5), breaker: CircuitBreaker(failures: 2, retryAt: moment(15)), error: oddText)
            try await store.record(progress, by: second.lease, until: moment(30))
            var expected = second
            expected.progress = progress
            expected.leasedUntil = moment(30)
            #expect(try await store.forwards() == [expected])
            #expect(try await store.claim(added, at: 29, until: 99) == nil)
        },
        StorePromise("of many tasks that claim a forward, one gets it") { store in
            let added = try await store.addForward("a")
            let claimed = try await withThrowingTaskGroup(of: Forward?.self) { group in
                for task in 0..<16 {
                    group.addTask { try await store.claim(added, at: 0, until: 10, by: "\(task)") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(claimed.compactMap(\.self).count == 1)
        },
        StorePromise("a forward that is given back can be claimed at once, and its old lease counts for nothing") {
            store in
            let added = try await store.addForward("a")
            let first = try #require(try await store.claim(added, at: 0, until: 10))
            try await store.record(first.progress, by: first.lease, until: nil)
            try await store.refuses(first.lease)
            #expect(try await store.forwards().map(\.leasedUntil) == [nil])
            #expect(try await store.claim(added, at: 0, until: 10) != nil)
        },
        StorePromise("a forward is not lent while it pauses after a failure, is halted, or is gone") { store in
            let added = try await store.addForward("a")
            let first = try #require(try await store.claim(added, at: 0, until: 10))
            var progress = first.progress
            progress.breaker = CircuitBreaker(failures: 1, retryAt: moment(50))
            try await store.record(progress, by: first.lease, until: nil)
            #expect(try await store.claim(added, at: 49, until: 99) == nil)
            let second = try #require(try await store.claim(added, at: 50, until: 60))
            for state in [ForwardState.paused, .disabled] {
                progress = ForwardProgress(state: state, cursor: progress.cursor, error: oddText)
                try await store.steer(added.name, to: progress)
                try await store.refuses(second.lease)
                #expect(try await store.forwards().map(\.progress) == [progress])
                #expect(try await store.claim(added, at: 1000, until: 2000) == nil)
            }
            try await store.write { (store) throws(StoreError) in try store.remove(forwardNamed: added.name) }
            #expect(try await store.claim(added, at: 1000, until: 2000) == nil)
        },
        StorePromise("whoever steers a forward takes it from its worker") { store in
            let added = try await store.addForward("a")
            let held = try #require(try await store.claim(added, at: 0, until: 10))
            let progress = ForwardProgress(cursor: FrameID(rawValue: 3))
            try await store.steer(added.name, to: progress)
            try await store.refuses(held.lease)
            let again = try #require(try await store.claim(added, at: 0, until: 10))
            #expect(again.progress == progress)
        },
        StorePromise("what is written with a step of a forward is kept with it, or not at all") { store in
            let added = try await store.addForward("a")
            let held = try #require(try await store.claim(added, at: 0, until: 10))
            let job = JobDraft(kind: JobKind(rawValue: "forward"), payload: [], createdAt: moment(0))
            for isLate in [false, true] {
                if isLate { try await store.steer(added.name, to: held.progress) }
                let outcome: Void? = try? await store.write { (store) throws(StoreError) in
                    _ = try store.enqueue([job])
                    try store.record(held.progress, by: held.lease, until: moment(20))
                }
                #expect((outcome == nil) == isLate)
            }
            let counts = try await store.read { (store) throws(StoreError) in try store.jobCounts() }
            #expect(counts == [.waiting: 1])
        },
        StorePromise("a page of frames is bounded in count and in bytes, and holds one frame whatever its size") {
            store in
            let receiver = try await store.registerOne()
            let texts = ["aa", "bb", "cccccc", "d", "e"]
            let ids = try await store.write { (store) throws(StoreError) in
                try store.insert(texts.map { draft(receiver.id, $0) }).compactMap(\.self)
            }
            func page(_ after: FrameID?, _ limit: Int, _ bytes: Int) async throws -> [Int] {
                try await store.read { (store) throws(StoreError) in
                    try store.frames(after: after ?? FrameID(rawValue: 0), limit: limit, bytes: bytes).map(
                        \.frame.body.count)
                }
            }
            #expect(try await page(nil, 10, 100) == [2, 2, 6, 1, 1])
            #expect(try await page(nil, 10, 4) == [2, 2])
            #expect(try await page(nil, 10, 5) == [2, 2])
            #expect(try await page(nil, 10, 0) == [2])
            #expect(try await page(ids[1], 10, 3) == [6])
            #expect(try await page(ids[2], 10, 3) == [1, 1])
            #expect(try await page(ids[0], 1, 100) == [2])
            #expect(try await page(nil, 0, 100) == [])
            #expect(try await page(ids[4], 10, 100) == [])
        },
        StorePromise("what lies behind a frame is counted up to a limit, and the first of it is dated") { store in
            let receiver = try await store.registerOne()
            let ids = try await store.write { (store) throws(StoreError) in
                try store.insert((0..<5).map { draft(receiver.id, "\($0)", at: moment(Int64($0) * 10)) }).compactMap(
                    \.self)
            }
            try await store.read { (store) throws(StoreError) in
                let none = FrameID(rawValue: 0)
                #expect(try store.backlog(after: none, countingUpTo: 9) == FrameBacklog(frames: 5, oldest: moment(0)))
                #expect(try store.backlog(after: none, countingUpTo: 3) == FrameBacklog(frames: 3, oldest: moment(0)))
                #expect(
                    try store.backlog(after: ids[2], countingUpTo: 9) == FrameBacklog(frames: 2, oldest: moment(30)))
                #expect(try store.backlog(after: ids[4], countingUpTo: 9) == FrameBacklog(frames: 0, oldest: nil))
            }
        },
        StorePromise(
            "the first frame that was received from a moment on is found, in whichever order frames were stored"
        ) {
            store in
            let receiver = try await store.registerOne()
            // The third and fourth had waited in quarantine.
            let ids = try await store.write { (store) throws(StoreError) in
                try store.insert(
                    [10, 20, 1, 2, 30, 40].enumerated().map { draft(receiver.id, "\($0)", at: moment($1)) }
                ).compactMap(\.self)
            }
            try await store.read { (store) throws(StoreError) in
                func search(
                    _ time: Int64, after: FrameID = FrameID(rawValue: 0), among limit: Int = 9
                ) throws(StoreError) -> FrameSearch {
                    try store.firstFrame(receivedFrom: moment(time), after: after, among: limit)
                }
                #expect(try search(0) == .found(ids[0]))
                #expect(try search(11) == .found(ids[1]))
                #expect(try search(21) == .found(ids[4]))
                #expect(try search(40) == .found(ids[5]))
                #expect(try search(41) == .passed(ids[5]))
                #expect(try search(21, among: 3) == .passed(ids[2]))
                #expect(try search(21, after: ids[2], among: 1) == .passed(ids[3]))
                #expect(try search(21, after: ids[3], among: 1) == .found(ids[4]))
                #expect(try search(0, after: ids[5]) == .ended)
            }
        },
    ]
}

private func forwardName(_ text: String) throws -> ForwardName { try #require(ForwardName(rawValue: text)) }

extension Store {
    fileprivate func forwards() async throws(StoreError) -> [Forward] {
        try await read { (store) throws(StoreError) in try store.forwards() }
    }

    @discardableResult
    fileprivate func addForward(_ name: String) async throws -> Forward {
        let draft = ForwardDraft(
            name: try forwardName(name), target: ForwardTarget(.events), cursor: FrameID(rawValue: 0),
            createdAt: moment(0))
        return try await write { (store) throws(StoreError) in try store.add(draft) }
    }

    fileprivate func claim(
        _ forward: Forward, at now: Int64, until end: Int64, by worker: String = "worker"
    ) async throws(StoreError) -> Forward? {
        try await write { (store) throws(StoreError) in
            try store.claimForward(forward.id, at: moment(now), until: moment(end), by: worker)
        }
    }

    fileprivate func record(
        _ progress: ForwardProgress, by lease: ForwardLease, until end: Timestamp?
    ) async throws(StoreError) {
        try await write { (store) throws(StoreError) in try store.record(progress, by: lease, until: end) }
    }

    fileprivate func steer(_ name: ForwardName, to progress: ForwardProgress) async throws(StoreError) {
        try await write { (store) throws(StoreError) in try store.steer(forwardNamed: name, to: progress) }
    }

    /// Expects that a lease counts for nothing.
    fileprivate func refuses(_ lease: ForwardLease) async throws {
        let error = await #expect(throws: StoreError.self) {
            try await self.record(ForwardProgress(cursor: FrameID(rawValue: 99)), by: lease, until: moment(99))
        }
        #expect(error?.code == .conflict)
    }
}
