// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

@testable import GnomeService

@Suite("Adding and steering forwards", .timeLimit(.minutes(10)))
struct ForwardServiceTests {
    @Test("a replay finds its place, however many stretches it has to look through", arguments: [1, 2, 3, 100])
    func replay(stretch: Int) async throws {
        try await ForwardBench.lend { bench in
            let service = ForwardService(store: bench.store, stretch: stretch)
            let name = try await bench.add("a")
            for number in 0..<6 {
                try await bench.put("\(number)")
                bench.advance(by: .seconds(10))
            }
            for (seconds, frames) in [(0, 6), (-5, 6), (1, 5), (10, 5), (50, 1), (51, 0), (9999, 0)] {
                let start = ForwardBench.noon.advanced(by: .seconds(seconds))
                #expect(
                    try await service.replay(name, from: start, at: bench.now).backlog.frames == frames, "\(seconds)")
            }
        }
    }

    @Test("a forward begins with what is stored from now on, or with what was received from a moment on")
    func start() async throws {
        try await ForwardBench.lend { bench in
            try await bench.put("1", "2")
            let (now, then) = (try await bench.add("now"), try await bench.add("then", from: ForwardBench.noon))
            #expect(try await bench.forward(now).backlog.frames == 0)
            #expect(try await bench.forward(then).backlog.frames == 2)
        }
    }

    @Test("what a dead worker held is taken back by a server that is alone")
    func reclaim() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            let id = try await bench.forward(name).forward.id
            try await bench.put("1")
            let held = try await bench.store.write { (store) throws(StoreError) in
                try store.claimForward(
                    id, at: ForwardBench.noon, until: ForwardBench.noon.advanced(by: .seconds(60)), by: "dead")
            }
            #expect(held != nil)
            let target = ScriptedTarget()
            try await bench.run(to: target) { forwarder, _ in
                await bench.poll()
                #expect(target.texts.isEmpty)
                try await bench.service.reclaim()
                forwarder.wake()
                await bench.wait(for: "carried a 1")
            }
        }
    }

    @Test("a name that is taken or unknown is said to be")
    func names() async throws {
        try await ForwardBench.lend { bench in
            let name = try await bench.add("a")
            let taken = await #expect(throws: StoreError.self) { try await bench.add("a") }
            #expect(taken?.code == .conflict)
            try await bench.put("1")
            // What is there already keeps its place.
            try await bench.service.keep(name, to: ForwardTarget(.events), at: bench.now)
            try await bench.service.keep(.events, to: ForwardTarget(.events), at: bench.now)
            #expect(try await bench.service.statuses().map(\.backlog.frames) == [1, 0])
            try await bench.service.remove(name, at: bench.now)
            for verb in 0..<4 {
                let error = await #expect(throws: StoreError.self) {
                    switch verb {
                    case 0: try await bench.service.remove(name, at: bench.now)
                    case 1: _ = try await bench.service.pause(name, at: bench.now)
                    case 2: _ = try await bench.service.resume(name, at: bench.now)
                    default: _ = try await bench.service.replay(name, from: bench.now, at: bench.now)
                    }
                }
                #expect(error?.code == .notFound)
            }
        }
    }
}
