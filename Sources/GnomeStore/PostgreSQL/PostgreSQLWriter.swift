// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// The connection that writes: jobs that wait at the same time are committed as a group; see `SQLGroup`.
final class PostgreSQLWriter: SQLLane {
    /// How often a group is tried on a new connection.
    private static let attempts = 3
    /// How long the outcome of a commit that was not answered is asked for.
    private static let patience = Duration.seconds(10)

    private let gate: PostgreSQLGate
    private let session: Mutex<PostgreSQLSession?>

    /// Connects, so that a caller learns at once where that can't be done.
    init(_ gate: PostgreSQLGate) throws(StoreError) {
        self.gate = gate
        session = Mutex(try gate.connect())
    }

    func serve(_ line: SQLLine) {
        guard let job = line.next() else { return }
        let tell = session.withLock { session in commit(job, line, &session) }
        tell()
        FailPoint.afterTold.pass()
    }

    /// Runs a group until it is kept or its failure is final, and returns what tells its callers.
    ///
    /// A transaction whose connection broke was undone by the server, and is run again. Where the connection broke during the
    /// commit, only the server knows; it is asked before anything is repeated.
    private func commit(
        _ job: SQLJob, _ line: SQLLine, _ session: inout PostgreSQLSession?
    ) -> @Sendable () -> Void {
        var group = SQLGroup(job)
        var failure = StoreError(.unavailable, "The connection to the database was lost.")
        for _ in 0..<Self.attempts {
            do throws(StoreError) {
                let open = if let session { session } else { try gate.connect() }
                session = open
                try group.run(on: open, from: line)
                if open.isLost { session = nil }
                return { [group] in group.tell() }
            } catch {
                failure = error
                guard let lost = session, lost.isLost else {
                    if error.code == .busy, error.detail?.contains("PostgreSQL 40") == true { continue }
                    break
                }
                session = nil
                if let doubtful = lost.doubtful {
                    guard let wasKept = outcome(of: doubtful, &session) else { break }
                    if wasKept { return { [group] in group.tell() } }
                }
            }
        }
        return { [group, failure] in group.tell(failure: failure) }
    }

    /// Whether a transaction was kept; nothing where the server could not be asked for long.
    private func outcome(of transaction: String, _ session: inout PostgreSQLSession?) -> Bool? {
        let deadline = ContinuousClock.now + Self.patience
        repeat {
            do throws(StoreError) {
                let open = if let session { session } else { try gate.connect() }
                session = open
                return try open.wasKept(transaction)
            } catch {
                if session?.isLost == true { session = nil }
                // On this lane's own thread, which has nothing else to do.
                usleep(50_000)
            }
        } while ContinuousClock.now < deadline
        return nil
    }

    func close() { session.withLock { $0 = nil } }
}
