// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A connection that only reads: each job in a transaction of its own, so that it sees one moment.
final class SQLiteReader: SQLLane {
    private let path: String
    /// Nothing after the disk failed: the next job opens it again.
    private let connection: Mutex<SQLiteConnection?>

    /// Opens the database.
    ///
    /// Not later, when the first job comes: as long as a reader is open, the writer can be opened again without reading the
    /// write-ahead log anew, and so without finding what it could not commit.
    init(path: String) throws(StoreError) {
        self.path = path
        connection = Mutex(try SQLiteConnection(path: path, mode: .readOnly))
    }

    func serve(_ line: SQLLine) {
        guard let job = line.next() else { return }
        let tell = connection.withLock { connection in run(job, &connection) }
        tell()
    }

    private func run(_ job: SQLJob, _ connection: inout SQLiteConnection?) -> @Sendable () -> Void {
        do throws(StoreError) {
            let reader = if let connection { connection } else { try SQLiteConnection(path: path, mode: .readOnly) }
            try reader.begin(writing: false)
            let outcome = job.run(reader, false)
            reader.undo()
            connection = reader.isLost ? nil : reader
            return { outcome.tell(nil) }
        } catch {
            connection = nil
            return { job.refuse(error) }
        }
    }

    func close() { connection.withLock { $0 = nil } }
}
