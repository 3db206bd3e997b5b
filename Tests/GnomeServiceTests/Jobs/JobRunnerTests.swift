// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import Synchronization
import Testing

/// What a handler says when it is meant to fail.
private struct Refusal: Error, CustomStringConvertible {
    let description = "no"
}

@Suite("Doing jobs", .timeLimit(.minutes(10)))
struct JobRunnerTests {
    @Test("jobs that are there at the start and jobs that a wake-up tells of are done once and are gone")
    func done() async throws {
        try await JobBench.lend { bench in
            try await bench.enqueue("a", "b")
            try await bench.run({ bench.note("begun \($0.text)") }) { runner, _ in
                await bench.wait(for: "done b")
                try await bench.enqueue("c")
                runner.wake()
                await bench.wait(for: "done c")
            }
            #expect(
                bench.diary.sorted() == ["begun a", "begun b", "begun c", "done a", "done b", "done c"])
            #expect(try await bench.store.read { (store) throws(StoreError) in try store.jobCounts() }.isEmpty)
        }
    }

    @Test("a job whose wake-up got lost is found all the same")
    func lostWakeUp() async throws {
        try await JobBench.lend { bench in
            try await bench.enqueue("first")
            try await bench.run({ _ in }) { _, _ in
                await bench.wait(for: "done first")
                try await bench.enqueue("second")
                await bench.end(.seconds(2))
                await bench.wait(for: "done second")
            }
        }
    }

    @Test("a job that fails waits longer each time, is dead after the last attempt, and can be replayed")
    func failing() async throws {
        try await JobBench.lend { bench in
            let isMended = Mutex(false)
            try await bench.enqueue("a")
            try await bench.run(
                { job in
                    guard job.text != "a" || isMended.withLock({ $0 }) else { throw Refusal() }
                }
            ) { runner, _ in
                await bench.wait(for: "failed a no 10")
                // Not before its time: another job that was written later is done first.
                bench.advance(by: .seconds(9))
                try await bench.enqueue("b")
                runner.wake()
                await bench.wait(for: "done b")
                #expect(try await bench.jobs(.waiting).map(\.attempts) == [1])
                bench.advance(by: .seconds(1))
                runner.wake()
                await bench.wait(for: "failed a no 20")
                bench.advance(by: .seconds(20))
                runner.wake()
                await bench.wait(for: "buried a no")
                let dead = try #require(try await bench.jobs(.dead).first)
                #expect(dead.error == "no" && dead.attempts == 3)

                isMended.withLock { $0 = true }
                let now = bench.now
                try await bench.store.write { (store) throws(StoreError) in try store.replay(dead.id, at: now) }
                runner.wake()
                await bench.wait(for: "done a")
            }
        }
    }

    @Test("a job of a kind that nobody knows stays waiting, is told once, and holds up no other")
    func unknownKind() async throws {
        try await JobBench.lend { bench in
            try await bench.enqueue("x", "y", kind: JobKind(rawValue: "fax"))
            try await bench.run({ _ in }) { runner, _ in
                await bench.wait(for: "unhandled fax 2")
                for text in ["a", "b"] {
                    try await bench.enqueue(text)
                    runner.wake()
                    await bench.wait(for: "done \(text)")
                }
            }
            #expect(bench.diary.sorted() == ["done a", "done b", "unhandled fax 2"])
            #expect(try await bench.jobs(.waiting).map(\.attempts) == [0, 0])
        }
    }

    @Test("no more jobs are done at the same time than allowed, and as many as that")
    func concurrency() async throws {
        try await JobBench.lend { bench in
            let mayEnd = Mutex(false)
            try await bench.enqueue("0", "1", "2", "3")
            try await bench.run(
                { _ in
                    bench.note("begun")
                    while !mayEnd.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(2)) }
                }
            ) { runner, _ in
                await bench.wait(for: "begun", 3)
                for number in 4..<20 {
                    runner.wake()
                    try await bench.enqueue("\(number)")
                    #expect(try await bench.jobs(.running).count == 3)
                }
                mayEnd.withLock { $0 = true }
                for number in 0..<20 { await bench.wait(for: "done \(number)") }
            }
        }
    }

    @Test("who is stopped finishes what was begun, and begins nothing more")
    func stop() async throws {
        try await JobBench.lend { bench in
            let mayEnd = Mutex(false)
            var limits = JobBench.limits
            limits.concurrency = 1
            try await bench.enqueue("a", "b")
            try await bench.run(
                limits: limits,
                { job in
                    bench.note("begun \(job.text)")
                    while !mayEnd.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(2)) }
                }
            ) { runner, _ in
                await bench.wait(for: "begun a")
                runner.stop()
                runner.wake()
                mayEnd.withLock { $0 = true }
            }
            #expect(bench.diary == ["begun a", "done a"])
            #expect(try await bench.jobs(.waiting).map(\.text) == ["b"])
        }
    }

    @Test("a job whose process is out of patience is given back, and may be begun again at once")
    func cancelled() async throws {
        try await JobBench.lend { bench in
            try await bench.enqueue("a")
            try await bench.run(
                { _ in
                    bench.note("begun")
                    while true {
                        try Task.checkCancellation()
                        try? await Task.sleep(for: .milliseconds(2))
                    }
                }
            ) { _, running in
                await bench.wait(for: "begun")
                running.cancel()
            }
            #expect(bench.diary == ["begun", "given back a"])
            let left = try await bench.jobs(.waiting)
            #expect(left.map(\.dueAt) == [bench.now])
            #expect(left.map(\.attempts) == [0])
        }
    }

    @Test("a lease is extended while its job is being done, and a job that another has got is let go")
    func lease() async throws {
        try await JobBench.lend { bench in
            try await bench.enqueue("a")
            try await bench.run(
                { _ in
                    bench.note("begun")
                    while true {
                        try Task.checkCancellation()
                        try? await Task.sleep(for: .milliseconds(2))
                    }
                }
            ) { _, _ in
                await bench.wait(for: "begun")
                bench.advance(by: .seconds(20))
                await bench.end(.seconds(20))
                while try await bench.jobs(.running).map(\.dueAt) != [bench.now.advanced(by: .seconds(60))] {
                    try? await Task.sleep(for: .milliseconds(2))
                }
                bench.advance(by: .seconds(60))
                let now = bench.now
                let other = try await bench.store.write { (store) throws(StoreError) in
                    try store.claimJobs(
                        of: [JobBench.mail], at: now, until: now.advanced(by: .seconds(60)), by: "other", limit: 1)
                }
                #expect(other.map(\.job.attempts) == [2])
                await bench.end(.seconds(20))
                await bench.wait(for: "lost a")
            }
            #expect(try await bench.jobs(.running).map(\.worker) == ["other"])
        }
    }

    @Test("a job that was begun too often without an end is buried and not begun again")
    func neverEnding() async throws {
        try await JobBench.lend { bench in
            try await bench.enqueue("a")
            for _ in 0..<3 {
                let now = bench.now
                _ = try await bench.store.write { (store) throws(StoreError) in
                    try store.claimJobs(of: [JobBench.mail], at: now, until: now, by: "dies", limit: 1)
                }
            }
            try await bench.run({ _ in bench.note("begun") }) { _, _ in
                await bench.wait(for: "buried a It was begun 3 times and never came to an end.")
            }
            #expect(!bench.diary.contains("begun"))
            #expect(try await bench.jobs(.dead).count == 1)
        }
    }

    @Test("while the store is away nothing is begun, and what was done is written down when it is back")
    func storeAway() async throws {
        try await JobBench.lend { bench in
            let away = StoreError(.unavailable, "away")
            try await bench.enqueue("a")
            let failing = FailingStore(bench.store, script: [away, nil, away, away])
            try await bench.run(over: failing, { _ in bench.note("begun") }) { runner, _ in
                await bench.wait(for: "waiting away")
                runner.wake()
                await bench.wait(for: "done a")
            }
            #expect(bench.diary == ["waiting away", "begun", "waiting away", "waiting away", "done a"])
        }
    }

    @Test("what was written down although the store said otherwise is told as it is", arguments: [false, true])
    func doubtfulEnd(isFailing: Bool) async throws {
        try await JobBench.lend { bench in
            let away = StoreError(.unavailable, "away")
            try await bench.enqueue("a")
            // The first write claims.
            let failing = FailingStore(bench.store, script: [nil, away], keepsWhatItRefuses: true)
            let end = isFailing ? "failed a no 10" : "done a"
            try await bench.run(over: failing, { _ in if isFailing { throw Refusal() } }) { _, _ in
                await bench.wait(for: end)
            }
            #expect(bench.diary == ["waiting away", end])
        }
    }

    @Test("a job that another has got is told as lost, also where the store was away in between")
    func doubtfulLoss() async throws {
        try await JobBench.lend { bench in
            try await bench.enqueue("a")
            let failing = FailingStore(bench.store, script: [nil, StoreError(.unavailable, "away")])
            try await bench.run(
                over: failing,
                { _ in
                    bench.advance(by: .seconds(61))
                    let now = bench.now
                    _ = try await bench.store.write { (store) throws(StoreError) in
                        try store.claimJobs(
                            of: [JobBench.mail], at: now, until: now.advanced(by: .seconds(60)), by: "other", limit: 1)
                    }
                }
            ) { _, _ in
                await bench.wait(for: "lost a")
            }
            #expect(try await bench.jobs(.running).map(\.worker) == ["other"])
        }
    }

    @Test("several servers share the jobs of one store, and each job is done by one of them")
    func several() async throws {
        try await JobBench.lend { bench in
            let done = Mutex<[String]>([])
            let texts = (0..<60).map { "\($0)" }
            try await bench.enqueue(texts)
            let handler: JobRunner.Handler = { job in done.withLock { $0.append(job.text) } }
            try await bench.run(handler) { _, _ in
                try await bench.run(handler) { _, _ in
                    try await bench.run(handler) { _, _ in
                        for text in texts { await bench.wait(for: "done \(text)") }
                    }
                }
            }
            #expect(done.withLock { $0.sorted() } == texts.sorted())
        }
    }
}
