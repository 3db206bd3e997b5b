// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The one connection that writes, and the only one that checkpoints.
///
/// Jobs that wait at the same time are committed as a group; see `SQLGroup`.
///
/// There is one writer because SQLite up to 3.51.2 can damage a database in which one connection commits while another
/// checkpoints (https://www.sqlite.org/wal.html#walresetbug).
final class SQLiteWriter: SQLLane {
    private struct State: ~Copyable {
        /// Nothing after the disk failed: the next job opens it again.
        var connection: SQLiteConnection?
        /// How many pages of the write-ahead log the last checkpoint saw.
        var pagesSeen = 0
    }

    /// How many new pages make a checkpoint due; and how many times as many make it wait for readers.
    private static let checkpoint = (pages: FailPoint.isTrial ? 50 : 8000, patience: 8)

    private let path: String
    private let state: Mutex<State>

    /// Opens the database, so that a caller learns at once where that can't be done.
    init(path: String) throws(StoreError) {
        self.path = path
        state = Mutex(State(connection: try SQLiteConnection(path: path, mode: .readWrite)))
    }

    func serve(_ line: SQLLine) {
        guard let job = line.next() else { return }
        let tell = state.withLock { state in commit(job, line, &state) }
        tell()
        FailPoint.afterTold.pass()
        // After the callers were told: they need not wait for it.
        state.withLock { state in checkpoint(&state) }
    }

    /// Runs a job, and those that wait behind it, in one transaction, and returns what tells their callers.
    private func commit(_ job: SQLJob, _ line: SQLLine, _ state: inout State) -> @Sendable () -> Void {
        var group = SQLGroup(job)
        do throws(StoreError) {
            let connection = if let open = state.connection { open } else { try reopen() }
            state.connection = connection
            try group.run(on: connection, from: line)
            if connection.isLost { state.connection = nil }
            return { [group] in group.tell() }
        } catch {
            if state.connection?.isLost != false { state.connection = nil }
            return { [group] in group.tell(failure: error) }
        }
    }

    /// Opens the database again after the disk failed.
    ///
    /// What the log holds then need not be on disk, whatever a repeated flush says, and what is appended to it would be
    /// lost with it. So all of it goes into the database first, and the log begins anew.
    private func reopen() throws(StoreError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, mode: .readWrite)
        try connection.checkpoint(truncating: true)
        return connection
    }

    /// Copies the write-ahead log into the database when enough has come together.
    ///
    /// Normally beside the readers, and the next commit starts the log over. Where readers keep it from that for long, it
    /// waits for them once, so that the log does not grow without end.
    private func checkpoint(_ state: inout State) {
        guard let connection = state.connection else { return }
        let pages = connection.pagesInLog
        if pages < state.pagesSeen { state.pagesSeen = 0 }
        guard pages - state.pagesSeen >= Self.checkpoint.pages else { return }
        state.pagesSeen = pages
        do throws(StoreError) {
            try connection.checkpoint(truncating: pages >= Self.checkpoint.pages * Self.checkpoint.patience)
        } catch {
            // Nothing is lost: all of it stands in the log. A disk that fails will fail the next write too, which says so.
            if connection.isLost { state.connection = nil }
        }
    }

    func close() {
        state.withLock { state in
            // What can't be copied stands in the log, and is there again at the next start.
            try? state.connection?.checkpoint(truncating: true)
            state.connection = nil
        }
    }
}
