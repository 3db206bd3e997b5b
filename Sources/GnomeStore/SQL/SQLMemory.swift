// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What the connection that writes has learnt of rows that stay as they are, so that it asks for them once.
///
/// A transaction may learn of rows that it made itself. What it learnt is forgotten where it is not kept.
final class SQLMemory {
    /// How many series are remembered; there may be any number, since senders name them.
    private static let limit = 20_000
    /// About how many series of receivers are remembered, of all receivers together.
    private static let limitOfAll = 500_000

    /// The numbers of series.
    private(set) var numbers: [Series: Int64] = [:]
    /// The numbers of all series that a receiver has; nothing of a receiver that was not asked for.
    private(set) var series: [ReceiverID: Set<Int64>] = [:]
    private var countOfAll = 0
    /// Months that have their place, and are not over yet: such as are over may go, by any server of the store.
    private(set) var months: Set<ObservationMonth> = []
    /// The latest moment that anything was received at, which is the time by all that is known here.
    private var now = Timestamp(microseconds: .min)
    private var isKept = true
    /// The frames that this transaction inserted and whose observations it has not added so far: there can be none of them.
    private(set) var newFrames: Set<FrameID> = []

    /// Begins a transaction; the one before was undone unless it was said to be kept.
    func begin() {
        if !isKept { forget() }
        isKept = false
        newFrames.removeAll(keepingCapacity: true)
    }

    /// Takes what was learnt for true: the transaction is kept.
    func keep() { isKept = true }

    /// Forgets all.
    func forget() {
        numbers.removeAll()
        forgetSeries()
        months.removeAll()
    }

    private func forgetSeries() {
        series.removeAll()
        countOfAll = 0
    }

    /// Forgets which series a receiver has.
    func forgetSeries(of receiver: ReceiverID) { countOfAll -= series.removeValue(forKey: receiver)?.count ?? 0 }

    /// Forgets which series receivers have where that is much; else it would be forgotten while it is used.
    func makeRoom() { if countOfAll >= Self.limitOfAll { forgetSeries() } }

    /// Remembers that a receiver has series of these numbers, besides those that are remembered.
    func learn(_ numbers: [Int64], of receiver: ReceiverID) {
        for number in numbers where series[receiver, default: []].insert(number).inserted { countOfAll += 1 }
        if numbers.isEmpty { series[receiver] = series[receiver] ?? [] }
    }

    /// Remembers the number of a series.
    func learn(_ number: Int64, of series: Series) {
        if numbers.count >= Self.limit { numbers.removeAll() }
        numbers[series] = number
    }

    /// Remembers that a month has its place, until it is over.
    func learn(_ month: ObservationMonth) { if month.end > now { months.insert(month) } }

    /// Remembers that the transaction inserted frames.
    func learn(newFrames: [FrameID?]) { for case let frame? in newFrames { self.newFrames.insert(frame) } }

    /// Takes in that observations of frames were added.
    func addedObservations(of frames: some Sequence<FrameID>) {
        var last: FrameID?
        for frame in frames where frame != last {
            newFrames.remove(frame)
            last = frame
        }
    }

    /// Takes in that something was received at a moment, and forgets the months that are over.
    func turn(to moment: Timestamp) {
        guard moment > now else { return }
        now = moment
        months = months.filter { $0.end > moment }
    }
}
