// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import Testing

@Suite("Passing on what is stored", .timeLimit(.minutes(10)))
struct ForwarderTests {
    private let away = Carried(count: 0, failure: ForwardFailure(.away, "away"))
    private let refused = Carried(count: 0, failure: ForwardFailure(.refused, "no"))

    @Test("what is stored from now on is passed on in order, in pages, and the cursor stands behind it")
    func order() async throws {
        try await ForwardBench.lend { bench in
            try await bench.put("earlier")
            let name = try await bench.add("a")
            let texts = (0..<20).map { "\($0)" }
            try await bench.put(texts)
            let target = ScriptedTarget()
            try await bench.run(to: target) { forwarder, _ in
                await bench.wait(for: "carried a 4")
                try await bench.put("later")
                forwarder.wake()
                await bench.wait(for: "carried a 1")
            }
            #expect(target.texts == texts + ["later"])
            #expect(target.sizes == [8, 8, 4, 1])
            let status = try await bench.forward(name)
            #expect(status.backlog == FrameBacklog(frames: 0, oldest: nil))
            #expect(status.forward.leasedUntil == nil)
            #expect(status.lag(at: bench.now) == .zero)
            let event = try #require(target.events.first)
            #expect(event.station == nil && event.project == nil)
        }
    }

    @Test("a filter passes over the rest, and the cursor with it")
    func filters() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a", filter: ForwardFilter(kinds: [.note], projects: [9]))
            try await bench.put((0..<9).map { "none \($0)" })
            try await bench.put("in", "in too", receiver: 1)
            try await bench.put("log", receiver: 1, kind: .log)
            let target = ScriptedTarget()
            try await bench.run(to: target) { _, _ in await bench.wait(for: "carried a 2") }
            #expect(target.texts == ["in", "in too"])
            #expect(target.events.map(\.station) == ["Spruce Haven", "Spruce Haven"])
            try await bench.run(to: target) { _, _ in
                while try await bench.forward(name).backlog.frames > 0 { try? await Task.sleep(for: .milliseconds(2)) }
            }
            #expect(target.texts.count == 2)
        }
    }

    @Test("a page ends where its events are large enough, however small the frames are that they are unpacked from")
    func unpacked() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            try await bench.put((0..<6).map { "\($0)" + String(repeating: "x", count: 400 << 10) }, packed: true)
            let target = ScriptedTarget()
            try await bench.run(to: target) { _, _ in
                await bench.wait(for: "carried a 3", 2)
            }
            #expect(target.sizes == [3, 3])
            #expect(target.events.map(\.stored.id.rawValue) == [1, 2, 3, 4, 5, 6])
            #expect(try await bench.forward(name).backlog.frames == 0)
        }
    }

    @Test("a lost wake-up costs no event: the forwarder looks by itself")
    func polls() async throws {
        try await ForwardBench.lend { bench in
            try await bench.add("a")
            let target = ScriptedTarget()
            try await bench.run(to: target) { _, _ in
                try await bench.put("1")
                await bench.poll()
                await bench.wait(for: "carried a 1")
                try await bench.put("2")
                await bench.poll()
                await bench.wait(for: "carried a 1", 2)
            }
            #expect(target.texts == ["1", "2"])
        }
    }

    @Test("what had arrived before a failure is not sent again, and after it one event goes first, then ever more")
    func failure() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            try await bench.put((0..<20).map { "\($0)" })
            let target = ScriptedTarget(
                nil, Carried(count: 3, failure: ForwardFailure(.away, "away")), away, away)
            try await bench.run(to: target) { _, _ in
                await bench.wait(for: "failed a away 1 10")
                #expect(try await bench.forward(name).forward.progress.error == "away")
                // Before its time nothing is tried.
                await bench.poll()
                bench.advance(by: .seconds(10))
                await bench.poll()
                await bench.wait(for: "failed a away 2 20")
                bench.advance(by: .seconds(20))
                await bench.poll()
                await bench.wait(for: "failed a away 3 40")
                let breaker = try await bench.forward(name).forward.progress.breaker
                #expect(breaker.state(at: bench.now, by: ForwardBench.limits.breaker) == .open)
                bench.advance(by: .seconds(40))
                #expect(breaker.state(at: bench.now, by: ForwardBench.limits.breaker) == .halfOpen)
                await bench.poll()
                await bench.wait(for: "carried a 2", 2)
            }
            #expect(target.texts == (0..<20).map { "\($0)" })
            #expect(target.sizes == [8, 3, 0, 0, 1, 2, 4, 2])
            let progress = try await bench.forward(name).forward.progress
            #expect(progress.error == nil && progress.breaker == CircuitBreaker())
        }
    }

    @Test("an event that is refused alone, again and again, is set aside as a job, and the others go on")
    func poison() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            try await bench.put("1", "2", "poison", "4", "5")
            let target = ScriptedTarget(refusing: { $0.text == "poison" })
            try await bench.run(to: target) { forwarder, _ in
                // All five are refused together, then the third alone: it is alone after those before it have arrived.
                await bench.wait(for: "failed a no 1 10")
                bench.advance(by: .seconds(10))
                await bench.poll()
                await bench.wait(for: "failed a no 1 10", 2)
                bench.advance(by: .seconds(10))
                await bench.poll()
                await bench.wait(for: "failed a no 1 10", 3)
                bench.advance(by: .seconds(10))
                await bench.poll()
                await bench.wait(for: "failed a no 2 20")
                bench.advance(by: .seconds(20))
                await bench.poll()
                await bench.wait(for: "set aside a 3")
                bench.advance(by: .seconds(100))
                await bench.poll()
                await bench.wait(for: "carried a 1")
                while try await bench.forward(name).backlog.frames > 0 { try? await Task.sleep(for: .milliseconds(2)) }
                _ = forwarder
            }
            #expect(target.texts == ["1", "2", "4", "5"])
            let jobs = try await bench.store.read { (store) throws(StoreError) in
                try store.jobs(.waiting, before: nil, limit: 9)
            }
            #expect(jobs.map(\.kind) == [ForwardJob.kind])
            let id = try await bench.forward(name).forward.id
            #expect(
                ForwardJob(payload: jobs[0].payload)
                    == ForwardJob(forward: id, name: name, frame: FrameID(rawValue: 3)))

            // The job brings it to the target when that has learned to take it, or says why not.
            let late = ScriptedTarget(refused)
            let handler = bench.forwarder(to: late).jobHandler
            await #expect(throws: ForwardFailure(.refused, "no")) { try await handler(jobs[0]) }
            try await handler(jobs[0])
            #expect(late.texts == ["poison"])
            #expect(late.events[0].id == "SG-F28CRPI33503.3.\(ForwardBench.noon.microseconds)")
            // Not while a person has halted the forward.
            _ = try await bench.service.pause(name, at: bench.now)
            await #expect(throws: ForwardFailure.self) { try await handler(jobs[0]) }
            // Not to another forward that has its name now.
            try await bench.service.remove(name, at: bench.now)
            try await handler(jobs[0])
            try await bench.add(name.rawValue)
            try await handler(jobs[0])
            #expect(late.texts == ["poison"])
        }
    }

    @Test("a target that is gone halts its forward until a person lets it go on")
    func gone() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            try await bench.put("1")
            let target = ScriptedTarget(Carried(count: 0, failure: ForwardFailure(.gone, "gone")))
            try await bench.run(to: target) { forwarder, _ in
                await bench.wait(for: "disabled a gone")
                let progress = try await bench.forward(name).forward.progress
                #expect(progress.state == .disabled && progress.error == "gone")
                bench.advance(by: .seconds(1000))
                await bench.poll()
                await bench.poll()
                #expect(target.texts.isEmpty)
                let resumed = try await bench.service.resume(name, at: bench.now).forward.progress
                #expect(resumed.state == .running && resumed.error == nil)
                forwarder.wake()
                await bench.wait(for: "carried a 1")
            }
            #expect(target.texts == ["1"])
        }
    }

    @Test("a forward that is replayed while it runs begins again from there, with the same ids")
    func replayed() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            try await bench.put("1", "2")
            let target = ScriptedTarget()
            try await bench.run(to: target) { forwarder, _ in
                await bench.wait(for: "carried a 2")
                bench.advance(by: .seconds(3600))
                try await bench.put("3", "4")
                forwarder.wake()
                await bench.wait(for: "carried a 2", 2)
                let status = try await bench.service.replay(
                    name, from: ForwardBench.noon.advanced(by: .seconds(1)), at: bench.now)
                #expect(status.backlog == FrameBacklog(frames: 2, oldest: bench.now))
                forwarder.wake()
                await bench.wait(for: "carried a 2", 3)
            }
            #expect(bench.diary.contains("lost a bench"))
            #expect(target.texts == ["1", "2", "3", "4", "3", "4"])
            #expect(Set(target.events.map(\.id)).count == 4)
        }
    }

    @Test("a forward that is halted goes no further, and goes on where it was")
    func paused() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            let target = ScriptedTarget()
            try await bench.put("1")
            try await bench.run(to: target) { forwarder, _ in
                await bench.wait(for: "carried a 1")
                #expect(try await bench.service.pause(name, at: bench.now).forward.progress.state == .paused)
                try await bench.put("2")
                forwarder.wake()
                await bench.wait(for: "lost a bench")
                await bench.poll()
                #expect(target.texts == ["1"])
                let status = try await bench.forward(name)
                bench.advance(by: .seconds(5))
                #expect(status.backlog.frames == 1 && status.lag(at: bench.now) == .seconds(5))
                _ = try await bench.service.resume(name, at: bench.now)
                forwarder.wake()
                await bench.wait(for: "carried a 1", 2)
            }
            #expect(target.texts == ["1", "2"])
        }
    }

    @Test("what arrived before the cursor could be written arrives again, with the same id")
    func crash() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            try await bench.put("1", "2")
            let target = ScriptedTarget()
            // The claim goes through; the step behind it does not.
            let failing = FailingStore(bench.store, script: [nil, StoreError(.defect, "The process died.")])
            try await bench.run(over: failing, as: "dying", to: target) { _, _ in
                await bench.wait(for: "lost a dying")
            }
            #expect(try await bench.forward(name).backlog.frames == 2)
            try await bench.run(as: "other", to: target) { _, _ in
                // As long as the lease of the dead counts, nobody else sends.
                await bench.poll()
                #expect(target.texts == ["1", "2"])
                bench.advance(by: .seconds(60))
                await bench.poll()
                await bench.wait(for: "carried a 2")
            }
            #expect(target.texts == ["1", "2", "1", "2"])
            #expect(Set(target.events.map(\.id)).count == 2)
        }
    }

    @Test("a step that the store can't take is written when it can, and nothing is sent twice")
    func outage() async throws {
        try await ForwardBench.lend { bench in
            try await bench.add("a")
            try await bench.put("1")
            let target = ScriptedTarget()
            let gone = StoreError(.unavailable, "The database is away.")
            let failing = FailingStore(bench.store, script: [nil, gone, gone, gone])
            try await bench.run(over: failing, to: target) { _, _ in await bench.wait(for: "carried a 1") }
            #expect(bench.diary.count { $0 == "waiting \(gone)" } == 3)
            #expect(target.texts == ["1"])
        }
    }

    @Test("of two servers one holds a forward at a time, and the other takes over at once where it stops")
    func shared() async throws {
        try await ForwardBench.lend { bench in
            let names = [try await bench.add("a"), try await bench.add("b")]
            let target = ScriptedTarget()
            try await bench.run(as: "second", to: target) { second, _ in
                try await bench.run(as: "first", to: target) { first, _ in
                    for round in 0..<20 {
                        try await bench.put("\(round)")
                        first.wake()
                        second.wake()
                    }
                    for name in names {
                        while try await bench.forward(name).backlog.frames > 0 {
                            try? await Task.sleep(for: .milliseconds(2))
                        }
                    }
                }
                try await bench.put("last")
                second.wake()
                for name in names {
                    while try await bench.forward(name).backlog.frames > 0 {
                        try? await Task.sleep(for: .milliseconds(2))
                    }
                }
            }
            let each = (0..<20).map { "\($0)" } + ["last"]
            #expect(target.texts.sorted() == (each + each).sorted())
        }
    }

    @Test("a server that lacks what a forward needs says so once, and leaves it to others")
    func unable() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            try await bench.run(to: nil) { _, _ in
                await bench.wait(for: "unable a There is no way.")
                await bench.poll()
                await bench.poll()
            }
            #expect(bench.diary == ["unable a There is no way."])
            #expect(try await bench.forward(name).forward.leasedUntil == nil)
        }
    }

    @Test("a forwarder whose task is cancelled counts no failure against the target, and gives the forward back")
    func cancelled() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            try await bench.put("1")
            let target = ScriptedTarget(
                away,
                onBatch: { _ in
                    bench.note("on the way")
                    for await _ in AsyncStream<Never>.makeStream().stream {}
                })
            try await bench.run(to: target) { _, running in
                await bench.wait(for: "on the way")
                running.cancel()
                await running.value
            }
            let forward = try await bench.forward(name).forward
            #expect(forward.leasedUntil == nil && forward.progress.breaker == CircuitBreaker())
            #expect(forward.progress.error == nil)
        }
    }
}
