// SPDX-License-Identifier: Apache-2.0

// What is asked of every database in the same words.

extension StoreHealth {
    /// Adds a finding with what to do about it.
    mutating func add(_ kind: Kind, _ message: String) {
        findings.append(Finding(kind: kind, message: message, remedy: kind.remedy))
    }

    /// Looks for receivers whose last report is not among the frames.
    mutating func lookForLostReports(in connection: any SQLConnection) throws(StoreError) {
        let lost: Int? = try connection.first(
            """
            SELECT count(*) FROM statuses
            WHERE last_report_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM frames WHERE frames.id = statuses.last_report_id)
            """)
        if let lost, lost > 0 { add(.lostReports, "The last report of \(lost) receivers is not among the frames.") }
    }
}

extension StoreHealth.Counts {
    /// Counts what is in a database.
    ///
    /// - Parameters:
    ///   - connection: The database.
    ///   - steps: The steps of the schema that it has.
    init(of connection: any SQLConnection, steps: some Collection<SQLSchema.Step>) throws(StoreError) {
        let receivers: Int? = try connection.first("SELECT count(*) FROM receivers")
        let frames: Int? = try connection.first("SELECT count(*) FROM frames")
        let quarantined: Int? = try connection.first("SELECT count(*) FROM quarantine")
        self.init(receivers: receivers ?? 0, frames: frames ?? 0, quarantined: quarantined ?? 0)
        if steps.contains(where: { $0.name == "jobs" }) {
            pendingJobs = try connection.first("SELECT count(*) FROM jobs WHERE state <> 'dead'")
            deadJobs = try connection.first("SELECT count(*) FROM jobs WHERE state = 'dead'")
        }
    }
}

extension StoreHealth.Kind {
    fileprivate var remedy: String {
        switch self {
        case .damage: "Stop the server, keep the files as they are, and restore the last backup. Then look at the disk."
        case .foreign: "Check the path or the URL."
        case .schema: "Use the version of the program that wrote it, or restore a backup."
        case .outdated: "Nothing is wrong. The server brings it up to date when it starts."
        case .orphans: "Keep a backup, and report it: this program never leaves such rows."
        case .lostReports: "Keep a backup, and report it. The next report of each receiver mends it."
        case .largeLog: "End what reads for long, a check or a backup. If it stays, restart the server."
        case .littleRoom: "Make room before the disk is full: then nothing can be taken in."
        case .lossySettings: "Turn it on in postgresql.conf, and restart PostgreSQL."
        case .fewConnections: "Raise max_connections, or end what holds them: a server that gets none can't start."
        case .bloat: "Nothing is wrong yet. Look whether autovacuum is on and keeps up; VACUUM helps at once."
        case .wraparound:
            "Run VACUUM soon, and look what keeps autovacuum from it: PostgreSQL stops writing at the end."
        case .standbyLag: "Look at that standby and its link; drop its replication slot if it does not come back."
        }
    }
}
