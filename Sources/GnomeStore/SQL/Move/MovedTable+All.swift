// SPDX-License-Identifier: Apache-2.0

extension MovedTable {
    /// Every table of the store but the record of its steps; what is referred to comes first.
    static let all = [
        MovedTable(
            name: "receivers",
            columns: [
                "id", "serial", "registration", "since", "project_id", "name", "key_digest", "held_key_digest",
                "held_key_since", "held_key_frames", "registered_at", "purged_at", "revision", "list_name",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM receivers",
            highest: "SELECT max(id) FROM receivers",
            sizes:
                "SELECT id, 0 FROM receivers WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, serial, registration, since, project_id, name, key_digest, held_key_digest,
                    held_key_since, held_key_frames, registered_at, purged_at, revision, list_name
                FROM receivers WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO receivers (id, serial, registration, since, project_id, name, key_digest,
                    held_key_digest, held_key_since, held_key_frames, registered_at, purged_at, revision, list_name)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                """),
        MovedTable(
            name: "statuses",
            columns: [
                "receiver_id", "first_contact_at", "last_contact_at", "last_contact_way", "next_contact_at",
                "last_report_id", "last_report_at", "frames",
            ],
            isNumbered: false,
            count: "SELECT count(*) FROM statuses",
            highest: "SELECT max(receiver_id) FROM statuses",
            sizes:
                "SELECT receiver_id, 0 FROM statuses WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id LIMIT $3",
            page: """
                SELECT receiver_id, first_contact_at, last_contact_at, last_contact_way, next_contact_at,
                    last_report_id, last_report_at, frames
                FROM statuses WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id
                """,
            insert: """
                INSERT INTO statuses (receiver_id, first_contact_at, last_contact_at, last_contact_way,
                    next_contact_at, last_report_id, last_report_at, frames)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """),
        MovedTable(
            name: "motus_deployments",
            columns: [
                "receiver_id", "motus_id", "project_id", "device_id", "receiver_type", "name", "status",
                "started_at", "list_name",
            ],
            isNumbered: false,
            count: "SELECT count(*) FROM motus_deployments",
            highest: "SELECT max(receiver_id) FROM motus_deployments",
            sizes:
                "SELECT receiver_id, 0 FROM motus_deployments WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id LIMIT $3",
            page: """
                SELECT receiver_id, motus_id, project_id, device_id, receiver_type, name, status, started_at, list_name
                FROM motus_deployments WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id
                """,
            insert: """
                INSERT INTO motus_deployments (receiver_id, motus_id, project_id, device_id, receiver_type,
                    name, status, started_at, list_name)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """),
        MovedTable(
            name: "frames",
            columns: [
                "id", "receiver_id", "natural_key", "kind", "device_at", "way", "route", "received_at",
                "content_type", "content_encoding", "attributes", "proof", "proof_user", "proof_key", "body",
                "was_held",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM frames",
            highest: "SELECT max(id) FROM frames",
            sizes:
                "SELECT id, length(body) FROM frames WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, receiver_id, natural_key, kind, device_at, way, route, received_at, content_type,
                    content_encoding, attributes, proof, proof_user, proof_key, body, was_held
                FROM frames WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO frames (id, receiver_id, natural_key, kind, device_at, way, route, received_at,
                    content_type, content_encoding, attributes, proof, proof_user, proof_key, body, was_held)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                """),
        MovedTable(
            name: "repetitions",
            columns: [
                "frame_id", "received_at", "way",
            ],
            isNumbered: false,
            count: "SELECT count(*) FROM repetitions",
            highest: "SELECT max(frame_id) FROM repetitions",
            sizes:
                "SELECT frame_id, 0 FROM repetitions WHERE frame_id > $1 AND frame_id <= $2 ORDER BY frame_id LIMIT $3",
            page: """
                SELECT frame_id, received_at, way
                FROM repetitions WHERE frame_id > $1 AND frame_id <= $2 ORDER BY frame_id
                """,
            insert: """
                INSERT INTO repetitions (frame_id, received_at, way)
                VALUES ($1, $2, $3)
                """),
        MovedTable(
            name: "quarantine",
            columns: [
                "id", "reason", "detail", "claimed_serial", "natural_key", "way", "route", "received_at",
                "content_type", "content_encoding", "attributes", "proof", "proof_user", "proof_key", "body", "account",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM quarantine",
            highest: "SELECT max(id) FROM quarantine",
            sizes:
                "SELECT id, length(body) FROM quarantine WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, reason, detail, claimed_serial, natural_key, way, route, received_at, content_type,
                    content_encoding, attributes, proof, proof_user, proof_key, body, account
                FROM quarantine WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO quarantine (id, reason, detail, claimed_serial, natural_key, way, route,
                    received_at, content_type, content_encoding, attributes, proof, proof_user, proof_key, body, account)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                """),
        MovedTable(
            name: "quarantine_counts",
            columns: [
                "id", "scope", "name", "entries", "bytes",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM quarantine_counts",
            highest: "SELECT max(id) FROM quarantine_counts",
            sizes:
                "SELECT id, 0 FROM quarantine_counts WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, scope, name, entries, bytes
                FROM quarantine_counts WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO quarantine_counts (id, scope, name, entries, bytes)
                VALUES ($1, $2, $3, $4, $5)
                """),
        MovedTable(
            name: "quarantine_drops",
            columns: [
                "id", "cause", "reason", "actor", "sentence", "entries", "bytes", "first_at", "last_at",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM quarantine_drops",
            highest: "SELECT max(id) FROM quarantine_drops",
            sizes:
                "SELECT id, 0 FROM quarantine_drops WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, cause, reason, actor, sentence, entries, bytes, first_at, last_at
                FROM quarantine_drops WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO quarantine_drops (id, cause, reason, actor, sentence, entries, bytes, first_at, last_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """),
        MovedTable(
            name: "jobs",
            columns: [
                "id", "kind", "state", "payload", "unique_key", "attempts", "lease", "created_at", "due_at",
                "worker", "error",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM jobs",
            highest: "SELECT max(id) FROM jobs",
            sizes:
                "SELECT id, length(payload) FROM jobs WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, kind, state, payload, unique_key, attempts, lease, created_at, due_at, worker, error
                FROM jobs WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO jobs (id, kind, state, payload, unique_key, attempts, lease, created_at, due_at,
                    worker, error)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                """),
        MovedTable(
            name: "retention_marks",
            columns: [
                "width", "class", "last_frame_id", "cut_at",
            ],
            isNumbered: false,
            count: "SELECT count(*) FROM retention_marks",
            highest: "SELECT max(width) FROM retention_marks",
            sizes:
                "SELECT width, 0 FROM retention_marks WHERE width > $1 AND width <= $2 ORDER BY width LIMIT $3",
            page: """
                SELECT width, class, last_frame_id, cut_at
                FROM retention_marks WHERE width > $1 AND width <= $2 ORDER BY width
                """,
            insert: """
                INSERT INTO retention_marks (width, class, last_frame_id, cut_at)
                VALUES ($1, $2, $3, $4)
                """),
        MovedTable(
            name: "series",
            columns: [
                "id", "class", "name",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM series",
            highest: "SELECT max(id) FROM series",
            sizes:
                "SELECT id, 0 FROM series WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, class, name
                FROM series WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO series (id, class, name)
                VALUES ($1, $2, $3)
                """),
        MovedTable(
            name: "receiver_series",
            columns: [
                "receiver_id", "series_id", "latest_at", "latest_value",
            ],
            isNumbered: false,
            count: "SELECT count(*) FROM receiver_series",
            highest: "SELECT max(receiver_id) FROM receiver_series",
            sizes:
                "SELECT receiver_id, 0 FROM receiver_series WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id LIMIT $3",
            page: """
                SELECT receiver_id, series_id, latest_at, latest_value
                FROM receiver_series WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id
                """,
            insert: """
                INSERT INTO receiver_series (receiver_id, series_id, latest_at, latest_value)
                VALUES ($1, $2, $3, $4)
                """),
        // Before the observations: in PostgreSQL each month makes their place. Whether it has one is the database's own.
        MovedTable(
            name: "observation_months",
            columns: [
                "begins_at", "ends_at",
            ],
            isNumbered: false,
            count: "SELECT count(*) FROM observation_months",
            highest: "SELECT max(begins_at) FROM observation_months",
            sizes:
                "SELECT begins_at, 0 FROM observation_months WHERE begins_at > $1 AND begins_at <= $2 ORDER BY begins_at LIMIT $3",
            page: """
                SELECT begins_at, ends_at
                FROM observation_months WHERE begins_at > $1 AND begins_at <= $2 ORDER BY begins_at
                """,
            insert: """
                INSERT INTO observation_months (begins_at, ends_at)
                VALUES ($1, $2)
                """),
        MovedTable(
            name: "observations",
            columns: [
                "receiver_id", "series_id", "moment", "frame_id", "device_at", "value",
            ],
            isNumbered: false,
            count: "SELECT count(*) FROM observations",
            highest: "SELECT max(receiver_id) FROM observations",
            sizes:
                "SELECT receiver_id, 0 FROM observations WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id LIMIT $3",
            page: """
                SELECT receiver_id, series_id, moment, frame_id, device_at, value
                FROM observations WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id
                """,
            insert: """
                INSERT INTO observations (receiver_id, series_id, moment, frame_id, device_at, value)
                VALUES ($1, $2, $3, $4, $5, $6)
                """),
        MovedTable(
            name: "observation_summaries",
            columns: [
                "receiver_id", "series_id", "width", "began_at", "observations", "minimum", "maximum", "total",
                "first_at", "first_value", "last_at", "last_value",
            ],
            isNumbered: false,
            count: "SELECT count(*) FROM observation_summaries",
            highest: "SELECT max(receiver_id) FROM observation_summaries",
            sizes:
                "SELECT receiver_id, 0 FROM observation_summaries WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id LIMIT $3",
            page: """
                SELECT receiver_id, series_id, width, began_at, observations, minimum, maximum, total, first_at,
                    first_value, last_at, last_value
                FROM observation_summaries WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id
                """,
            insert: """
                INSERT INTO observation_summaries (receiver_id, series_id, width, began_at, observations, minimum, maximum, total, first_at,
                    first_value, last_at, last_value)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """),
        MovedTable(
            name: "forwards",
            columns: [
                "id", "name", "target", "state", "last_frame_id", "failures", "retry_at", "error", "lease",
                "leased_until", "worker", "created_at",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM forwards",
            highest: "SELECT max(id) FROM forwards",
            sizes:
                "SELECT id, length(target) FROM forwards WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, name, target, state, last_frame_id, failures, retry_at, error, lease, leased_until,
                    worker, created_at
                FROM forwards WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO forwards (id, name, target, state, last_frame_id, failures, retry_at, error, lease,
                    leased_until, worker, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """),
        MovedTable(
            name: "broker_credentials",
            columns: ["receiver_id", "password_hash", "changed_at"],
            isNumbered: false,
            count: "SELECT count(*) FROM broker_credentials",
            highest: "SELECT max(receiver_id) FROM broker_credentials",
            sizes:
                "SELECT receiver_id, 0 FROM broker_credentials WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id LIMIT $3",
            page: """
                SELECT receiver_id, password_hash, changed_at
                FROM broker_credentials WHERE receiver_id > $1 AND receiver_id <= $2 ORDER BY receiver_id
                """,
            insert: """
                INSERT INTO broker_credentials (receiver_id, password_hash, changed_at)
                VALUES ($1, $2, $3)
                """),
        MovedTable(
            name: "receiver_keys",
            columns: [
                "id", "receiver_id", "digest", "since", "ended_at", "ending",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM receiver_keys",
            highest: "SELECT max(id) FROM receiver_keys",
            sizes:
                "SELECT id, 0 FROM receiver_keys WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, receiver_id, digest, since, ended_at, ending
                FROM receiver_keys WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO receiver_keys (id, receiver_id, digest, since, ended_at, ending)
                VALUES ($1, $2, $3, $4, $5, $6)
                """),
        MovedTable(
            name: "identity_conflicts",
            columns: [
                "id", "receiver_id", "kind", "facts", "opened_at", "frames", "settled_at", "act", "settled_by",
                "before",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM identity_conflicts",
            highest: "SELECT max(id) FROM identity_conflicts",
            sizes:
                "SELECT id, 0 FROM identity_conflicts WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, receiver_id, kind, facts, opened_at, frames, settled_at, act, settled_by, before
                FROM identity_conflicts WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO identity_conflicts (id, receiver_id, kind, facts, opened_at, frames, settled_at,
                    act, settled_by, before)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """),
        MovedTable(
            name: "stations",
            columns: [
                "id", "project_id", "name", "list_name", "latitude", "longitude", "elevation", "time_zone",
                "notes", "created_at", "revision",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM stations",
            highest: "SELECT max(id) FROM stations",
            sizes:
                "SELECT id, length(notes) FROM stations WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, project_id, name, list_name, latitude, longitude, elevation, time_zone, notes,
                    created_at, revision
                FROM stations WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO stations (id, project_id, name, list_name, latitude, longitude, elevation,
                    time_zone, notes, created_at, revision)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                """),
        MovedTable(
            name: "station_photos",
            columns: ["id", "station_id", "media_type", "caption", "added_at", "picture"],
            isNumbered: true,
            count: "SELECT count(*) FROM station_photos",
            highest: "SELECT max(id) FROM station_photos",
            sizes:
                "SELECT id, length(picture) FROM station_photos WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, station_id, media_type, caption, added_at, picture
                FROM station_photos WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO station_photos (id, station_id, media_type, caption, added_at, picture)
                VALUES ($1, $2, $3, $4, $5, $6)
                """),
        MovedTable(
            name: "deployments",
            columns: [
                "id", "receiver_id", "station_id", "began_at", "ended_at", "antennas", "expectations",
                "revision",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM deployments",
            highest: "SELECT max(id) FROM deployments",
            sizes:
                "SELECT id, length(antennas) FROM deployments WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, receiver_id, station_id, began_at, ended_at, antennas, expectations, revision
                FROM deployments WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO deployments (id, receiver_id, station_id, began_at, ended_at, antennas,
                    expectations, revision)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """),
        MovedTable(
            name: "projects",
            columns: ["id", "name", "motus_id", "created_at", "revision"],
            isNumbered: true,
            count: "SELECT count(*) FROM projects",
            highest: "SELECT max(id) FROM projects",
            sizes:
                "SELECT id, 0 FROM projects WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, name, motus_id, created_at, revision
                FROM projects WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO projects (id, name, motus_id, created_at, revision)
                VALUES ($1, $2, $3, $4, $5)
                """),
        MovedTable(
            name: "people",
            columns: [
                "id", "login", "name", "is_administrator", "motus_user", "motus_confirmed_at", "disabled_at",
                "password_hash", "created_at", "revision",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM people",
            highest: "SELECT max(id) FROM people",
            sizes:
                "SELECT id, 0 FROM people WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, login, name, is_administrator, motus_user, motus_confirmed_at, disabled_at,
                    password_hash, created_at, revision
                FROM people WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO people (id, login, name, is_administrator, motus_user, motus_confirmed_at, disabled_at,
                    password_hash, created_at, revision)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """),
        MovedTable(
            name: "memberships",
            columns: ["person_id", "project_id", "role"],
            isNumbered: false,
            count: "SELECT count(*) FROM memberships",
            highest: "SELECT max(person_id) FROM memberships",
            sizes: """
                SELECT person_id, 0
                FROM memberships WHERE person_id > $1 AND person_id <= $2 ORDER BY person_id LIMIT $3
                """,
            page: """
                SELECT person_id, project_id, role
                FROM memberships WHERE person_id > $1 AND person_id <= $2 ORDER BY person_id
                """,
            insert: """
                INSERT INTO memberships (person_id, project_id, role)
                VALUES ($1, $2, $3)
                """),
        MovedTable(
            name: "motus_memberships",
            columns: ["person_id", "project_id"],
            isNumbered: false,
            count: "SELECT count(*) FROM motus_memberships",
            highest: "SELECT max(person_id) FROM motus_memberships",
            sizes: """
                SELECT person_id, 0
                FROM motus_memberships WHERE person_id > $1 AND person_id <= $2 ORDER BY person_id LIMIT $3
                """,
            page: """
                SELECT person_id, project_id
                FROM motus_memberships WHERE person_id > $1 AND person_id <= $2 ORDER BY person_id
                """,
            insert: """
                INSERT INTO motus_memberships (person_id, project_id)
                VALUES ($1, $2)
                """),
        MovedTable(
            name: "sessions",
            columns: ["id", "person_id", "secret_digest", "begun_at", "last_used_at", "address", "agent"],
            isNumbered: true,
            count: "SELECT count(*) FROM sessions",
            highest: "SELECT max(id) FROM sessions",
            sizes:
                "SELECT id, 0 FROM sessions WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, person_id, secret_digest, begun_at, last_used_at, address, agent
                FROM sessions WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO sessions (id, person_id, secret_digest, begun_at, last_used_at, address, agent)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """),
        MovedTable(
            name: "tokens",
            columns: [
                "id", "digest", "kind", "label", "person_id", "project_id", "station_id", "role",
                "is_for_administrator", "scopes", "most_uses", "expires_at", "uses", "created_at", "created_by",
                "revoked_at", "last_used_at",
            ],
            isNumbered: true,
            count: "SELECT count(*) FROM tokens",
            highest: "SELECT max(id) FROM tokens",
            sizes:
                "SELECT id, 0 FROM tokens WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, digest, kind, label, person_id, project_id, station_id, role, is_for_administrator,
                    scopes, most_uses, expires_at, uses, created_at, created_by, revoked_at, last_used_at
                FROM tokens WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO tokens (id, digest, kind, label, person_id, project_id, station_id, role,
                    is_for_administrator, scopes, most_uses, expires_at, uses, created_at, created_by, revoked_at,
                    last_used_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
                """),
        MovedTable(
            name: "log_in_throttles",
            columns: ["id", "subject", "failures", "last_failed_at"],
            isNumbered: true,
            count: "SELECT count(*) FROM log_in_throttles",
            highest: "SELECT max(id) FROM log_in_throttles",
            sizes:
                "SELECT id, 0 FROM log_in_throttles WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, subject, failures, last_failed_at
                FROM log_in_throttles WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO log_in_throttles (id, subject, failures, last_failed_at)
                VALUES ($1, $2, $3, $4)
                """),
        MovedTable(
            name: "audit",
            columns: ["number", "moment", "actor", "source", "action", "subject", "before_json", "after_json", "link"],
            isNumbered: false,
            count: "SELECT count(*) FROM audit",
            highest: "SELECT max(number) FROM audit",
            sizes: """
                SELECT number, length(coalesce(before_json, '')) + length(coalesce(after_json, ''))
                FROM audit WHERE number > $1 AND number <= $2 ORDER BY number LIMIT $3
                """,
            page: """
                SELECT number, moment, actor, source, action, subject, before_json, after_json, link
                FROM audit WHERE number > $1 AND number <= $2 ORDER BY number
                """,
            insert: """
                INSERT INTO audit (number, moment, actor, source, action, subject, before_json, after_json, link)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """),
        MovedTable(
            name: "kept_answers",
            columns: ["id", "actor", "request_key", "request_digest", "status", "headers", "body", "kept_at"],
            isNumbered: true,
            count: "SELECT count(*) FROM kept_answers",
            highest: "SELECT max(id) FROM kept_answers",
            sizes:
                "SELECT id, length(body) FROM kept_answers WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
            page: """
                SELECT id, actor, request_key, request_digest, status, headers, body, kept_at
                FROM kept_answers WHERE id > $1 AND id <= $2 ORDER BY id
                """,
            insert: """
                INSERT INTO kept_answers (id, actor, request_key, request_digest, status, headers, body, kept_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """),
    ]
}
