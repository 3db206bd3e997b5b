// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What the connection that writes has learnt of rows that stay as they are, so that it asks for them once.
///
/// A transaction may learn of rows that it made itself. What it learnt is forgotten where it is not kept.
final class SQLMemory {
    /// How many series are remembered; there may be any number, since senders name them.
    private static let limit = 20_000

    /// The numbers of series.
    private(set) var numbers: [Series: Int64] = [:]
    /// Months that have their place, and are not over yet: only such as are over may go.
    private(set) var months: Set<ObservationMonth> = []
    private var isKept = true

    /// Begins a transaction; the one before was undone unless it was said to be kept.
    func begin() {
        if !isKept { forget() }
        isKept = false
    }

    /// Takes what was learnt for true: the transaction is kept.
    func keep() { isKept = true }

    /// Forgets all.
    func forget() {
        numbers.removeAll()
        months.removeAll()
    }

    /// Remembers the number of a series.
    func learn(_ number: Int64, of series: Series) {
        if numbers.count >= Self.limit { numbers.removeAll() }
        numbers[series] = number
    }

    /// Remembers that a month has its place.
    func learn(_ month: ObservationMonth) { months.insert(month) }
}
