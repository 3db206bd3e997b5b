// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import TestSupport
import Testing

@Suite("Status")
struct ReceiverStatusTests {
    private static let policy = ContactPolicy(
        slack: .seconds(100), offlineAfter: .seconds(1000), usualDelay: .seconds(3600))

    private static func event(
        _ second: Int64, kind: MessageKind = .note, delay: Int64? = nil, frame: Int64 = 1, wasHeld: Bool = false
    ) -> StatusEvent {
        StatusEvent(
            frame: FrameID(rawValue: frame), kind: kind, way: .http, receivedAt: Timestamp(seconds: second),
            announcedDelay: delay.map { .seconds($0) }, wasHeld: wasHeld)
    }

    private static func status(_ events: [StatusEvent]) -> ReceiverStatus {
        var status = ReceiverStatus()
        for event in events { _ = status.fold(event, policy: policy) }
        return status
    }

    @Test(
        "the state follows from the announcement, the slack and the moment, to the second",
        arguments: [
            ([], 0, ContactState.never),
            ([event(0, kind: .next, delay: 90)], 190, .online),
            ([event(0, kind: .next, delay: 90)], 191, .late),
            ([event(0, kind: .next, delay: 90)], 1190, .late),
            ([event(0, kind: .next, delay: 90)], 1191, .offline),
            ([event(0)], 3700, .online),
            ([event(0)], 3701, .late),
            // An announcement outlives contacts that announce nothing, until its time has come.
            ([event(0, kind: .next, delay: 3600), event(600, kind: .metrics)], 3700, .online),
            ([event(0, kind: .next, delay: 3600), event(600, kind: .metrics)], 3701, .late),
            // A contact after the announced time makes the usual delay count again.
            ([event(0, kind: .next, delay: 90), event(95)], 3795, .online),
            // A clock of the server that goes back makes nobody late.
            ([event(5000)], 0, .online),
        ] as [([StatusEvent], Int64, ContactState)])
    func derivesState(events: [StatusEvent], second: Int64, expected: ContactState) {
        #expect(Self.status(events).contact(at: Timestamp(seconds: second), policy: Self.policy) == expected)
    }

    @Test("frames that waited in quarantine count, but move no time backwards")
    func foldsOldFrames() {
        let status = Self.status([
            Self.event(1000, kind: .info, frame: 1), Self.event(1001, kind: .next, delay: 60, frame: 2),
            Self.event(10, kind: .info, delay: 5000, frame: 3, wasHeld: true),
        ])
        #expect(status.frames == 3)
        #expect(status.firstContactAt == Timestamp(seconds: 10))
        #expect(status.lastContactAt == Timestamp(seconds: 1001))
        #expect(status.nextContactAt == Timestamp(seconds: 1061))
        #expect(status.lastReport == FrameID(rawValue: 1))
    }

    @Test("of what is sent again between two frames only the last counts, and between held frames that one does")
    func foldsRepetitions() {
        struct Step {
            var event: StatusEvent
            var repetitions: [Timestamp]
        }
        func fold(_ steps: [Step], _ counting: ([Timestamp]) -> [Timestamp]) -> ReceiverStatus {
            var status = ReceiverStatus()
            for step in steps {
                _ = status.fold(step.event, policy: Self.policy)
                for moment in counting(step.repetitions) { status.touch(at: moment, way: .http) }
            }
            return status
        }
        var random = SplitMix(seed: 4)
        var differing = 0
        for _ in 0..<3000 {
            let steps = (1...Int64.random(in: 1...9, using: &random)).map { number in
                Step(
                    event: Self.event(
                        .random(in: 0...50, using: &random), kind: .random(using: &random) ? .info : .note,
                        delay: .random(using: &random) ? .random(in: 0...90, using: &random) : nil, frame: number,
                        wasHeld: .random(using: &random)),
                    repetitions: (0..<Int.random(in: 0...3, using: &random)).map { _ in
                        Timestamp(seconds: .random(in: 0...50, using: &random))
                    })
            }
            let all = fold(steps) { $0 }
            #expect(fold(steps) { $0.suffix(1) } == all)
            // What only the last frame's repetition would give: the others are not kept for nothing.
            let last = steps.enumerated().map { index, step in
                Step(event: step.event, repetitions: index == steps.count - 1 ? step.repetitions : [])
            }
            if fold(last, { $0 }) != all { differing += 1 }
        }
        #expect(differing > 0)
    }

    @Test("a first contact and a return after silence are told, and nothing else")
    func tellsEffects() {
        var status = ReceiverStatus()
        #expect(status.fold(Self.event(0, kind: .next, delay: 60), policy: Self.policy) == [.firstContact])
        #expect(status.fold(Self.event(60, kind: .next, delay: 60), policy: Self.policy) == [])
        #expect(status.fold(Self.event(400), policy: Self.policy) == [.returned(after: .seconds(340))])
    }

    @Test("a server whose clock was ahead follows its receivers again as soon as the clock is mended")
    func survivesWrongServerClock() {
        let status = Self.status([
            Self.event(31_536_000, kind: .next, delay: 60, frame: 1),
            Self.event(1000, kind: .info, delay: 60, frame: 2),
        ])
        #expect(status.lastContactAt == Timestamp(seconds: 1000))
        #expect(status.lastReport == FrameID(rawValue: 2))
        #expect(status.contact(at: Timestamp(seconds: 1061), policy: Self.policy) == .online)
        #expect(status.contact(at: Timestamp(seconds: 9000), policy: Self.policy) == .offline)
    }

    @Test(
        "of a deployment only what was heard from there counts, and silence only where one expects to hear something",
        arguments: [
            (0, .networked, Expectations.allMonths, 1060, .online),
            (0, .networked, Expectations.allMonths, 9000, .offline),
            (1001, .networked, Expectations.allMonths, 1060, .never),
            (0, .cardOnly, Expectations.allMonths, 1060, .online),
            (0, .cardOnly, Expectations.allMonths, 9000, nil), (1001, .cardOnly, Expectations.allMonths, 1060, nil),
            (0, .networked, [1], 9000, .offline), (0, .networked, [6], 9000, nil), (0, .networked, [6], 1060, .online),
        ] as [(Int64, Expectations.Link, Set<Int>, Int64, ContactState?)])
    func deployed(start: Int64, link: Expectations.Link, months: Set<Int>, now: Int64, state: ContactState?) {
        let status = Self.status([Self.event(1000, kind: .next, delay: 60)])
        let deployment = DeploymentDetails(
            receiver: ReceiverID(rawValue: 1), station: StationID(rawValue: 1),
            interval: Interval(since: Timestamp(seconds: start)),
            expectations: Expectations(link: link, months: months))
        #expect(status.contact(in: deployment, at: Timestamp(seconds: now), policy: Self.policy) == state)
        let heard = status.lastContact(during: deployment.interval)
        #expect(heard == (start == 0 ? Timestamp(seconds: 1000) : nil))
    }
}
