// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeTransport

@Suite("The tracker of messages that are not confirmed")
struct ConfirmTrackerTests {
    private func tracker(_ tickets: String) -> ConfirmTracker<Character> {
        var tracker = ConfirmTracker<Character>()
        for ticket in tickets { _ = tracker.sent(ticket) }
        return tracker
    }

    private func outcomes(
        _ settled: [(ticket: Character, outcome: ConfirmTracker<Character>.Outcome)]
    ) -> [Character: ConfirmTracker<Character>.Outcome] {
        Dictionary(uniqueKeysWithValues: settled.map { ($0.ticket, $0.outcome) })
    }

    @Test("Messages are numbered from 1, as the broker does")
    func numbers() {
        var tracker = ConfirmTracker<Character>()
        #expect("abc".map { tracker.sent($0) } == [1, 2, 3])
        #expect(tracker.inFlight == 3)
    }

    @Test("Confirms may come one by one and in any order")
    func single() {
        var tracker = tracker("abc")
        #expect(outcomes(tracker.settle(2, multiple: false, accepted: true)) == ["b": .accepted])
        #expect(outcomes(tracker.settle(1, multiple: false, accepted: true)) == ["a": .accepted])
        #expect(tracker.inFlight == 1)
        #expect(tracker.sent("d") == 4)
        #expect(outcomes(tracker.settle(4, multiple: true, accepted: true)) == ["c": .accepted, "d": .accepted])
        #expect(tracker.inFlight == 0)
    }

    @Test("A confirm of many settles those before it that are not settled yet")
    func multiple() {
        var tracker = tracker("abcd")
        _ = tracker.settle(2, multiple: false, accepted: false)
        #expect(outcomes(tracker.settle(3, multiple: true, accepted: true)) == ["a": .accepted, "c": .accepted])
        #expect(tracker.inFlight == 1)
    }

    @Test("A refusal settles one message or many")
    func refused() {
        var tracker = tracker("abcd")
        #expect(outcomes(tracker.settle(3, multiple: false, accepted: false)) == ["c": .refused])
        #expect(outcomes(tracker.settle(2, multiple: true, accepted: false)) == ["a": .refused, "b": .refused])
    }

    @Test("A message that came back is settled as returned, though the broker confirms it")
    func returned() {
        var tracker = tracker("abc")
        tracker.returned(2)
        #expect(tracker.inFlight == 3)
        #expect(
            outcomes(tracker.settle(3, multiple: true, accepted: true))
                == ["a": .accepted, "b": .returned, "c": .accepted])
    }

    @Test("A number that is unknown or settled already changes nothing", arguments: [0, 2, 4, UInt64.max])
    func strangers(number: UInt64) {
        var tracker = tracker("abc")
        _ = tracker.settle(2, multiple: false, accepted: true)
        tracker.returned(number)
        #expect(tracker.settle(number, multiple: false, accepted: true).isEmpty)
        #expect(outcomes(tracker.settle(3, multiple: true, accepted: true)) == ["a": .accepted, "c": .accepted])
    }

    @Test("When the channel is lost, what was not settled is given back, and numbers begin anew")
    func lost() {
        var tracker = tracker("abcd")
        _ = tracker.settle(1, multiple: false, accepted: true)
        _ = tracker.settle(3, multiple: false, accepted: true)
        #expect(tracker.reset() == ["b", "d"])
        #expect(tracker.inFlight == 0)
        #expect(tracker.sent("e") == 1)
        #expect(outcomes(tracker.settle(1, multiple: true, accepted: true)) == ["e": .accepted])
    }
}
