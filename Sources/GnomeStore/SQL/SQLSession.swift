// SPDX-License-Identifier: Apache-2.0

/// A connection with the begins and ends of its transactions: what a driver has, and a closure has not.
///
/// None is `Sendable`: each is owned by the one lane that works with it.
protocol SQLSession: SQLConnection, AnyObject {
    /// The first error of the database since the transaction, or its part, began: it is lost then, whatever its closure
    /// makes of the error.
    var failure: StoreError? { get }
    /// Whether it can't be used again: its disk or its server failed.
    var isLost: Bool { get }
    /// Whether a transaction is open; after some errors a database ends it of itself.
    var isInTransaction: Bool { get }

    /// Begins a transaction; one that writes is alone in writing until it ends.
    func begin(writing: Bool) throws(StoreError)
    /// Makes the transaction durable; where that fails, it is undone.
    func commit() throws(StoreError)
    /// Undoes the transaction, if there still is one.
    func undo()

    /// Begins a part of a transaction that can be undone alone.
    func beginPart() throws(StoreError)
    /// Ends a part and keeps what it did, as far as the transaction is kept.
    func endPart() throws(StoreError)
    /// Undoes a part, or the whole transaction where that can't be done.
    func undoPart()
}
