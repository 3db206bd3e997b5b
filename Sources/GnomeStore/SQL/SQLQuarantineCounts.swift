// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// `quarantine_counts` holds the sums over `quarantine`, once by account and once by reason, kept in the transaction of every
// change: the way of a message asks for them, and must not take longer the more waits.

extension SQLTransaction {
    func quarantineVolumes() throws(StoreError) -> [QuarantineReason: QuarantineVolume] {
        var volumes: [QuarantineReason: QuarantineVolume] = [:]
        try connection.run(
            "SELECT name, entries, bytes FROM quarantine_counts WHERE scope = 'reason' AND entries > 0", rows: [[]]
        ) { (_, row) throws(StoreError) in
            volumes[try row.next()] = try QuarantineVolume(row: &row)
        }
        return volumes
    }

    func quarantineVolumes(
        of accounts: [QuarantineAccount]
    ) throws(StoreError) -> [QuarantineAccount: QuarantineVolume] {
        var volumes: [QuarantineAccount: QuarantineVolume] = [:]
        try connection.run(
            "SELECT name, entries, bytes FROM quarantine_counts WHERE scope = 'account' AND name = $1",
            rows: accounts.map { [$0.sql] }
        ) { (_, row) throws(StoreError) in
            volumes[try row.next()] = try QuarantineVolume(row: &row)
        }
        return volumes
    }

    /// Adds what came, which is negative for what went.
    func add(_ sums: QuarantineSums) throws(StoreError) {
        // In order, so that two servers that add to the same rows wait for each other and not in a circle.
        let rows: [[SQLValue]] =
            sums.accounts.sorted { $0.key < $1.key }.map { ["account".sql, $0.key.sql] + $0.value.sqlValues }
            + sums.reasons.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                ["reason".sql, $0.key.sql] + $0.value.sqlValues
            }
        try connection.execute(
            """
            INSERT INTO quarantine_counts (scope, name, entries, bytes) VALUES ($1, $2, $3, $4)
            ON CONFLICT (scope, name) DO UPDATE SET entries = quarantine_counts.entries + excluded.entries,
                bytes = quarantine_counts.bytes + excluded.bytes
            """,
            rows: rows)
        try connection.execute(
            "DELETE FROM quarantine_counts WHERE scope = 'account' AND name = $1 AND entries = 0",
            rows: sums.accounts.filter { $0.value.entries < 0 }.keys.sorted().map { [$0.sql] })
    }

    func quarantineDrops() throws(StoreError) -> [QuarantineDrop] {
        try connection.all(
            """
            SELECT cause, reason, actor, sentence, entries, bytes, first_at, last_at
            FROM quarantine_drops ORDER BY last_at DESC, id DESC
            """)
    }

    func count(_ drops: [QuarantineDrop]) throws(StoreError) {
        try connection.execute(
            """
            INSERT INTO quarantine_drops (cause, reason, actor, sentence, entries, bytes, first_at, last_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (cause, reason, actor, sentence) DO UPDATE SET
                entries = quarantine_drops.entries + excluded.entries, bytes = quarantine_drops.bytes + excluded.bytes,
                first_at = CASE WHEN excluded.first_at < quarantine_drops.first_at
                    THEN excluded.first_at ELSE quarantine_drops.first_at END,
                last_at = CASE WHEN excluded.last_at > quarantine_drops.last_at
                    THEN excluded.last_at ELSE quarantine_drops.last_at END
            """,
            rows: drops.map { drop in
                [drop.cause.sql, drop.reason.sql, drop.actor.sql, drop.sentence.sql] + drop.volume.sqlValues
                    + [drop.firstAt.sql, drop.lastAt.sql]
            })
    }
}

/// What a change adds to the sums over the quarantine.
struct QuarantineSums {
    private(set) var accounts: [QuarantineAccount: QuarantineVolume] = [:]
    private(set) var reasons: [QuarantineReason: QuarantineVolume] = [:]

    /// Adds an entry to both.
    mutating func add(_ volume: QuarantineVolume, _ account: QuarantineAccount, _ reason: QuarantineReason) {
        accounts[account, default: QuarantineVolume()] += volume
        reasons[reason, default: QuarantineVolume()] += volume
    }
}

extension QuarantineVolume: SQLRecord {
    var sqlValues: [SQLValue] { [entries.sql, bytes.sql] }

    init(row: inout SQLRow) throws(StoreError) { self.init(entries: try row.next(), bytes: try row.next()) }
}

extension QuarantineDrop: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            cause: try row.next(), reason: try row.next(), actor: try row.next(), sentence: try row.next(),
            volume: try QuarantineVolume(row: &row), firstAt: try row.next(), lastAt: try row.next())
    }
}
