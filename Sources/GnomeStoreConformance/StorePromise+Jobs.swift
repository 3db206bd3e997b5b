// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `JobReading` and `JobWriting` promise.
    public static let jobs: [StorePromise] = [
        StorePromise("a job is read back as it was written") { store in
            let drafts = [
                JobDraft(kind: mail, payload: [], createdAt: moment(0)),
                JobDraft(
                    kind: JobKind(rawValue: oddText), payload: Array(0...255), uniqueKey: oddText,
                    createdAt: Timestamp(microseconds: .min), dueAt: Timestamp(microseconds: .max)),
                JobDraft(
                    kind: JobKind(rawValue: ""), payload: Array(oddText.utf8), uniqueKey: "", createdAt: moment(-1),
                    dueAt: Timestamp(microseconds: .min)),
            ]
            let ids = try await store.enqueue(drafts)
            #expect(ids == ids.sorted())
            for (id, draft) in zip(ids, drafts) {
                let read = try await store.read { (store) throws(StoreError) in try store.job(id) }
                let expected = Job(
                    id: id, kind: draft.kind, state: .waiting, payload: draft.payload, uniqueKey: draft.uniqueKey,
                    attempts: 0, createdAt: draft.createdAt, dueAt: draft.dueAt, worker: nil, error: nil)
                #expect(read == expected)
                // `==` takes texts for equal that are only equivalent.
                #expect(read?.kind.rawValue.utf8.elementsEqual(draft.kind.rawValue.utf8) == true)
            }
        },
        StorePromise("a job of the same kind and key is written once while it is there, and one without a key always") {
            store in
            let other = JobKind(rawValue: "other")
            let first = try await store.write { (store) throws(StoreError) in
                try store.enqueue([
                    jobDraft("a", key: "k"), jobDraft("b", key: "k"), jobDraft("c", key: "K"), jobDraft("d"),
                    jobDraft("d"), jobDraft("e", other, key: "k"), jobDraft("f", key: "é"),
                    jobDraft("g", key: "e\u{301}"),
                ])
            }
            #expect(first.map { $0 == nil } == [false, true, false, false, false, false, false, false])
            // Running and dead jobs keep their key, that of a job that is done is free.
            let claimed = try await store.claim(limit: 1)
            #expect(claimed.map(\.job.uniqueKey) == ["k"])
            let lease = try #require(claimed.first?.lease)
            for step in 0..<3 {
                let again = try await store.write { (store) throws(StoreError) in
                    if step == 1 { try store.bury(lease, error: "why") }
                    if step == 2 {
                        try store.replay(lease.job, at: moment(0))
                        let held = try store.claimJobs(
                            of: [mail], at: moment(0), until: moment(9), by: "w", limit: 9
                        ).first { $0.job.id == lease.job }
                        if let held { try store.complete(held.lease) }
                    }
                    return try store.enqueue([jobDraft("a", key: "k")])
                }
                #expect(again.map { $0 == nil } == [step < 2])
            }
        },
        StorePromise("jobs are claimed by due time, then in the order they were written, and none before its time") {
            store in
            let other = JobKind(rawValue: "other")
            let ids = try await store.enqueue([
                jobDraft("0", due: 30), jobDraft("1", other, due: 10), jobDraft("2", due: 20), jobDraft("3", due: 10),
                jobDraft("4", JobKind(rawValue: "unknown"), due: 0), jobDraft("5", due: 31),
            ])
            try await store.read { (store) throws(StoreError) in
                #expect(try store.nextDueTime(of: [mail, other]) == moment(10))
                #expect(try store.nextDueTime(of: [mail]) == moment(10))
                #expect(try store.nextDueTime(of: [JobKind(rawValue: "nothing")]) == nil)
                #expect(try store.nextDueTime(of: []) == nil)
                #expect(try store.dueJobCounts(at: moment(20)).values.sorted() == [1, 1, 2])
                #expect(try store.dueJobCounts(at: moment(-1)).isEmpty)
            }
            func claim(_ kinds: Set<JobKind>, at time: Int64, limit: Int) async throws -> [JobID] {
                try await store.claim(kinds, at: moment(time), until: moment(1000), limit: limit).map(\.job.id)
            }
            #expect(try await claim([mail, other], at: 9, limit: 9).isEmpty)
            #expect(try await claim([mail, other], at: 30, limit: 0).isEmpty)
            #expect(try await claim([mail, other], at: 30, limit: -1).isEmpty)
            #expect(try await claim([], at: 30, limit: 9).isEmpty)
            #expect(try await claim([mail, other], at: 30, limit: 3) == [ids[1], ids[3], ids[2]])
            #expect(try await claim([mail, other], at: 30, limit: 3) == [ids[0]])
            #expect(try await claim([mail, other], at: 30, limit: 3).isEmpty)
        },
        StorePromise("a claimed job says who has it, until when, and how often it was begun") { store in
            let id = try #require(try await store.enqueue([jobDraft("a")]).first)
            let claimed = try await store.claim(at: moment(0), until: moment(5), by: oddText, limit: 9)
            let job = try #require(claimed.first).job
            #expect(job.id == id && job.state == .running && job.attempts == 1 && job.dueAt == moment(5))
            #expect(job.worker?.utf8.elementsEqual(oddText.utf8) == true)
            let read = try await store.read { (store) throws(StoreError) in try store.job(id) }
            #expect(read == job)
        },
        StorePromise("of many tasks that claim, each job goes to exactly one") { store in
            let ids = try await store.enqueue((0..<100).map { jobDraft("\($0)") })
            let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for task in 0..<16 {
                    group.addTask {
                        var mine: [JobID] = []
                        while true {
                            let jobs = try await store.claim(by: "\(task)", limit: 3)
                            if jobs.isEmpty { return mine }
                            mine += jobs.map(\.job.id)
                            for job in jobs {
                                try await store.write { (store) throws(StoreError) in try store.complete(job.lease) }
                            }
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.sorted() == ids)
            let counts = try await store.read { (store) throws(StoreError) in try store.jobCounts() }
            #expect(counts.isEmpty)
        },
        StorePromise("after its lease a job goes to another, and what the late worker says is refused") { store in
            let id = try #require(try await store.enqueue([jobDraft("a")]).first)
            let late = try #require(try await store.claim(at: moment(0), until: moment(10), limit: 9).first)
            #expect(try await store.claim(at: moment(9), until: moment(19), limit: 9).isEmpty)
            let next = try #require(try await store.claim(at: moment(10), until: moment(20), limit: 9).first)
            #expect(next.job.id == id && next.job.attempts == 2 && next.lease != late.lease)
            try await store.refuses(late.lease)
            let read = try await store.read { (store) throws(StoreError) in try store.job(id) }
            #expect(read == next.job)
            try await store.write { (store) throws(StoreError) in try store.complete(next.lease) }
            try await store.refuses(next.lease)
            let gone = try await store.read { (store) throws(StoreError) in try store.job(id) }
            #expect(gone == nil)
        },
        StorePromise("a lease that ran out but went to nobody else still counts") { store in
            _ = try await store.enqueue([jobDraft("a")])
            let claimed = try #require(try await store.claim(at: moment(0), until: moment(1), limit: 9).first)
            try await store.write { (store) throws(StoreError) in try store.extend(claimed.lease, until: moment(50)) }
            #expect(try await store.claim(at: moment(49), until: moment(99), limit: 9).isEmpty)
            #expect(try await store.claim(at: moment(50), until: moment(99), limit: 9).map(\.job.attempts) == [2])
        },
        StorePromise("a failed job waits for its next time, with what went wrong") { store in
            let id = try #require(try await store.enqueue([jobDraft("a")]).first)
            let claimed = try #require(try await store.claim(at: moment(0), until: moment(10), limit: 9).first)
            try await store.write { (store) throws(StoreError) in
                try store.fail(claimed.lease, error: oddText, next: moment(100))
            }
            try await store.refuses(claimed.lease)
            let read = try await store.read { (store) throws(StoreError) in try store.job(id) }
            #expect(read?.state == .waiting && read?.attempts == 1 && read?.dueAt == moment(100))
            #expect(read?.error?.utf8.elementsEqual(oddText.utf8) == true)
            #expect(try await store.claim(at: moment(99), until: moment(999), limit: 9).isEmpty)
            let again = try #require(try await store.claim(at: moment(100), until: moment(999), limit: 9).first)
            #expect(again.job.attempts == 2 && again.job.error == oddText)
        },
        StorePromise("a dead job is seen, is never claimed, and begins anew when it is replayed") { store in
            let ids = try await store.enqueue([jobDraft("a"), jobDraft("b")])
            let claimed = try await store.claim(at: moment(0), until: moment(10), limit: 9)
            try await store.write { (store) throws(StoreError) in
                for job in claimed { try store.bury(job.lease, error: oddText) }
            }
            try await store.refuses(claimed[0].lease)
            try await store.read { (store) throws(StoreError) in
                #expect(try store.jobCounts() == [.dead: 2])
                let dead = try store.jobs(.dead, before: nil, limit: 9)
                #expect(dead.map(\.id) == ids.reversed())
                #expect(dead.allSatisfy { $0.error == oddText && $0.attempts == 1 })
                #expect(try store.dueJobCounts(at: Timestamp(microseconds: .max)).isEmpty)
                #expect(try store.nextDueTime(of: [mail]) == nil)
            }
            #expect(try await store.claim(at: moment(1000), until: moment(2000), limit: 9).isEmpty)

            try await store.write { (store) throws(StoreError) in try store.replay(ids[0], at: moment(500)) }
            #expect(try await store.claim(at: moment(499), until: moment(2000), limit: 9).isEmpty)
            let again = try #require(try await store.claim(at: moment(500), until: moment(2000), limit: 9).first)
            #expect(again.job.id == ids[0] && again.job.attempts == 1)
            // It is the first attempt again, but not the first lease.
            try await store.refuses(claimed[0].lease)
            for id in [ids[0], JobID(rawValue: .max)] {
                let error = await #expect(throws: StoreError.self) {
                    try await store.write { (store) throws(StoreError) in try store.replay(id, at: moment(0)) }
                }
                #expect(error?.code == .notFound)
            }
        },
        StorePromise("a job that is given back may be claimed again, and the attempt does not count") { store in
            let id = try #require(try await store.enqueue([jobDraft("a")]).first)
            let first = try #require(try await store.claim(at: moment(0), until: moment(10), limit: 9).first)
            try await store.write { (store) throws(StoreError) in
                try store.fail(first.lease, error: oddText, next: moment(0))
            }
            let second = try #require(try await store.claim(at: moment(1), until: moment(10), limit: 9).first)
            try await store.write { (store) throws(StoreError) in try store.giveBack(second.lease, at: moment(5)) }
            try await store.refuses(second.lease)
            let read = try await store.read { (store) throws(StoreError) in try store.job(id) }
            #expect(read?.state == .waiting && read?.attempts == 1 && read?.dueAt == moment(5))
            #expect(read?.error == oddText)
            #expect(try await store.claim(at: moment(4), until: moment(99), limit: 9).isEmpty)
            #expect(try await store.claim(at: moment(5), until: moment(99), limit: 9).map(\.job.attempts) == [2])
        },
        StorePromise("a dead job can be dropped, which frees its key, and no other can") { store in
            let ids = try await store.enqueue([jobDraft("a", key: "k"), jobDraft("b"), jobDraft("c", due: 1)])
            let claimed = try await store.claim(limit: 2)
            try await store.write { (store) throws(StoreError) in
                try store.bury(claimed[0].lease, error: oddText)
                let dead = try store.job(ids[0])
                #expect(try store.drop(ids[0]) == dead)
                #expect(try store.job(ids[0]) == nil)
                #expect(try store.enqueue([jobDraft("a", key: "k")]).allSatisfy { $0 != nil })
            }
            for id in [ids[0], ids[1], ids[2], JobID(rawValue: .max)] {
                let error = await #expect(throws: StoreError.self) {
                    try await store.write { (store) throws(StoreError) in _ = try store.drop(id) }
                }
                #expect(error?.code == .notFound)
            }
        },
        StorePromise("an id of a job that is done is never given to another, so an old lease can't meet a new job") {
            store in
            let id = try #require(try await store.enqueue([jobDraft("a")]).first)
            let done = try #require(try await store.claim(limit: 1).first)
            try await store.write { (store) throws(StoreError) in try store.complete(done.lease) }
            let next = try #require(try await store.enqueue([jobDraft("a")]).first)
            #expect(next > id)
            #expect(try await store.claim(limit: 1).map(\.lease.number) == [done.lease.number])
            try await store.refuses(done.lease)
        },
        StorePromise("the jobs of one state are paged from the newest back") { store in
            let ids = try await store.enqueue((0..<9).map { jobDraft("\($0)", due: -$0) })
            let claimed = try await store.claim(limit: 2).map(\.job.id)
            #expect(claimed == [ids[8], ids[7]])
            try await store.read { (store) throws(StoreError) in
                var paged: [JobID] = []
                while true {
                    let page = try store.jobs(.waiting, before: paged.last, limit: 3)
                    #expect(page.count <= 3)
                    paged += page.map(\.id)
                    if page.isEmpty { break }
                }
                #expect(paged == ids[..<7].reversed())
                #expect(try store.jobs(.running, before: nil, limit: 9).map(\.id) == [ids[8], ids[7]])
                #expect(try store.jobs(.waiting, before: nil, limit: -1).isEmpty)
                #expect(try store.jobCounts() == [.waiting: 7, .running: 2])
            }
        },
        StorePromise("the jobs of some states and one kind are paged from the newest back") { store in
            let other = JobKind(rawValue: "other")
            let ids = try await store.enqueue((0..<12).map { jobDraft("\($0)", $0 % 3 == 0 ? other : mail, due: $0) })
            let claimed = try await store.claim([mail, other], at: moment(99), limit: 4)
            try await store.write { (store) throws(StoreError) in
                for job in claimed.prefix(2) { try store.bury(job.lease, error: "why") }
            }
            try await store.read { (store) throws(StoreError) in
                func all(_ states: Set<JobState>, _ kind: JobKind?) throws(StoreError) -> [JobID] {
                    var paged: [JobID] = []
                    while true {
                        let page = try store.jobs(in: states, of: kind, before: paged.last, limit: 2)
                        #expect(page.count <= 2 && page.allSatisfy { states.contains($0.state) })
                        paged += page.map(\.id)
                        if page.isEmpty { return paged }
                    }
                }
                #expect(try all(Set(JobState.allCases), nil) == ids.reversed())
                #expect(try all(Set(JobState.allCases), other) == [ids[9], ids[6], ids[3], ids[0]])
                #expect(try all([.dead, .running], nil) == ids[..<4].reversed())
                #expect(try all([.dead], other) == [ids[0]])
                #expect(try all([], nil).isEmpty)
                #expect(try all([.waiting], JobKind(rawValue: "nothing")).isEmpty)
            }
        },
        StorePromise("a closure that takes a lost lease for an answer goes on, and is kept") { store in
            _ = try await store.enqueue([jobDraft("a")])
            let claimed = try #require(try await store.claim(limit: 1).first)
            try await store.write { (store) throws(StoreError) in
                try store.complete(claimed.lease)
                do throws(StoreError) { try store.complete(claimed.lease) } catch { #expect(error.code == .conflict) }
                _ = try store.enqueue([jobDraft("b")])
            }
            let counts = try await store.read { (store) throws(StoreError) in try store.jobCounts() }
            #expect(counts == [.waiting: 1])
        },
    ]
}

