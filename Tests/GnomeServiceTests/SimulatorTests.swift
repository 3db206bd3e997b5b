// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeReceiver
import GnomeService
import GnomeTransport
import Synchronization
import TestSupport
import Testing

@Suite("Simulated receivers")
struct SimulatorTests {
    /// Takes what it is sent, in JSON, after so many failures a receiver.
    private final class Recorder: SimulatedUplink {
        let contacts = Mutex<[Serial: [Duration]]>([:])
        let sent = Mutex<[Serial: [String]]>([:])
        private let failures: Int

        init(failures: Int = 0) { self.failures = failures }

        func link(for receiver: SimulatedReceiver) -> any ReceiverLink { Link(self, receiver.serial, failures) }

        func messages(
            of receiver: inout SimulatedReceiver, announcing delay: Duration, at now: Timestamp
        ) -> [UplinkMessage] {
            let number = contacts.withLock { contacts in
                contacts[receiver.serial, default: []].append(delay)
                return contacts[receiver.serial, default: []].count
            }
            return ["a", "b"].map { UplinkMessage(kind: $0, id: "\($0)\(number)", contentType: "text/plain", body: []) }
        }
    }

    private final class Link: ReceiverLink {
        private let recorder: Recorder
        private let serial: Serial
        private let failures: Mutex<Int>
        private let shutdown: AsyncStream<Never>
        private let shutdownBegan: AsyncStream<Never>.Continuation

        init(_ recorder: Recorder, _ serial: Serial, _ failures: Int) {
            self.recorder = recorder
            self.serial = serial
            self.failures = Mutex(failures)
            (shutdown, shutdownBegan) = AsyncStream.makeStream()
        }

        func run() async throws(TransportError) { for await _ in shutdown {} }
        func beginGracefulShutdown() { shutdownBegan.finish() }
        func send(_ message: UplinkMessage) async throws(TransportError) {
            let fails = failures.withLock { failures in
                failures -= 1
                return failures >= 0
            }
            if fails { throw TransportError(.unreachable, "It is away.") }
            recorder.sent.withLock { $0[serial, default: []].append(message.id) }
        }
        func commands() async -> [CommandDelivery] { [] }
        func acknowledge(_ delivery: CommandDelivery) {}
        func giveBack(_ delivery: CommandDelivery) {}
    }

    /// Lets receivers live without waiting.
    private static func run(_ plan: Simulator.Plan, over recorder: Recorder) async throws -> Simulator.Tally {
        try await withTemporaryFolder { folder in
            await Simulator(plan, in: folder, over: recorder, now: { Timestamp(seconds: 0) }, pause: { _ in }).run()
        }
    }

    @Test("the same seed gives the same receivers, and another seed others")
    func isSeeded() {
        let some = (0..<50).map { SimulatedReceiver(number: $0, seed: 1) }
        let same = (0..<50).map { SimulatedReceiver(number: $0, seed: 1) }
        let others = (0..<50).map { SimulatedReceiver(number: $0, seed: 2) }
        #expect(some.map(\.serial) == same.map(\.serial) && some.map(\.key) == same.map(\.key))
        #expect(Set(some.map(\.serial)).count == 50)
        #expect(Set(some.map(\.serial)).isDisjoint(with: others.map(\.serial)))
        #expect(Set(some.map(\.habit)) == Set(SimulatedReceiver.Habit.allCases))
    }

    @Test("what they say is read as a full report and as metrics of theirs")
    func speaksTheFormats() throws {
        var receiver = SimulatedReceiver(number: 0, seed: 1)
        let report = try InfoReport(text: receiver.report(at: Timestamp(seconds: 1_777_636_800)))
        #expect(report.sgid == receiver.serial.text)
        #expect(report.date == Timestamp(seconds: 1_777_636_800))
        #expect(report.monitoring?.radios.count == 2)
        #expect(report.monitoring?.position != nil)
        #expect(receiver.metrics(at: Timestamp(seconds: 5)).receivers == [receiver.serial.text])
        #expect(receiver.note().id == receiver.serial.text)
    }

    @Test("each lives as its habit says: never, once, or every round, and only the steady tell the truth")
    func livesByHabit() async throws {
        let recorder = Recorder()
        let plan = Simulator.Plan(receivers: 20, seed: 1, interval: .seconds(100), rounds: 3, isOrderly: false)
        let tally = try await Self.run(plan, over: recorder)
        let contacts = recorder.contacts.withLock { $0 }
        for receiver in (0..<20).map({ SimulatedReceiver(number: $0, seed: 1) }) {
            let heard = contacts[receiver.serial] ?? []
            switch receiver.habit {
            case .never: #expect(heard.isEmpty)
            case .silent: #expect(heard == [.seconds(10)])
            case .steady: #expect(heard == [.seconds(100), .seconds(100), .seconds(100)])
            case .tardy: #expect(heard == [.seconds(10), .seconds(10), .seconds(10)])
            }
            let ids = recorder.sent.withLock { $0[receiver.serial] ?? [] }
            #expect(ids == heard.indices.flatMap { ["a\($0 + 1)", "b\($0 + 1)"] })
        }
        #expect(tally.delivered == contacts.values.reduce(0) { $0 + $1.count })
        #expect(tally.failed == 0)
    }

    @Test(
        "what could not be delivered in one contact is delivered in a later one, in order, and the contact has failed")
    func keepsWhatFailed() async throws {
        let recorder = Recorder(failures: 1)
        let plan = Simulator.Plan(receivers: 1, seed: 1, interval: .seconds(1), rounds: 3, isOrderly: true)
        let tally = try await Self.run(plan, over: recorder)
        #expect(tally.delivered == 2 && tally.failed == 1)
        #expect(tally.lastFailure == "It is away.")
        #expect(recorder.sent.withLock { $0.values.first } == ["a1", "b1", "a2", "b2", "a3", "b3"])
    }
}
