// SPDX-License-Identifier: Apache-2.0

/// What a look at a store found.
public struct StoreHealth: Sendable, Hashable {
    /// The file that was looked at, or the address of the database without user and password.
    public var path: String
    /// What is wrong or worth knowing; empty where all is well.
    public var findings: [Finding] = []
    /// How many steps of its schema the database has; nothing where that can't be told.
    public var appliedSteps: Int?
    /// How many steps this program knows.
    public var knownSteps: Int
    /// How much is in it; nothing where that can't be counted.
    public var counts: Counts?
    /// The size of the database's file, or of its tables.
    public var databaseBytes: Int
    /// The size of the write-ahead log beside it; nothing where the database keeps it elsewhere.
    public var logBytes: Int?
    /// How much room its disk has for its owner; nothing where the system does not say.
    public var freeBytes: Int?
    /// How many connections the database server has; nothing for a file.
    public var connections: Connections?
    /// By how many bytes the slowest standby is behind; nothing where there is none, or this user may not know.
    public var standbyLagBytes: Int?

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

    /// The connections to a database server.
    public struct Connections: Sendable, Hashable {
        /// How many there are.
        public var used: Int
        /// How many there can be, without those that are kept for its administrator.
        public var limit: Int
    }

    /// How much of something is still well.
    public struct Limits: Sendable, Hashable {
        /// The write-ahead log should be no larger; a server empties it at about 256 MiB.
        public var logBytes: Int
        /// The disk should have so much room, and as much as the database and its log take, for a copy.
        public var freeBytes: Int
        /// The database server should have so many connections free; a gnome-server takes up to five.
        public var connections: Int
        /// A standby should be behind by no more, and what is kept for one that is away should be no more.
        public var standbyLagBytes: Int

        /// Limits of these sizes.
        public init(
            logBytes: Int = 512 << 20, freeBytes: Int = 1 << 30, connections: Int = 10, standbyLagBytes: Int = 256 << 20
        ) {
            self.logBytes = logBytes
            self.freeBytes = freeBytes
            self.connections = connections
            self.standbyLagBytes = standbyLagBytes
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
        /// The file or the database is no store.
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
        /// The database server is set so that it can lose what was acknowledged.
        case lossySettings = "lossy-settings"
        /// The database server has few connections left.
        case fewConnections = "few-connections"
        /// Much of the tables is rows that are gone.
        case bloat
        /// The numbers of transactions come to their end, and nothing tidies up.
        case wraparound
        /// A standby is far behind, or away.
        case standbyLag = "standby-lag"

        /// How bad it is.
        public var severity: Severity {
            switch self {
            case .damage, .foreign, .schema: .unusable
            case .orphans, .lostReports, .largeLog, .littleRoom, .lossySettings, .fewConnections, .wraparound,
                .standbyLag:
                .fault
            case .outdated, .bloat: .note
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
