// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A connection that only reads: each job in a transaction of its own, so that it sees one moment.
final class PostgreSQLReader: SQLLane {
    private let gate: PostgreSQLGate
    /// Nothing until the first job, and after the connection was lost.
    private let session = Mutex<PostgreSQLSession?>(nil)

    init(_ gate: PostgreSQLGate) { self.gate = gate }

    func serve(_ line: SQLLine) {
        guard let job = line.next() else { return }
        let tell = session.withLock { session in run(job, &session) }
        tell()
    }

    /// Runs a job; once more where its connection turns out to be lost, as all are after the server was started anew.
    private func run(_ job: SQLJob, _ session: inout PostgreSQLSession?) -> @Sendable () -> Void {
        for isLast in [false, true] {
            do throws(StoreError) {
                let open = if let session { session } else { try gate.connect() }
                session = open
                try open.begin(writing: false)
                let outcome = job.run(open, false)
                open.undo()
                if open.isLost { session = nil }
                if outcome.error != nil, open.isLost, !isLast { continue }
                return { outcome.tell(nil) }
            } catch {
                let wasOpen = session?.isLost == true
                if wasOpen { session = nil }
                if isLast || !wasOpen { return { job.refuse(error) } }
            }
        }
        return { job.refuse(StoreError(.unavailable, "The connection to the database was lost.")) }
    }

    func close() { session.withLock { $0 = nil } }
}
