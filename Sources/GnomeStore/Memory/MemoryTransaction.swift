// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// One transaction on a store in memory, seen through the verbs of the store: they stand in its extensions, one a protocol.
///
/// It is an object because the verbs of a writer change what lies behind them, and what lies behind them here is its own copy.
final class MemoryTransaction: StoreWriter {
    var tables: MemoryTables
    /// Why nothing of it may be kept, whatever its closure makes of the error.
    private(set) var failure: StoreError?

    init(_ tables: MemoryTables) { self.tables = tables }

    /// The receiver that a row is to belong to; refuses one that is not there, as the keys of a database do.
    @discardableResult
    func require(_ id: ReceiverID) throws(StoreError) -> Receiver {
        guard let receiver = tables.receivers[id] else { throw refusal("A receiver is named that is not registered") }
        return receiver
    }

    /// An error that undoes the transaction, as one of a database does.
    func refusal(_ reason: String) -> StoreError {
        let error = StoreError(.defect, "\(reason): a defect of this program.")
        failure = failure ?? error
        return error
    }
}