let mail = JobKind(rawValue: "mail")

func jobDraft(_ text: String, _ kind: JobKind = mail, key: String? = nil, due: Int64 = 0) -> JobDraft {
    JobDraft(
        kind: kind, payload: Array(text.utf8), uniqueKey: key, createdAt: moment(0), dueAt: moment(due))
}

extension Store {
    /// Writes jobs of which none is a repetition.
    fileprivate func enqueue(_ drafts: [JobDraft]) async throws -> [JobID] {
        let ids = try await write { (store) throws(StoreError) in try store.enqueue(drafts) }
        #expect(ids.allSatisfy { $0 != nil })
        return ids.compactMap(\.self)
    }

    /// Claims jobs.
    fileprivate func claim(
        _ kinds: Set<JobKind> = [mail], at now: Timestamp = moment(0), until end: Timestamp = moment(1000),
        by worker: String = "worker", limit: Int
    ) async throws(StoreError) -> [ClaimedJob] {
        try await write { (store) throws(StoreError) in
            try store.claimJobs(of: kinds, at: now, until: end, by: worker, limit: limit)
        }
    }

    /// Expects that a lease counts for nothing, whatever is asked with it.
    fileprivate func refuses(_ lease: JobLease) async throws {
        try await refuses { (store) throws(StoreError) in try store.complete(lease) }
        try await refuses { (store) throws(StoreError) in try store.fail(lease, error: "late", next: moment(0)) }
        try await refuses { (store) throws(StoreError) in try store.bury(lease, error: "late") }
        try await refuses { (store) throws(StoreError) in try store.giveBack(lease, at: moment(0)) }
        try await refuses { (store) throws(StoreError) in try store.extend(lease, until: moment(9999)) }
    }

    private func refuses(_ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Void) async throws {
        let error = await #expect(throws: StoreError.self) { try await self.write(body) }
        #expect(error?.code == .conflict)
    }
}
