// SPDX-License-Identifier: Apache-2.0

extension SQLSchema {
    /// What the header of each of our databases says: “gnom”.
    static let sqliteOwner = 0x676E_6F6D

    /// The tables as SQLite keeps them.
    ///
    /// Times are microseconds since 1970 in UTC. Rows have numbers as keys, because a key that grows costs an insert least;
    /// `AUTOINCREMENT` sees to it that no number is ever given twice, not even that of a row that is gone.
    static let sqlite = SQLSchema(
        ledger: [
            "PRAGMA application_id = 0x676E6F6D",
            """
            CREATE TABLE IF NOT EXISTS schema_steps (
                number INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                digest TEXT NOT NULL,
                applied_at TEXT NOT NULL
            ) STRICT
            """,
        ],
        steps: [
            Step(
                name: "receivers, frames, quarantine",
                statements: [
                    """
                    CREATE TABLE receivers (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        serial TEXT NOT NULL UNIQUE,
                        registration TEXT NOT NULL,
                        name TEXT,
                        key_digest BLOB,
                        held_key_digest BLOB,
                        held_key_since INTEGER,
                        held_key_frames INTEGER,
                        registered_at INTEGER NOT NULL
                    ) STRICT
                    """,
                    """
                    CREATE TABLE statuses (
                        receiver_id INTEGER PRIMARY KEY REFERENCES receivers (id),
                        first_contact_at INTEGER,
                        last_contact_at INTEGER,
                        last_contact_way TEXT,
                        next_contact_at INTEGER,
                        last_report_id INTEGER,
                        last_report_at INTEGER,
                        frames INTEGER NOT NULL
                    ) STRICT
                    """,
                    """
                    CREATE TABLE motus_deployments (
                        receiver_id INTEGER PRIMARY KEY REFERENCES receivers (id),
                        motus_id INTEGER NOT NULL,
                        project_id INTEGER,
                        device_id INTEGER,
                        receiver_type TEXT,
                        name TEXT,
                        status TEXT NOT NULL,
                        started_at INTEGER
                    ) STRICT
                    """,
                    """
                    CREATE TABLE frames (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        receiver_id INTEGER NOT NULL REFERENCES receivers (id),
                        natural_key TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        device_at INTEGER,
                        way TEXT NOT NULL,
                        route TEXT NOT NULL,
                        received_at INTEGER NOT NULL,
                        content_type TEXT,
                        content_encoding TEXT,
                        attributes TEXT NOT NULL,
                        proof TEXT NOT NULL,
                        proof_user TEXT,
                        proof_key BLOB,
                        body BLOB NOT NULL,
                        UNIQUE (natural_key, receiver_id)
                    ) STRICT
                    """,
                    // SQLite ends each entry of an index with the row's id, so this one is in the order of storage.
                    "CREATE INDEX frames_of_receiver ON frames (receiver_id)",
                    // Only keys by content, “sha256:” and 64 digits, with or without a moment behind them.
                    """
                    CREATE INDEX frames_of_content ON frames (receiver_id, substr(natural_key, 8, 16))
                    WHERE substr(natural_key, 1, 7) = 'sha256:'
                    """,
                    """
                    CREATE TABLE quarantine (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        reason TEXT NOT NULL,
                        detail TEXT NOT NULL,
                        claimed_serial TEXT NOT NULL,
                        natural_key TEXT NOT NULL,
                        way TEXT NOT NULL,
                        route TEXT NOT NULL,
                        received_at INTEGER NOT NULL,
                        content_type TEXT,
                        content_encoding TEXT,
                        attributes TEXT NOT NULL,
                        proof TEXT NOT NULL,
                        proof_user TEXT,
                        proof_key BLOB,
                        body BLOB NOT NULL,
                        UNIQUE (natural_key, claimed_serial, reason)
                    ) STRICT
                    """,
                    "CREATE INDEX quarantine_of_serial ON quarantine (claimed_serial, reason)",
                    """
                    CREATE INDEX quarantine_of_content
                    ON quarantine (claimed_serial, substr(natural_key, 8, 16))
                    WHERE substr(natural_key, 1, 7) = 'sha256:'
                    """,
                ]),
            Step(
                name: "jobs",
                statements: [
                    """
                    CREATE TABLE jobs (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        kind TEXT NOT NULL,
                        state TEXT NOT NULL,
                        payload BLOB NOT NULL,
                        unique_key TEXT,
                        attempts INTEGER NOT NULL,
                        lease INTEGER NOT NULL,
                        created_at INTEGER NOT NULL,
                        due_at INTEGER NOT NULL,
                        worker TEXT,
                        error TEXT
                    ) STRICT
                    """,
                    "CREATE UNIQUE INDEX jobs_of_key ON jobs (kind, unique_key) WHERE unique_key IS NOT NULL",
                    // All that can be claimed now or later: the dead, who may be many, burden no claim.
                    "CREATE INDEX jobs_due ON jobs (kind, due_at) WHERE state <> 'dead'",
                    "CREATE INDEX jobs_of_state ON jobs (state)",
                ]),
            Step(
                name: "observations",
                statements: [
                    """
                    CREATE TABLE series (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        class TEXT NOT NULL,
                        name TEXT NOT NULL,
                        UNIQUE (class, name)
                    ) STRICT
                    """,
                    """
                    CREATE TABLE receiver_series (
                        receiver_id INTEGER NOT NULL REFERENCES receivers (id),
                        series_id INTEGER NOT NULL REFERENCES series (id),
                        latest_at INTEGER NOT NULL,
                        latest_value REAL NOT NULL,
                        PRIMARY KEY (receiver_id, series_id)
                    ) STRICT, WITHOUT ROWID
                    """,
                    // Each has its place apart where the database can do that, and drops it with the row.
                    """
                    CREATE TABLE observation_months (
                        begins_at INTEGER PRIMARY KEY,
                        ends_at INTEGER NOT NULL,
                        is_apart INTEGER NOT NULL DEFAULT 0
                    ) STRICT
                    """,
                    """
                    CREATE TABLE observations (
                        receiver_id INTEGER NOT NULL,
                        series_id INTEGER NOT NULL,
                        moment INTEGER NOT NULL,
                        frame_id INTEGER NOT NULL,
                        device_at INTEGER,
                        value REAL NOT NULL,
                        PRIMARY KEY (receiver_id, series_id, moment, frame_id)
                    ) STRICT, WITHOUT ROWID
                    """,
                    """
                    CREATE TABLE observation_summaries (
                        receiver_id INTEGER NOT NULL,
                        series_id INTEGER NOT NULL,
                        width INTEGER NOT NULL,
                        began_at INTEGER NOT NULL,
                        observations INTEGER NOT NULL,
                        minimum REAL NOT NULL,
                        maximum REAL NOT NULL,
                        total REAL NOT NULL,
                        first_at INTEGER NOT NULL,
                        first_value REAL NOT NULL,
                        last_at INTEGER NOT NULL,
                        last_value REAL NOT NULL,
                        PRIMARY KEY (receiver_id, series_id, width, began_at)
                    ) STRICT, WITHOUT ROWID
                    """,
                ]),
            Step(
                name: "what a fold of frames needs",
                statements: [
                    "ALTER TABLE frames ADD COLUMN was_held INTEGER NOT NULL DEFAULT 0",
                    // What a receiver sent again after a frame of its own and before its next one: only the last such time.
                    """
                    CREATE TABLE repetitions (
                        frame_id INTEGER NOT NULL PRIMARY KEY,
                        received_at INTEGER NOT NULL,
                        way TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID
                    """,
                ]),
            Step(
                name: "room in quarantine",
                statements: [
                    "ALTER TABLE quarantine ADD COLUMN account TEXT NOT NULL DEFAULT ''",
                    """
                    UPDATE quarantine SET account = CASE
                        WHEN claimed_serial IN (SELECT serial FROM receivers) THEN 'receiver:' || claimed_serial
                        WHEN proof = 'broker-user' THEN 'source:' || way || '/' || proof_user
                        ELSE 'source:' || way END
                    """,
                    """
                    CREATE TABLE quarantine_counts (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        scope TEXT NOT NULL,
                        name TEXT NOT NULL,
                        entries INTEGER NOT NULL,
                        bytes INTEGER NOT NULL,
                        UNIQUE (scope, name)
                    ) STRICT
                    """,
                    """
                    INSERT INTO quarantine_counts (scope, name, entries, bytes)
                    SELECT 'account', account, count(*), sum(length(body)) FROM quarantine GROUP BY account
                    """,
                    """
                    INSERT INTO quarantine_counts (scope, name, entries, bytes)
                    SELECT 'reason', reason, count(*), sum(length(body)) FROM quarantine GROUP BY reason
                    """,
                    """
                    CREATE TABLE quarantine_drops (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        cause TEXT NOT NULL,
                        reason TEXT NOT NULL,
                        actor TEXT NOT NULL,
                        sentence TEXT NOT NULL,
                        entries INTEGER NOT NULL,
                        bytes INTEGER NOT NULL,
                        first_at INTEGER NOT NULL,
                        last_at INTEGER NOT NULL,
                        UNIQUE (cause, reason, actor, sentence)
                    ) STRICT
                    """,
                    "CREATE INDEX receivers_pending ON receivers (id) WHERE registration = 'pending'",
                ]),
            Step(
                name: "forwards",
                statements: [
                    """
                    CREATE TABLE forwards (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        name TEXT NOT NULL UNIQUE,
                        target TEXT NOT NULL,
                        state TEXT NOT NULL,
                        last_frame_id INTEGER NOT NULL,
                        failures INTEGER NOT NULL,
                        retry_at INTEGER,
                        error TEXT,
                        lease INTEGER NOT NULL,
                        leased_until INTEGER,
                        worker TEXT,
                        created_at INTEGER NOT NULL
                    ) STRICT
                    """
                ]),
            Step(
                name: "broker credentials",
                statements: [
                    """
                    CREATE TABLE broker_credentials (
                        receiver_id INTEGER PRIMARY KEY REFERENCES receivers (id),
                        password_hash TEXT NOT NULL,
                        changed_at INTEGER NOT NULL
                    ) STRICT
                    """
                ]),
            Step(
                name: "what is gone for good",
                statements: [
                    // How far observations went because they were old, of all frames up to the last then; single ones have no width.
                    """
                    CREATE TABLE retention_marks (
                        width INTEGER NOT NULL,
                        class TEXT NOT NULL,
                        last_frame_id INTEGER NOT NULL,
                        cut_at INTEGER NOT NULL,
                        PRIMARY KEY (width, class, last_frame_id)
                    ) STRICT, WITHOUT ROWID
                    """,
                    // Where the last contact is not the last frame, something was sent again before that was written down.
                    """
                    INSERT INTO repetitions (frame_id, received_at, way)
                    SELECT f.id, s.last_contact_at, s.last_contact_way
                    FROM statuses s JOIN frames f ON f.id = (SELECT max(id) FROM frames WHERE receiver_id = s.receiver_id)
                    WHERE s.last_contact_at <> f.received_at AND s.last_contact_way IS NOT NULL
                    ON CONFLICT (frame_id) DO NOTHING
                    """,
                ]),
            Step(
                name: "stations, deployments and lives of receivers",
                statements: [
                    "ALTER TABLE receivers ADD COLUMN since INTEGER NOT NULL DEFAULT 0",
                    "UPDATE receivers SET since = registered_at",
                    "ALTER TABLE receivers ADD COLUMN project_id INTEGER",
                    "ALTER TABLE receivers ADD COLUMN purged_at INTEGER",
                    "ALTER TABLE receivers ADD COLUMN revision INTEGER NOT NULL DEFAULT 1",
                    "CREATE INDEX receivers_of_project ON receivers (project_id, serial)",
                    """
                    CREATE INDEX receivers_to_purge ON receivers (since)
                    WHERE registration = 'decommissioned' AND purged_at IS NULL
                    """,
                    """
                    CREATE TABLE stations (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        project_id INTEGER NOT NULL,
                        name TEXT NOT NULL,
                        list_name TEXT NOT NULL,
                        latitude REAL,
                        longitude REAL,
                        elevation REAL,
                        time_zone TEXT,
                        notes TEXT NOT NULL,
                        created_at INTEGER NOT NULL,
                        revision INTEGER NOT NULL,
                        UNIQUE (project_id, name)
                    ) STRICT
                    """,
                    "CREATE INDEX stations_in_order ON stations (list_name, id)",
                    "CREATE INDEX stations_of_project ON stations (project_id, list_name, id)",
                    """
                    CREATE TABLE deployments (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        receiver_id INTEGER NOT NULL REFERENCES receivers (id),
                        station_id INTEGER NOT NULL REFERENCES stations (id),
                        began_at INTEGER NOT NULL,
                        ended_at INTEGER,
                        antennas TEXT NOT NULL,
                        expectations TEXT NOT NULL,
                        revision INTEGER NOT NULL
                    ) STRICT
                    """,
                    "CREATE INDEX deployments_at_station ON deployments (station_id, began_at)",
                    "CREATE INDEX deployments_of_receiver ON deployments (receiver_id, began_at)",
                    """
                    CREATE TABLE receiver_keys (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        receiver_id INTEGER NOT NULL REFERENCES receivers (id) ON DELETE CASCADE,
                        digest BLOB NOT NULL,
                        since INTEGER NOT NULL,
                        ended_at INTEGER,
                        ending TEXT
                    ) STRICT
                    """,
                    "CREATE UNIQUE INDEX receiver_keys_live ON receiver_keys (receiver_id) WHERE ended_at IS NULL",
                    "CREATE INDEX receiver_keys_of_receiver ON receiver_keys (receiver_id)",
                    "CREATE INDEX receiver_keys_of_digest ON receiver_keys (digest)",
                    """
                    INSERT INTO receiver_keys (receiver_id, digest, since)
                    SELECT id, key_digest, registered_at FROM receivers WHERE key_digest IS NOT NULL ORDER BY id
                    """,
                    """
                    CREATE TABLE identity_conflicts (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        receiver_id INTEGER NOT NULL REFERENCES receivers (id) ON DELETE CASCADE,
                        kind TEXT NOT NULL,
                        facts TEXT NOT NULL,
                        opened_at INTEGER NOT NULL,
                        frames INTEGER NOT NULL,
                        settled_at INTEGER,
                        act TEXT,
                        settled_by TEXT,
                        before TEXT
                    ) STRICT
                    """,
                    "CREATE INDEX identity_conflicts_of_receiver ON identity_conflicts (receiver_id)",
                ]),
            Step(
                name: "projects, people, audit",
                statements: [
                    """
                    CREATE TABLE projects (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        name TEXT NOT NULL UNIQUE,
                        motus_id INTEGER,
                        created_at INTEGER NOT NULL,
                        revision INTEGER NOT NULL
                    ) STRICT
                    """,
                    """
                    CREATE TABLE people (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        login TEXT NOT NULL UNIQUE,
                        name TEXT NOT NULL,
                        is_administrator INTEGER NOT NULL,
                        disabled_at INTEGER,
                        password_hash TEXT,
                        created_at INTEGER NOT NULL,
                        revision INTEGER NOT NULL
                    ) STRICT
                    """,
                    """
                    CREATE TABLE memberships (
                        person_id INTEGER NOT NULL REFERENCES people (id),
                        project_id INTEGER NOT NULL REFERENCES projects (id),
                        role TEXT NOT NULL,
                        PRIMARY KEY (person_id, project_id)
                    ) STRICT, WITHOUT ROWID
                    """,
                    "CREATE INDEX memberships_of_project ON memberships (project_id)",
                    """
                    CREATE TABLE sessions (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        person_id INTEGER NOT NULL REFERENCES people (id),
                        secret_digest BLOB NOT NULL UNIQUE,
                        begun_at INTEGER NOT NULL,
                        last_used_at INTEGER NOT NULL,
                        address TEXT NOT NULL,
                        agent TEXT
                    ) STRICT
                    """,
                    "CREATE INDEX sessions_of_person ON sessions (person_id)",
                    """
                    CREATE TABLE tokens (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        digest BLOB NOT NULL,
                        kind TEXT NOT NULL,
                        label TEXT NOT NULL,
                        person_id INTEGER REFERENCES people (id),
                        project_id INTEGER REFERENCES projects (id),
                        station_id INTEGER,
                        role TEXT,
                        is_for_administrator INTEGER NOT NULL,
                        scopes TEXT,
                        most_uses INTEGER,
                        expires_at INTEGER,
                        uses INTEGER NOT NULL,
                        created_at INTEGER NOT NULL,
                        created_by INTEGER,
                        revoked_at INTEGER,
                        last_used_at INTEGER
                    ) STRICT
                    """,
                    "CREATE INDEX tokens_of_person ON tokens (person_id)",
                    "CREATE INDEX tokens_of_project ON tokens (project_id)",
                    """
                    CREATE TABLE log_in_throttles (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        subject TEXT NOT NULL UNIQUE,
                        failures INTEGER NOT NULL,
                        last_failed_at INTEGER NOT NULL
                    ) STRICT
                    """,
                    // Numbered by what writes it, so that a hole shows that somebody else took something away.
                    """
                    CREATE TABLE audit (
                        number INTEGER NOT NULL PRIMARY KEY,
                        moment INTEGER NOT NULL,
                        actor TEXT NOT NULL,
                        source TEXT NOT NULL,
                        action TEXT NOT NULL,
                        subject TEXT NOT NULL,
                        before_json TEXT,
                        after_json TEXT,
                        link BLOB NOT NULL
                    ) STRICT
                    """,
                    "CREATE INDEX audit_of_subject ON audit (subject, number)",
                    """
                    CREATE TABLE kept_answers (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        actor TEXT NOT NULL,
                        request_key TEXT NOT NULL,
                        request_digest BLOB NOT NULL,
                        status INTEGER NOT NULL,
                        headers TEXT NOT NULL,
                        body BLOB NOT NULL,
                        kept_at INTEGER NOT NULL,
                        UNIQUE (actor, request_key)
                    ) STRICT
                    """,
                    "CREATE INDEX kept_answers_by_age ON kept_answers (kept_at)",
                ]),
            Step(
                name: "photos of stations",
                statements: [
                    """
                    CREATE TABLE station_photos (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        station_id INTEGER NOT NULL REFERENCES stations (id) ON DELETE CASCADE,
                        media_type TEXT NOT NULL,
                        caption TEXT NOT NULL,
                        added_at INTEGER NOT NULL,
                        picture BLOB NOT NULL
                    ) STRICT
                    """,
                    "CREATE INDEX station_photos_of_station ON station_photos (station_id)",
                ]),
            Step(
                name: "accounts at Motus",
                statements: [
                    "ALTER TABLE people ADD COLUMN motus_user INTEGER",
                    "ALTER TABLE people ADD COLUMN motus_confirmed_at INTEGER",
                    "CREATE UNIQUE INDEX people_of_motus ON people (motus_user)",
                    // What Motus' word opens, beside the roles that were given here.
                    """
                    CREATE TABLE motus_memberships (
                        person_id INTEGER NOT NULL REFERENCES people (id),
                        project_id INTEGER NOT NULL REFERENCES projects (id),
                        PRIMARY KEY (person_id, project_id)
                    ) STRICT, WITHOUT ROWID
                    """,
                    "CREATE INDEX motus_memberships_of_project ON motus_memberships (project_id)",
                ]),
            Step(
                name: "names of receivers in small letters",
                statements: [
                    "ALTER TABLE receivers ADD COLUMN list_name TEXT",
                    "UPDATE receivers SET list_name = lower(name)",
                    "ALTER TABLE motus_deployments ADD COLUMN list_name TEXT",
                    "UPDATE motus_deployments SET list_name = lower(name)",
                ]),
            .listNames,
        ])
}
