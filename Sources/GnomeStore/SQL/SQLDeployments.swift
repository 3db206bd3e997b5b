// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func deployment(_ id: DeploymentID) throws(StoreError) -> Deployment? { try deployments([id]).first }

    func deployments(at station: StationID) throws(StoreError) -> [Deployment] {
        try deployments(
            connection.all("SELECT id FROM deployments WHERE station_id = $1 ORDER BY began_at, id", station.sql))
    }

    func deployments(of receiver: ReceiverID) throws(StoreError) -> [Deployment] {
        try deployments(
            connection.all("SELECT id FROM deployments WHERE receiver_id = $1 ORDER BY began_at, id", receiver.sql))
    }

    func deployments(in projects: Set<ProjectID>?, at moment: Timestamp) throws(StoreError) -> [Deployment] {
        guard let projects else {
            return try deployments(
                connection.all(
                    """
                    SELECT id FROM deployments WHERE began_at <= $1 AND (ended_at IS NULL OR ended_at > $1)
                    ORDER BY station_id, id
                    """,
                    moment.sql))
        }
        let found = try deployments(
            connection.all(
                """
                SELECT d.id FROM deployments d JOIN stations s ON s.id = d.station_id
                WHERE s.project_id = $2 AND d.began_at <= $1 AND (d.ended_at IS NULL OR d.ended_at > $1)
                """,
                rows: projects.sorted().map { [moment.sql, $0.sql] }))
        return found.sorted { ($0.details.station, $0.id) < ($1.details.station, $1.id) }
    }

    private func deployments(_ ids: [DeploymentID]) throws(StoreError) -> [Deployment] {
        try connection.all(
            """
            SELECT id, receiver_id, station_id, began_at, ended_at, antennas, expectations, revision
            FROM deployments WHERE id = $1
            """,
            rows: ids.map { [$0.sql] })
    }

    func add(_ details: DeploymentDetails) throws(StoreError) -> Deployment {
        try check(details)
        let id: DeploymentID? = try connection.first(
            """
            INSERT INTO deployments (receiver_id, station_id, began_at, ended_at, antennas, expectations, revision)
            VALUES ($1, $2, $3, $4, $5, $6, 1) RETURNING id
            """,
            details.receiver.sql, details.station.sql, details.interval.start.sql, details.interval.end.sql,
            JSONText(details.antennas).sql, JSONText(details.expectations).sql)
        guard let id else { throw .noDeployment }
        return Deployment(id: id, details: details)
    }

    func change(_ deployment: Deployment) throws(StoreError) -> Deployment {
        let details = deployment.details
        try require(deployment.id, seenAs: deployment.revision)
        try check(details, replacing: deployment.id)
        try connection.execute(
            """
            UPDATE deployments SET receiver_id = $2, station_id = $3, began_at = $4, ended_at = $5, antennas = $6,
                expectations = $7, revision = revision + 1
            WHERE id = $1
            """,
            deployment.id.sql, details.receiver.sql, details.station.sql, details.interval.start.sql,
            details.interval.end.sql, JSONText(details.antennas).sql, JSONText(details.expectations).sql)
        guard let changed = try self.deployment(deployment.id) else { throw .noDeployment }
        return changed
    }

    func remove(_ deployment: DeploymentID, seenAs revision: Int64) throws(StoreError) {
        try require(deployment, seenAs: revision)
        try connection.execute("DELETE FROM deployments WHERE id = $1", deployment.sql)
    }

    private func require(_ id: DeploymentID, seenAs revision: Int64) throws(StoreError) {
        guard let deployment = try deployment(id) else { throw .noDeployment }
        guard deployment.revision == revision else { throw .changedSince }
    }
}

extension Deployment: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        let (id, receiver, station): (DeploymentID, ReceiverID, StationID) = (
            try row.next(), try row.next(), try row.next()
        )
        let (start, end): (Timestamp, Timestamp?) = (try row.next(), try row.next())
        guard let interval = Interval(start: start, end: end) else {
            throw StoreError(.corrupt, "The database holds a deployment that ended before it began.")
        }
        let details = DeploymentDetails(
            receiver: receiver, station: station, interval: interval,
            antennas: try row.next(JSONText<[Antenna]>.self).value,
            expectations: try row.next(JSONText<Expectations>.self).value)
        self.init(id: id, details: details, revision: try row.next())
    }
}
