// SPDX-License-Identifier: Apache-2.0

/// What a look at a store found.
public struct StoreHealth: Sendable, Hashable {
    /// The file that was looked at.
    public var path: String
    /// What is wrong or worth knowing; empty where all is well.
    public var findings: [Finding] = []
    /// How many steps of its schema the database has; nothing where that can't be told.
    public var appliedSteps: Int?
    /// How many steps this program knows.
    public var knownSteps: Int
    /// How much is in it; nothing where that can't be counted.
    public var counts: Counts?
    /// The size of the database's file.
    public var databaseBytes: Int
    /// The size of the write-ahead log beside it.
    public var logBytes: Int
    /// How much room its disk has for its owner; nothing where the system does not say.
    public var freeBytes: Int?

    /// Whether nothing is wrong: notes may be there.
    public var isSound: Bool { findings.allSatisfy { $0.severity == .note } }
    /// Whether it can be worked with: it is undamaged, one of ours, and no newer than this program.
    public var isUsable: Bool { findings.allSatisfy { $0.severity != .unusable } }

    /// How much a store holds.
    public struct Counts: Sendable, Hashable {
        /// How many receivers are registered.
        public var receivers: Int
        /// How many frames are stored.
        public var frames: Int
        /// How many frames wait in quarantine.
        public var quarantined: Int
        /// How many jobs wait or are being done; nothing where the schema has no jobs yet.
        public var pendingJobs: Int?
        /// How many jobs are dead, and wait for a person.
        public var deadJobs: Int?
    }

    /// How much of something is still well.
    public struct Limits: Sendable, Hashable {
        /// The write-ahead log should be no larger; a server empties it at about 256 MiB.
        public var logBytes: Int
        /// The disk should have so much room, and as much as the database and its log take, for a copy.
        public var freeBytes: Int

        /// Limits of these sizes.
        public init(logBytes: Int = 512 << 20, freeBytes: Int = 1 << 30) {
            self.logBytes = logBytes
            self.freeBytes = freeBytes
        }
    }

    /// One thing that was found.
    public struct Finding: Sendable, Hashable {
        /// What kind of thing it is.
        public var kind: Kind
        /// What was found, in a sentence.
        public var message: String
        /// What to do next.
        public var remedy: String

        /// How bad it is.
        public var severity: Severity { kind.severity }
    }

    /// What can be found.
    @nonexhaustive
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// SQLite finds the file damaged.
        case damage
        /// The file is no database, another program's, or holds no store.
        case foreign
        /// The schema is newer than this program, or altered.
        case schema
        /// The schema lacks steps that this program would apply.
        case outdated
        /// Rows refer to rows that are not there.
        case orphans
        /// A receiver's last report is not among the frames.
        case lostReports = "lost-reports"
        /// The write-ahead log has grown beyond what is well.
        case largeLog = "large-log"
        /// The disk has little room.
        case littleRoom = "little-room"

        /// How bad it is.
        public var severity: Severity {
            switch self {
            case .damage, .foreign, .schema: .unusable
            case .orphans, .lostReports, .largeLog, .littleRoom: .fault
            case .outdated: .note
            }
        }
    }

    /// How bad something is.
    @nonexhaustive
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// Worth knowing.
        case note
        /// Wrong, and the store still works.
        case fault
        /// The store can't be worked with.
        case unusable
    }
}
