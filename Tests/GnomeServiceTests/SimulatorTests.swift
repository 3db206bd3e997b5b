// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import Synchronization
import Testing

@Suite("Simulated receivers")
struct SimulatorTests {
    private final class Recorder: SimulatedUplink {
        let contacts = Mutex<[Serial: [Duration]]>([:])

        func contact(_ receiver: inout SimulatedReceiver, announcing delay: Duration, at now: Timestamp) async throws {
            contacts.withLock { $0[receiver.serial, default: []].append(delay) }
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
    func livesByHabit() async {
        let recorder = Recorder()
        let plan = Simulator.Plan(receivers: 20, seed: 1, interval: .seconds(100), rounds: 3, isOrderly: false)
        let simulator = Simulator(plan, over: recorder, now: { Timestamp(seconds: 0) }, pause: { _ in })
        let tally = await simulator.run()
        let contacts = recorder.contacts.withLock { $0 }
        for receiver in simulator.receivers {
            let heard = contacts[receiver.serial] ?? []
            switch receiver.habit {
            case .never: #expect(heard.isEmpty)
            case .silent: #expect(heard == [.seconds(10)])
            case .steady: #expect(heard == [.seconds(100), .seconds(100), .seconds(100)])
            case .tardy: #expect(heard == [.seconds(10), .seconds(10), .seconds(10)])
            }
        }
        #expect(tally.delivered == contacts.values.reduce(0) { $0 + $1.count })
        #expect(tally.failed == 0)
    }
}
