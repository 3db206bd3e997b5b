// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func statuses(_ receivers: [ReceiverID]) throws(StoreError) -> [ReceiverID: ReceiverStatus] {
        var statuses: [ReceiverID: ReceiverStatus] = [:]
        statuses.reserveCapacity(receivers.count)
        let found: [ReceiverStatus?] = try connection.firstOfEach(
            """
            SELECT first_contact_at, last_contact_at, last_contact_way, next_contact_at,
                last_report_id, last_report_at, frames
            FROM statuses WHERE receiver_id = $1
            """,
            rows: receivers.map { [$0.sql] })
        for (receiver, status) in zip(receivers, found) { statuses[receiver] = status ?? ReceiverStatus() }
        return statuses
    }

    func setStatuses(_ statuses: [ReceiverID: ReceiverStatus]) throws(StoreError) {
        // In the order of ids, so that transactions that run side by side lock rows in one order.
        try connection.execute(
            """
            INSERT INTO statuses (receiver_id, first_contact_at, last_contact_at, last_contact_way, next_contact_at,
                last_report_id, last_report_at, frames)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (receiver_id) DO UPDATE SET
                first_contact_at = excluded.first_contact_at, last_contact_at = excluded.last_contact_at,
                last_contact_way = excluded.last_contact_way, next_contact_at = excluded.next_contact_at,
                last_report_id = excluded.last_report_id, last_report_at = excluded.last_report_at,
                frames = excluded.frames
            """,
            rows: statuses.sorted { $0.key < $1.key }.map { receiver, status in
                [
                    receiver.sql, status.firstContactAt.sql, status.lastContactAt.sql, status.lastContactWay.sql,
                    status.nextContactAt.sql, status.lastReport.sql, status.lastReportAt.sql, status.frames.sql,
                ]
            })
    }

    func setMotusDeployments(_ deployments: [ReceiverID: MotusDeployment]) throws(StoreError) {
        try connection.execute(
            """
            INSERT INTO motus_deployments (receiver_id, motus_id, project_id, device_id, receiver_type, name, status,
                started_at, list_name)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (receiver_id) DO UPDATE SET
                motus_id = excluded.motus_id, project_id = excluded.project_id, device_id = excluded.device_id,
                receiver_type = excluded.receiver_type, name = excluded.name, status = excluded.status,
                started_at = excluded.started_at, list_name = excluded.list_name
            """,
            rows: deployments.sorted { $0.key < $1.key }.map { receiver, deployment in
                [
                    receiver.sql, deployment.motusID.sql, deployment.projectID.sql, deployment.deviceID.sql,
                    deployment.receiverType.sql, deployment.name.sql, deployment.status.sql, deployment.start.sql,
                    (deployment.name?.listName).sql,
                ]
            })
    }
}

extension ReceiverStatus: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init()
        firstContactAt = try row.next()
        lastContactAt = try row.next()
        lastContactWay = try row.next()
        nextContactAt = try row.next()
        lastReport = try row.next()
        lastReportAt = try row.next()
        frames = try row.next()
    }
}

extension MotusDeployment {
    /// Reads seven columns, which are all empty where Motus was not asked.
    init?(row: inout SQLRow) throws(StoreError) {
        let motusID: Int64? = try row.next()
        let projectID: Int64? = try row.next()
        let deviceID: Int64? = try row.next()
        let receiverType: String? = try row.next()
        let name: String? = try row.next()
        let status: Status? = try row.next()
        let start: Timestamp? = try row.next()
        guard let motusID, let status else { return nil }
        self.init(
            motusID: motusID, projectID: projectID, deviceID: deviceID, receiverType: receiverType, name: name,
            status: status, start: start)
    }
}
