// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How far a move, or the comparison of two stores, has come.
public struct StoreMoveProgress: Sendable, Hashable {
    /// What is being done.
    public enum Phase: String, Sendable, Hashable {
        /// What an earlier run moved is read again.
        case checking
        /// Rows are moved.
        case moving
        /// Both stores are read and fingerprinted.
        case comparing
    }

    /// What is being done.
    public var phase: Phase
    /// The table with which it is done.
    public var table: String
    /// With how many rows of all tables it is done.
    public var rows: Int
    /// With how many rows it is to be done.
    public var total: Int
    /// How many rows a second that makes in this run.
    public var rowsPerSecond: Int
}

/// Counts rows, and tells a caller.
final class StoreMoveMeter: Sendable {
    private let phase: StoreMoveProgress.Phase
    private let total: Int
    private let before: Int
    private let begin = ContinuousClock.now
    private let rows: Mutex<Int>
    private let tell: @Sendable (StoreMoveProgress) -> Void

    /// A meter for so many rows.
    ///
    /// - Parameter before: How many of them an earlier run has done.
    init(
        _ phase: StoreMoveProgress.Phase, of total: Int, before: Int = 0,
        _ tell: @escaping @Sendable (StoreMoveProgress) -> Void
    ) {
        self.phase = phase
        self.total = total
        self.before = before
        self.tell = tell
        rows = Mutex(before)
    }

    /// Adds rows of a table.
    func add(_ count: Int, of table: String) {
        let done = rows.withLock { rows in
            rows += count
            return rows
        }
        let seconds = max(0.001, begin.duration(to: .now) / .seconds(1))
        tell(
            StoreMoveProgress(
                phase: phase, table: table, rows: done, total: total,
                rowsPerSecond: Int(Double(done - before) / seconds)))
    }
}
