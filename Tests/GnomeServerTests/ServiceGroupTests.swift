// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import gnome_server

@Suite("Starting and stopping", .timeLimit(.minutes(10)))
struct ServiceGroupTests {
    /// A part that runs until it is told to stop, and writes down when it stopped.
    private final class Part: Sendable {
        let name: String
        private let diary: Diary
        private let stopped: AsyncStream<Void>
        private let sink: AsyncStream<Void>.Continuation

        init(_ name: String, _ diary: Diary) {
            self.name = name
            self.diary = diary
            (stopped, sink) = AsyncStream.makeStream()
        }

        var service: LifecycleService {
            LifecycleService(
                name: name,
                run: { [self] in
                    for await _ in stopped { break }
                    diary.add(name)
                },
                stop: { [self] in sink.yield() })
        }
    }

    private final class Diary: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private struct Fault: Error {}

    @Test("a signal stops all parts, the last one first, each after the one before it has finished")
    func stopsInReverse() async {
        let diary = Diary()
        let parts = ["a", "b", "c"].map { Part($0, diary) }
        let group = ServiceGroup(services: parts.map(\.service), patience: .seconds(30))
        let end = await group.run(untilSignal: { "SIGTERM" }, onStop: { _ in diary.add("stopping") })
        #expect(end == .signal("SIGTERM"))
        #expect(diary.all == ["stopping", "c", "b", "a"])
    }

    @Test("a part that fails stops the others, and its error is the reason")
    func failsTogether() async {
        let diary = Diary()
        let part = Part("a", diary)
        let failing = LifecycleService(name: "bad", run: { throw Fault() }, stop: {})
        let group = ServiceGroup(services: [part.service, failing], patience: .seconds(30))
        let end = await group.run(
            untilSignal: {
                for await _ in AsyncStream<Void>.makeStream().stream {}
                return "none"
            }, onStop: { _ in })
        #expect(end == .ended("bad", error: "Fault()", disposition: nil))
        #expect(diary.all == ["a"])
    }

    @Test("a part that does not stop in time is cancelled")
    func cancelsTheStubborn() async {
        let stubborn = LifecycleService(
            name: "stubborn", run: { for await _ in AsyncStream<Void>.makeStream().stream {} }, stop: {})
        let group = ServiceGroup(services: [stubborn], patience: .zero)
        let end = await group.run(untilSignal: { "SIGINT" }, onStop: { _ in })
        #expect(end == .signal("SIGINT"))
    }
}
