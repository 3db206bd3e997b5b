// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Synchronization

/// A place on the way of a write at which a trial lets the process end at once, as by `kill -9`.
///
/// The environment variable `GNOME_FAIL_POINT` names one, and which passing of it is the last: `beforeCommit:3`. Only builds
/// for debugging look at it; in a release, passing one does nothing.
package enum FailPoint: String, Sendable, CaseIterable {
    /// Nothing has been asked of the database yet.
    case beforeBegin
    /// The transaction is open and empty.
    case afterBegin
    /// The statements of a job were run.
    case afterJob
    /// All is written, and nothing is kept.
    case beforeCommit
    /// All is kept, and nobody knows.
    case afterCommit
    /// The callers go on.
    case afterTold
    /// The log is about to be copied into the database; SQLite alone.
    case beforeCheckpoint
    /// The log was copied into the database; SQLite alone.
    case afterCheckpoint

    #if DEBUG
        /// Where the process ends, and at which passing.
        private static let wanted: (point: FailPoint, passing: Int)? = {
            let parts = ProcessInfo.processInfo.environment["GNOME_FAIL_POINT"]?.split(separator: ":") ?? []
            guard parts.count == 2, let point = FailPoint(rawValue: String(parts[0])), let passing = Int(parts[1])
            else { return nil }
            return (point, passing)
        }()

        /// How often the wanted place was passed.
        private static let passings = Atomic(0)
    #endif

    /// Whether this is a trial; checkpoints come often then.
    static var isTrial: Bool {
        #if DEBUG
            wanted != nil
        #else
            false
        #endif
    }

    /// Ends the process if it is to end here.
    func pass() {
        #if DEBUG
            guard let wanted = Self.wanted, wanted.point == self,
                Self.passings.wrappingAdd(1, ordering: .relaxed).newValue == wanted.passing
            else { return }
            kill(getpid(), SIGKILL)
        #endif
    }
}
