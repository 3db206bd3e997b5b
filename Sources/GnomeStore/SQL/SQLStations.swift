// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func station(_ id: StationID) throws(StoreError) -> Station? { try stations([id]).first }

    func stations(
        matching filter: StationFilter, after: StationOrder?, limit: Int
    ) throws(StoreError) -> [Station] {
        let place = [(after?.name ?? "").sql, (after?.id.rawValue ?? 0).sql]
        let condition = filter.text.searchPattern.sql
        guard let projects = filter.projects else {
            return try stations(
                connection.all(
                    """
                    SELECT id FROM stations
                    WHERE (list_name, id) > ($1, $2) AND list_name LIKE $3 ESCAPE '!'
                    ORDER BY list_name, id LIMIT $4
                    """,
                    rows: [place + [condition, limit.limit]]))
        }
        // A page of each project, each in the order of an index, and of those the first: nobody has many projects.
        let found = try stations(
            connection.all(
                """
                SELECT id FROM stations
                WHERE project_id = $1 AND (list_name, id) > ($2, $3) AND list_name LIKE $4 ESCAPE '!'
                ORDER BY list_name, id LIMIT $5
                """,
                rows: projects.sorted().map { [$0.sql] + place + [condition, limit.limit] }))
        return found.sorted { $0.order < $1.order }.first(limit)
    }

    private func stations(_ ids: [StationID]) throws(StoreError) -> [Station] {
        try connection.all(
            """
            SELECT id, project_id, name, latitude, longitude, elevation, time_zone, notes, created_at, revision
            FROM stations WHERE id = $1
            """,
            rows: ids.map { [$0.sql] })
    }

    func add(_ draft: StationDraft) throws(StoreError) -> Station {
        try StoreError.refuse(draft.details.problems)
        let id: StationID? = try connection.first(
            """
            INSERT INTO stations (project_id, name, list_name, latitude, longitude, elevation, time_zone, notes, created_at,
                revision)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
            ON CONFLICT (project_id, name) DO NOTHING
            RETURNING id
            """,
            draft.project.sql, draft.details.name.sql, draft.details.name.lowercased().sql,
            (draft.details.place?.latitude).sql, (draft.details.place?.longitude).sql,
            (draft.details.place?.elevation).sql, draft.details.timeZone.sql, draft.details.notes.sql,
            draft.createdAt.sql)
        guard let id else { throw .stationExists(draft.details.name) }
        return Station(id: id, project: draft.project, details: draft.details, createdAt: draft.createdAt)
    }

    func change(_ station: Station) throws(StoreError) -> Station {
        let details = station.details
        try StoreError.refuse(details.problems)
        try require(station.id, seenAs: station.revision)
        let namesake: StationID? = try connection.first(
            "SELECT id FROM stations WHERE project_id = $1 AND name = $2 AND id <> $3",
            station.project.sql, details.name.sql, station.id.sql)
        guard namesake == nil else { throw .stationExists(details.name) }
        try connection.execute(
            """
            UPDATE stations SET project_id = $2, name = $3, list_name = $4, latitude = $5, longitude = $6, elevation = $7,
                time_zone = $8, notes = $9, revision = revision + 1
            WHERE id = $1
            """,
            station.id.sql, station.project.sql, details.name.sql, details.name.lowercased().sql,
            (details.place?.latitude).sql, (details.place?.longitude).sql, (details.place?.elevation).sql,
            details.timeZone.sql, details.notes.sql)
        guard let changed = try self.station(station.id) else { throw .noStation }
        return changed
    }

    func remove(_ station: StationID, seenAs revision: Int64) throws(StoreError) {
        try require(station, seenAs: revision)
        guard try deployments(at: station).isEmpty else { throw .stationServed }
        try connection.execute("DELETE FROM stations WHERE id = $1", station.sql)
    }

    private func require(_ id: StationID, seenAs revision: Int64) throws(StoreError) {
        guard let station = try station(id) else { throw .noStation }
        guard station.revision == revision else { throw .changedSince }
    }
}

extension Station: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        let (id, project): (StationID, ProjectID) = (try row.next(), try row.next())
        let details = StationDetails(
            name: try row.next(), place: try Place(row: &row), timeZone: try row.next(), notes: try row.next())
        self.init(
            id: id, project: project, details: details, createdAt: try row.next(), revision: try row.next())
    }
}

extension Place {
    /// Reads three columns, which are all empty where nobody was there.
    init?(row: inout SQLRow) throws(StoreError) {
        let latitude: Double? = try row.next()
        let longitude: Double? = try row.next()
        let elevation: Double? = try row.next()
        guard let latitude, let longitude else { return nil }
        self.init(latitude: latitude, longitude: longitude, elevation: elevation)
    }
}
